"""The steps of a session whose agenda is on screen: what a chair's commands mean there."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from polls.agendas import running
from polls.errors import Invalid, Malformed
from polls.models import Session

#: Steps after which the room sees question and result, and no agenda any more.
BACK_TO_QUESTIONS = {
    "show", "next", "previous", "ask", "open", "reopen", "reveal", "recall", "void", "remedies_ask",
    "test_vote",
}  # fmt: skip


def show(session: Session, args: Mapping[str, Any]) -> None:
    """Put an agenda of this session on screen, by its id or the one published last."""
    wanted = args.get("agenda")
    agenda_id = None if wanted is None else _id(wanted, "agenda")
    running.put_on_screen(session=session, agenda_id=agenda_id)
    session.remedies_topic = None


def hide(session: Session, args: Mapping[str, Any]) -> None:
    """Take the agenda off the screen; its time runs on."""
    running.take_off_screen(session=session)


def go_on(session: Session, args: Mapping[str, Any]) -> None:
    """Begin the first topic, or end the one that is on and begin the following.

    The room sees it: a list of a topic leaves the screen.
    """
    running.go_on(session=session)
    session.remedies_topic = None


def go_back(session: Session, args: Mapping[str, Any]) -> None:
    """Return to the topic before, which the room sees as after ``go_on``."""
    running.go_back(session=session)
    session.remedies_topic = None


def extend(session: Session, args: Mapping[str, Any]) -> None:
    """Give the topic that is on more seconds."""
    seconds = args.get("seconds")
    if type(seconds) is not int or not 1 <= seconds <= running.LONGEST_EXTENSION:
        raise Malformed(f"“seconds” must be a whole number from 1 to {running.LONGEST_EXTENSION}.")
    running.extend(session=session, seconds=seconds)


def move(session: Session, args: Mapping[str, Any]) -> None:
    """Move a topic that is still ahead."""
    steps = args.get("steps")
    if type(steps) is not int or not 1 <= abs(steps) <= 100:
        raise Malformed("“steps” must be a whole number, negative to move it up.")
    running.move_topic(session=session, topic_id=_id(args.get("topic"), "topic"), steps=steps)


AGENDA_STEPS: dict[str, Callable[[Session, Mapping[str, Any]], str | None]] = {
    "agenda_show": show,
    "agenda_hide": hide,
    "agenda_next": go_on,
    "agenda_previous": go_back,
    "agenda_extend": extend,
    "agenda_move": move,
}


def _id(value: object, of: str) -> UUID:
    if not isinstance(value, str):
        raise Malformed(f"“{of}” must be the id of one.")
    try:
        return UUID(value)
    except ValueError:
        raise Invalid(f"This session has no such {of}.") from None
