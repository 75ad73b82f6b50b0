"""``manage.py keypad_bridge``: the bridge between a base station of keypads and the server."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from live.keypads.bridge import main


class Command(BaseCommand):
    """The program of ``live.keypads.bridge``, with its own options."""

    help = "Bring the presses of keypads into the ballot."

    def run_from_argv(self, argv: list[str]) -> None:
        """Run with what stands behind the name of the command, until Ctrl-C."""
        sys.exit(main(argv[2:], called=f"python {argv[0]} {argv[1]}"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Run without options, as a program that calls the command does."""
        sys.exit(main([]))
