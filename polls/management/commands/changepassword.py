"""``manage.py changepassword NAME``, in the place of Django's own, which notes nothing."""

import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from polls.errors import PollError
from polls.models import User
from polls.people import refuse_to_guest, set_password

TRIES = 3


class Command(BaseCommand):
    """Ask for a new password of a person, twice."""

    help = "Set a new password for a person; their other devices are signed out."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose."""
        parser.add_argument(
            "username", nargs="?", help="without it, the name of who is signed in to this machine"
        )

    def handle(self, *args: Any, username: str | None, **options: Any) -> None:
        """Ask, save and note."""
        name = username or getpass.getuser()
        user = User.objects.filter(username=name).first()
        if user is None:
            raise CommandError(f"Nobody here is called {name}.")
        try:
            refuse_to_guest(user)
        except PollError as error:
            raise CommandError(error.detail) from None
        set_password(user=user, password=self._ask(user))
        self.stdout.write(f"{user} has a new password.")

    def _ask(self, user: User) -> str:
        for _ in range(TRIES):
            password = getpass.getpass(f"New password for {user}: ")
            if getpass.getpass("The same again: ") != password:
                self.stderr.write("The two were not the same.")
                continue
            try:
                validate_password(password, user)
            except ValidationError as error:
                self.stderr.write("\n".join(error.messages))
                continue
            return password
        raise CommandError(f"The password of {user} was not changed.")
