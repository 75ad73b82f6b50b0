"""``manage.py up``: what ``make run`` does once the packages are there."""

import asyncio
import sys
from typing import Any

from channels.routing import get_default_application
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import DatabaseError

from live import addresses, first_start, runtime, starting, welcome
from live.ports import open_sockets
from live.serving import RoomServer


class Command(BaseCommand):
    """Prepare what is missing, serve, and tell a volunteer where."""

    help = "Prepare the embedded server, start it, and print its addresses."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until Ctrl-C; a refusal is one sentence on standard error and status 1."""
        for stream in (sys.stdout, sys.stderr):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
        try:
            self._run()
        except starting.CannotStart as refusal:
            sys.exit(str(refusal))
        except KeyboardInterrupt:
            sys.exit("\nStopped before the start.")

    def _run(self) -> None:
        if not settings.EMBEDDED:
            raise starting.CannotStart(
                "make run starts the small, embedded server, but DATABASE_URL is set: unset it, "
                "or start the full-size server as docs/operations.md says."
            )
        starting.keep_files_private()
        starting.check_address()
        with starting.hold_data() as hold:
            starting.check_database_file()
            sockets = open_sockets(settings.PORT)
            self._prepare()
            hold.settle()
            if lost := starting.what_is_lost():
                self._say(lost)
            server = RoomServer(
                get_default_application(),
                sockets,
                start=runtime.start,
                drain=runtime.drain,
                ready=self._welcome,
                stopping=self._say_goodbye,
            )
            self._text = welcome.text(art=sys.stdout.isatty())
            server.run()

    def _prepare(self) -> None:
        try:
            if starting.unapplied_migrations():
                self._say("Preparing the database …")
                call_command("migrate", verbosity=0, interactive=False)
            starting.check_migrations()
            if not starting.static_files_are_current():
                self._say("Preparing the pages …")
                call_command("collectstatic", verbosity=0, interactive=False)
            if first_start.is_first():
                self._say("Bringing the demo conference …")
                first_start.bring_demo()
        except DatabaseError as error:
            raise starting.cannot_use_database(error) from None
        except OSError as error:
            raise starting.CannotStart(
                f"{error.filename} cannot be written ({error.strerror}): start as the person "
                "whose it is."
            ) from None

    def _welcome(self) -> None:
        self._say(self._text)
        self._following = asyncio.ensure_future(self._follow_address())

    async def _follow_address(self) -> None:
        """Tell the terminal, too, when the venue's network gives the laptop another address."""
        before = addresses.delegates_url()
        while True:
            await asyncio.sleep(5)
            now = await asyncio.to_thread(addresses.delegates_url)
            if now != before:
                self._say(welcome.moved_to(now, art=sys.stdout.isatty()))
            before = now

    def _say_goodbye(self) -> None:
        self._following.cancel()
        self._say(
            f"\rStopping. Every vote is kept in {settings.DATA}; make run goes on from there."
        )

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
