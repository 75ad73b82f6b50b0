"""``manage.py apitoken USERNAME``."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from polls.errors import PollError
from polls.people import find_or_make_person, make_api_token


class Command(BaseCommand):
    """Print a new API token of a person, and nothing else, on standard output."""

    help = "Make an API token; a person who is not there yet becomes an organiser."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose token, and what it is for."""
        parser.add_argument("username")
        parser.add_argument("--label", default="command line", help="what the token is for")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the token, and the person if need be."""
        try:
            user, made = find_or_make_person(options["username"], organises=True)
        except PollError as error:
            raise CommandError(error.detail) from None
        if made:
            self.stderr.write(f"{user} is new here: an organiser without a password.")
        if not user.is_active:
            raise CommandError(f"The account of {user} is not active.")
        try:
            self.stdout.write(make_api_token(user, options["label"][:80]))
        except PollError as error:
            raise CommandError(error.detail) from None
