"""``manage.py import_conference FILE``."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from polls.conference_files import import_conference, read_conference_file
from polls.errors import FileMistakes, Mistakes, PollError
from polls.people import find_or_make_person


class Command(BaseCommand):
    """Create a conference from a file and print its join code."""

    help = "Create a conference from a conference file; prints the join code."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and whose conference it becomes."""
        parser.add_argument("file", type=Path, help="a conference file (JSON)")
        parser.add_argument(
            "--organiser",
            help="username of the organiser, made without a password if there is none; "
            "left out, only superusers manage the conference",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Import everything or nothing; each mistake is named on a line of its own."""
        try:
            file = read_conference_file(options["file"].read_bytes())
            organiser = self.organiser(options["organiser"])
            conference = import_conference(file=file, by=organiser)
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from None
        except FileMistakes as error:
            self.warn(error.warnings)
            raise CommandError(f"Nothing was imported.\n{error.detail}") from None
        except PollError as error:
            raise CommandError(error.detail) from None
        self.warn(file.warnings)
        self.stdout.write(conference.code)

    def warn(self, warnings: Mistakes) -> None:
        """Say what the file says in vain; the join code stands alone on standard output."""
        for place, what in warnings:
            self.stderr.write(f"{place}: {what}")

    def organiser(self, username: str | None) -> Any:
        """The person of that name, if one was named."""
        if username is None:
            return None
        user, made = find_or_make_person(username, organises=True)
        if made:
            self.stderr.write(f"{user} is new here: an organiser without a password.")
        return user
