"""``manage.py createsuperuser``: Django's own, and its line in the log of deeds."""

from typing import Any

from django.contrib.auth.management.commands import createsuperuser
from django.contrib.auth.models import UserManager
from django.db import transaction

from polls.models import User
from polls.people import note_new_operator


class Accounts(UserManager[User]):
    """The accounts as the command sees them: whom it makes is noted in the same transaction.

    Around the whole command a transaction would last as long as somebody types.
    """

    def __init__(self) -> None:
        super().__init__()
        self.model = User

    @transaction.atomic
    def create_superuser(self, *args: Any, **fields: Any) -> User:
        """Make an operator."""
        user = super().create_superuser(*args, **fields)
        note_new_operator(user)
        return user


class Noted:
    """``User`` as the command uses it, but for its accounts."""

    _default_manager = Accounts()

    def __getattr__(self, name: str) -> Any:
        return getattr(User, name)

    def __call__(self, **fields: Any) -> User:
        return User(**fields)


class Command(createsuperuser.Command):
    """Make an operator, and note it."""

    help = "Make an operator, who may do everything."

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # As much of a model as the command uses.
        self.UserModel = Noted()  # type: ignore[assignment]
