"""Sessions: adding, editing, moving, copying and deleting one."""

from django.db import transaction

from polls.chairing import note_change, note_programme_change
from polls.contents import EDITED_OF_SESSION, content_of, refuse_if_overtaken
from polls.deeds import describe_changes, note, quoted
from polls.editing import move, next_position
from polls.errors import WrongPhase
from polls.models import Deed, Session
from polls.preparing.ground import find_standing, hold_session, marked_as_copy
from polls.preparing.questions import copy_question
from polls.sweeping import sweep_after_deleting


@transaction.atomic
def save_session(*, session: Session, seen: str | None = None) -> Session:
    """Save a new session behind the others, or an edited one in its place.

    ``seen`` is the mark of what the form was shown with. Raises ``Overtaken``, ``Stale``.
    """
    if session._state.adding:
        session.position = next_position(session.conference.sessions.all())
        session.save(force_insert=True)
        note_of(session, "Added the session")
    else:
        held = Session.objects.select_for_update(no_key=True)
        before, after = content_of(find_standing(held, session.pk)), content_of(session)
        refuse_if_overtaken(before, after, seen=seen)
        session.save(update_fields=EDITED_OF_SESSION)
        note_of(session, "Edited the session", describe_changes(before, after))
    note_change(session)
    return session


def note_of(session: Session, words: str, changes: str = "") -> None:
    """Note what was done to a session, and what changed."""
    words = f"{words} {quoted(session)}" + (f": {changes}" if changes else "")
    note(Deed.Kind.PROGRAMME, words, conference=session.conference)


@transaction.atomic
def move_session(*, session: Session, steps: int) -> None:
    """Move a session in the programme by ``steps``, up if negative."""
    move(session, session.conference.sessions.all(), steps)
    note_change(session)
    note_of(session, f"Moved {'up' if steps < 0 else 'down'} the session")


@transaction.atomic
def duplicate_session(*, session: Session) -> Session:
    """Copy a session with its questions, without results, to the place after it."""
    copy = Session(
        conference=session.conference,
        title=marked_as_copy(session.title, 200),
        room=session.room,
        position=next_position(session.conference.sessions.all()),
    )
    copy.save()
    for question in session.questions.prefetch_related("choices"):
        copy_question(question, session=copy, prompt=question.prompt, position=question.position)
    siblings = list(session.conference.sessions.all())
    steps = siblings.index(session) + 1 - siblings.index(copy)
    move(copy, session.conference.sessions.all(), steps)
    note_change(copy)
    note_of(session, "Copied the session")
    return copy


def refuse_to_delete_session(session: Session) -> None:
    """Raise ``WrongPhase`` while a session cannot be deleted."""
    if session.state == Session.State.LIVE:
        raise WrongPhase("This session is live. End it first, from the chair’s page.")


@transaction.atomic
def delete_session(*, session: Session) -> None:
    """Delete a session with its questions and all its results; refused while it is live."""
    held = hold_session(session.pk)
    refuse_to_delete_session(held)
    note_programme_change(held.conference)
    note_of(held, "Deleted, with its results, the session")
    sweep_after_deleting(held.rounds.all())
    held.delete()
