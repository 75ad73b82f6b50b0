"""``manage.py keypad_simulator``: a simulated base station of keypads."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from live.keypads.simulator import main


class Command(BaseCommand):
    """The program of ``live.keypads.simulator``, with its own options."""

    help = "Simulate a base station of keypads, to rehearse."

    def run_from_argv(self, argv: list[str]) -> None:
        """Run with what stands behind the name of the command, until Ctrl-C."""
        sys.exit(main(argv[2:], called=f"python {argv[0]} {argv[1]}"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Run without options, as a program that calls the command does."""
        sys.exit(main([]))
