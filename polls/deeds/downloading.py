"""Noting that something was taken away."""

from django.db import transaction

from polls.deeds.noting import note
from polls.models import Conference, Deed


@transaction.atomic
def note_download(conference: Conference, what: str) -> None:
    """Note that somebody downloaded ``what`` of a conference, before they get it."""
    note(Deed.Kind.DOWNLOADS, f"Downloaded {what}", conference=conference)
