"""``manage.py signin_link USERNAME``."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from polls.errors import PollError
from polls.models import User
from polls.people import make_sign_in_link


class Command(BaseCommand):
    """Print the path of a link that signs a person in once."""

    help = "Print the path of a page that signs a person in once, such as /sign-in/…/"

    def add_arguments(self, parser: CommandParser) -> None:
        """Who signs in, and where that leads."""
        parser.add_argument("username")
        parser.add_argument("--to", default="/organise/", help="page to go to (a path)")
        parser.add_argument("--hours", type=float, default=24.0, help="how long it may be used")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the link; its secret is shown this once."""
        user = User.objects.filter(username=options["username"], is_active=True).first()
        if not user:
            raise CommandError(f"There is no active person called {options['username']}.")
        try:
            secret = make_sign_in_link(user, options["to"], timedelta(hours=options["hours"]))
        except PollError as error:
            raise CommandError(error.detail) from None
        self.stdout.write(reverse("sign_in_link", args=[secret]))
