"""What editing conferences, sessions and questions stands on: what is held, and what refuses."""

from typing import TypeVar
from uuid import UUID

from django.db.models import F, QuerySet

from polls.chairing import lock_session, note_programme_change
from polls.errors import Stale, WrongPhase
from polls.models import Conference, Question, Round, Session

Standing = TypeVar("Standing", Conference, Session, Question)


def note_changes(conference: Conference) -> None:
    """Let every room of a conference know that something it may see was edited."""
    conference.sessions.update(seq=F("seq") + 1)
    note_programme_change(conference)


def refuse_while_open(rounds: QuerySet[Round], then: str) -> None:
    """Raise ``WrongPhase`` if one of ``rounds`` is open; ``then`` says what is possible after."""
    opened = rounds.filter(phase=Round.Phase.OPEN)
    if opened.filter(topic=None).exists():
        raise WrongPhase(f"The room is voting. Close the vote first, {then}.")
    if opened.exists():
        raise WrongPhase(f"A list of ways and questions is open. Freeze it first, {then}.")


def find_standing(things: QuerySet[Standing], pk: UUID) -> Standing:
    """What is to be edited, as it stands; raises ``Stale`` where it was deleted meanwhile."""
    found = things.filter(pk=pk).first()
    if found is None:
        raise Stale("This was deleted after you opened the form. Nothing was saved.")
    return found


def hold_session(pk: UUID) -> Session:
    """Lock a session with its round; raises ``Stale`` where it was deleted meanwhile."""
    try:
        return lock_session(pk)
    except Session.DoesNotExist:
        raise Stale("This session was deleted meanwhile. Nothing was changed.") from None


def marked_as_copy(text: str, longest: int) -> str:
    """Add “(copy)” to a text of at most ``longest`` characters."""
    mark = " (copy)"
    return text[: longest - len(mark)] + mark
