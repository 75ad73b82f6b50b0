"""``manage.py seal CODE``: seal every vote of a conference that is not open."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from polls.chairing import seal_conference
from polls.codes import normalise_code
from polls.models import Conference, Round
from polls.sweeping import sweep


class Command(BaseCommand):
    """Seal at one word what the clock would seal later; the server may be running."""

    help = "Seal every vote of a conference that is not open, so that none can be traced."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which conference."""
        parser.add_argument("code", help="the join code")

    def handle(self, *args: Any, code: str, **options: Any) -> None:
        """Seal, and say how many; what could not be sealed is an error."""
        conference = Conference.objects.filter(code=normalise_code(code) or "").first()
        if conference is None:
            raise CommandError(f"No conference has the code {code}.")
        sealed, _ = seal_conference(conference)
        swept = sweep()
        left = Round.objects.filter(session__conference=conference, sealed_at__isnull=True)
        opened = left.filter(phase=Round.Phase.OPEN).count()
        self.stdout.write(f"Sealed: {sealed}. Still open: {opened}.")
        if sealed and not swept:
            self.stdout.write("The server writes over their remains once nothing is open.")
        refused = left.count() - opened
        if refused:
            raise CommandError(
                f"Not sealed: {refused}, because counters and ballots differ. "
                "See “When things fail” in docs/operations.md."
            )
