"""``manage.py forget_delegates``."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from polls.forgetting import forget_delegates


class Command(BaseCommand):
    """Delete the delegates of conferences that have been over for long; counts stay."""

    help = "Forget the delegates of conferences that ended FORGET_DELEGATES_AFTER days ago."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many were forgotten."""
        number = sum(forget_delegates(after=timedelta(days=settings.FORGET_DELEGATES_AFTER)))
        self.stdout.write(f"{number} delegate{'s' * (number != 1)} forgotten.")
