"""``manage.py serve``: the server process."""

from argparse import ArgumentParser
from contextlib import nullcontext
from typing import Any

import structlog
from channels.routing import get_default_application
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from live import runtime
from live.ports import open_sockets
from live.serving import RoomServer
from live.starting import (
    CannotStart,
    check_address,
    check_migrations,
    check_static_files,
    hold_data,
    keep_files_private,
    warn_of_statement_log,
    what_is_lost,
)

log = structlog.get_logger(__name__)


class Command(BaseCommand):
    """Serve pages and sockets until interrupted."""

    help = "Serve pages and sockets on one port, until interrupted."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen."""
        parser.add_argument("--port", type=int, default=settings.PORT)
        parser.add_argument(
            "--bind", "--host", default="", help="listen on this address alone, such as 127.0.0.1"
        )

    def handle(self, *args: Any, port: int, bind: str, **options: Any) -> None:
        """Serve, or say in one sentence why not."""
        try:
            if settings.EMBEDDED:
                keep_files_private()
            with hold_data() if settings.EMBEDDED else nullcontext() as hold:
                if hold:
                    check_address()
                check_migrations()
                check_static_files()
                warn_of_statement_log()
                if lost := what_is_lost():
                    log.error(lost)
                sockets = open_sockets(port, bind)
                if hold:
                    hold.settle()
                RoomServer(
                    get_default_application(), sockets, start=runtime.start, drain=runtime.drain
                ).run()
        except CannotStart as error:
            raise CommandError(str(error)) from None
