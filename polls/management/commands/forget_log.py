"""``manage.py forget_log --before 2027-01-01``."""

from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from polls.deeds.forgetting import forget_deeds


class Command(BaseCommand):
    """Delete old lines of the log, when they are no longer needed."""

    help = "Delete what the log of chairs' and organisers' deeds holds from before a day."

    def add_arguments(self, parser: CommandParser) -> None:
        """From when on the log is kept."""
        parser.add_argument("--before", required=True, help="a day, such as 2027-01-01 (UTC)")

    def handle(self, *args: Any, before: str, **options: Any) -> None:
        """Delete, and say how many lines."""
        try:
            moment = datetime.strptime(before, "%Y-%m-%d").replace(tzinfo=UTC)
        except ValueError:
            raise CommandError(f"“{before}” is not a day such as 2027-01-01.") from None
        self.stdout.write(f"Lines deleted: {forget_deeds(before=moment)}")
