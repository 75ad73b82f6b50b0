"""The steps with lists of remedies: what a chair's commands mean there."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from polls.chairing.asking import ask
from polls.deeds import quoted
from polls.errors import Invalid, Malformed
from polls.models import Session, Topic
from polls.remedies import screening

#: As many as fit on a projector and are read from the last row.
USUAL_TOP = 8


def open_lists(session: Session, args: Mapping[str, Any]) -> str:
    """Open the list of a topic, or of all topics that have none; told as the log has it."""
    topic_id = None if args.get("topic") is None else _topic(args)
    topics = screening.open_lists(session=session, topic_id=topic_id)
    return f"Opened the list of {_named(topics)}"


def freeze(session: Session, args: Mapping[str, Any]) -> str:
    """Take no more entries and upvotes under a topic; told as the log has it."""
    return f"Froze the list of {quoted(screening.freeze(session=session, topic_id=_topic(args)))}"


def show(session: Session, args: Mapping[str, Any]) -> str:
    """Let the projector show the ``top`` entries of a list; told as the log has it."""
    top = args.get("top", USUAL_TOP)
    live = args.get("live", False)
    if type(top) is not int:
        raise Malformed("“top” must be a whole number.")
    if not isinstance(live, bool):
        raise Malformed("“live” must be true or false.")
    topic = screening.show(session=session, topic_id=_topic(args), top=top, live=live)
    return f"Put the list of {quoted(topic)} on screen"


def hide(session: Session, args: Mapping[str, Any]) -> None:
    """Let the projector show the agenda again."""
    screening.hide(session=session)


def hold(session: Session, args: Mapping[str, Any]) -> str:
    """Let what is put forward wait for a moderator, or through at once; told for the log."""
    on = args.get("on")
    if not isinstance(on, bool):
        raise Malformed("“on” must be true or false.")
    session.remedies_held = on
    return "Let entries wait for a moderator" if on else "Let entries through at once"


def ask_best(session: Session, args: Mapping[str, Any]) -> str:
    """Make a question of the best ways of a topic, and show it; told as the log has it."""
    many = args.get("many")
    if type(many) is not int:
        raise Malformed("“many” must be a whole number.")
    topic, best = screening.best_of(session=session, topic_id=_topic(args), many=many)
    prompt = args.get("prompt") or f"Which of these should we take up: {topic}?"
    words = {"kind": args.get("kind", "multiple"), "prompt": prompt}
    ask(session, {**words, "choices": [each.text for each in best]})
    return f"the best {len(best)} ways under {quoted(topic)}"


REMEDY_STEPS: dict[str, Callable[[Session, Mapping[str, Any]], str | None]] = {
    "remedies_open": open_lists,
    "remedies_freeze": freeze,
    "remedies_show": show,
    "remedies_hide": hide,
    "remedies_hold": hold,
    "remedies_ask": ask_best,
}


def _topic(args: Mapping[str, Any]) -> UUID:
    value = args.get("topic")
    if not isinstance(value, str):
        raise Malformed("“topic” must be the id of one.")
    try:
        return UUID(value)
    except ValueError:
        raise Invalid("This session has no such topic.") from None


def _named(topics: list[Topic]) -> str:
    return ", ".join(quoted(topic) for topic in topics)
