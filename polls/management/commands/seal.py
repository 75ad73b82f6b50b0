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
        parser.add_argument(
            "--without-key",
            action="store_true",
            help="also votes whose secret is lost for good: they stay as of the backup",
        )

    def handle(self, *args: Any, code: str, without_key: bool, **options: Any) -> None:
        """Seal, and say how many; what could not be sealed is an error."""
        conference = Conference.objects.filter(code=normalise_code(code) or "").first()
        if conference is None:
            raise CommandError(f"No conference has the code {code}.")
        done = seal_conference(conference, without_key=without_key)
        swept = sweep()
        opened = Round.objects.filter(session__conference=conference, phase=Round.Phase.OPEN)
        self.stdout.write(f"Sealed: {done.sealed}. Still open: {opened.count()}.")
        if done.sealed and not swept:
            self.stdout.write("The server writes over their remains once nothing is open.")
        if done.keyless:
            raise CommandError(
                f"Not sealed: {done.keyless}, because BALLOT_SECRET here is not the one of the "
                "time: start as the person who runs the server, with its settings. If the secret "
                "is lost for good, add --without-key."
            )
        if done.differing:
            raise CommandError(
                f"Not sealed: {done.differing}, because counters and ballots differ. "
                "See “When things fail” in docs/operations.md."
            )
