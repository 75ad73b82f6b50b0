"""Letting the room know: numbers that rise with every change that somebody may see."""

from django.db.models import F

from polls.models import Conference, Session


def note_change(session: Session) -> None:
    """Let the room know that something it may see was edited."""
    Session.objects.filter(pk=session.pk).update(seq=F("seq") + 1)
    note_programme_change(session.conference)


def note_programme_change(conference: Conference) -> None:
    """Let a conference's delegates know that its sessions changed."""
    Conference.objects.filter(pk=conference.pk).update(seq=F("seq") + 1)
