"""Conferences: making and editing one, its door, its end."""

from django.db import transaction
from django.utils import timezone

from polls.chairing import lock_session
from polls.contents import EDITED, content_of, refuse_if_overtaken
from polls.deeds import describe_changes, note, quoted
from polls.errors import Invalid, WrongPhase
from polls.models import Conference, Deed, Round, Session, User
from polls.preparing.ground import find_standing, note_changes, refuse_while_open
from polls.sweeping import sweep_after_deleting


@transaction.atomic
def create_conference(*, conference: Conference, organiser: User | None = None) -> Conference:
    """Save a new conference, with its first organiser if one is named."""
    conference.save(force_insert=True)
    if organiser:
        conference.organisers.add(organiser)
    words = f"Created the conference {quoted(conference)}"
    note(Deed.Kind.CONFERENCE, words, conference=conference)
    return conference


@transaction.atomic
def save_conference(*, conference: Conference, seen: str | None = None) -> Conference:
    """Save an edited conference; an open round keeps what it was opened with.

    ``seen`` is the mark of what the form was shown with. Raises ``Overtaken``, ``Stale``.
    """
    # Sessions before their conference, as chairs' commands lock them.
    note_changes(conference)
    before = content_of(find_standing(Conference.objects.all(), conference.pk))
    after = content_of(conference)
    refuse_if_overtaken(before, after, seen=seen)
    conference.save(update_fields=EDITED)
    changes = describe_changes(before, after)
    note(Deed.Kind.CONFERENCE, f"Edited the conference: {changes}", conference=conference)
    return conference


@transaction.atomic
def set_door(*, conference: Conference, door: str) -> None:
    """Open or shut the door, or let in personal codes alone.

    From personal codes or to them only between two votes: in one round nobody must vote both
    as a browser and as a person. Raises ``WrongPhase``, ``Invalid``.
    """
    personal = Conference.Door.PERSONAL
    if door not in Conference.Door.values:
        raise Invalid(f"The door is one of {', '.join(Conference.Door.values)}.")
    if door == personal and not conference.personal_codes.exists():
        raise Invalid("Make personal codes first: nobody has one yet.")
    # Sessions before their conference, as everywhere.
    for pk in conference.sessions.order_by("pk").values_list("pk", flat=True):
        lock_session(pk)
    held = Conference.objects.select_for_update(no_key=True).get(pk=conference.pk)
    if door != held.door and personal in (door, held.door):
        refuse_while_open(
            Round.objects.filter(session__conference=held), "then it can change who may vote"
        )
    held.door = door
    held.seq += 1
    held.save(update_fields=["door", "seq"])
    words = f"Set the door to {held.get_door_display()}"
    note(Deed.Kind.CONFERENCE, words, conference=held)


def refuse_to_end_conference(conference: Conference) -> None:
    """Raise ``WrongPhase`` while a conference cannot end."""
    rounds = Round.objects.filter(session__conference=conference)
    refuse_while_open(rounds, "then the conference can end")


@transaction.atomic
def end_conference(*, conference: Conference) -> None:
    """End a conference and its live sessions; refused while a round is open."""
    now = timezone.now()
    for pk in conference.sessions.order_by("pk").values_list("pk", flat=True):
        lock_session(pk)
    refuse_to_end_conference(conference)
    live = conference.sessions.filter(state=Session.State.LIVE)
    live.update(state=Session.State.ENDED, ended_at=now)
    note_changes(conference)
    Conference.objects.filter(pk=conference.pk, ended_at=None).update(ended_at=now)
    note(Deed.Kind.CONFERENCE, "Ended the conference", conference=conference)


@transaction.atomic
def resume_conference(*, conference: Conference) -> None:
    """Take back the end of a conference; its sessions stay as they are.

    Refused once its delegates were forgotten: their tokens would vote as newcomers.
    """
    note_changes(conference)
    remembered = Conference.objects.filter(pk=conference.pk, forgotten_at=None)
    if not remembered.update(ended_at=None):
        raise WrongPhase("Its delegates were forgotten. Import its file as a new conference.")
    note(Deed.Kind.CONFERENCE, "Took back the end of the conference", conference=conference)


def refuse_to_delete_conference(conference: Conference) -> None:
    """Raise ``WrongPhase`` while a conference cannot be deleted."""
    rounds = Round.objects.filter(session__conference=conference)
    refuse_while_open(rounds, "then it can be deleted")


@transaction.atomic
def delete_conference(*, conference: Conference) -> None:
    """Delete a conference with its programme and all its results."""
    refuse_to_delete_conference(conference)
    words = f"Deleted the conference {quoted(conference)} with all its results"
    note(Deed.Kind.CONFERENCE, words, conference=conference)
    sweep_after_deleting(Round.objects.filter(session__conference=conference))
    conference.delete()
