"""The commands that write down outcomes, decisions and actions of topics."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from polls.contents import EDITED_OF_NOTE
from polls.errors import Invalid, Malformed
from polls.models import Session
from polls.record import writing


def add(session: Session, args: Mapping[str, Any]) -> str:
    """Write something down of a topic."""
    return writing.add_note(session=session, topic_id=_id(args, "topic"), words=_words(args))


def edit(session: Session, args: Mapping[str, Any]) -> str:
    """Change what is written down; what is not named stays."""
    return writing.edit_note(
        session=session, note_id=_id(args, "note"), words=_words(args), seen=_seen(args)
    )


def delete(session: Session, args: Mapping[str, Any]) -> str:
    """Delete what is written down."""
    return writing.delete_note(session=session, note_id=_id(args, "note"), seen=_seen(args))


NOTE_STEPS: dict[str, Callable[[Session, Mapping[str, Any]], str | None]] = {
    "note_add": add,
    "note_edit": edit,
    "note_delete": delete,
}


def _words(args: Mapping[str, Any]) -> dict[str, str]:
    words = {name: args[name] for name in EDITED_OF_NOTE if name in args}
    wrong = [f"“{name}”" for name, value in words.items() if not isinstance(value, str)]
    if wrong:
        raise Malformed(f"{' and '.join(wrong)} must be text.")
    return words


def _seen(args: Mapping[str, Any]) -> str | None:
    seen = args.get("seen")
    if seen is not None and not isinstance(seen, str):
        raise Malformed("“seen” must be the mark that the note was told with.")
    return seen


def _id(args: Mapping[str, Any], of: str) -> UUID:
    value = args.get(of)
    if not isinstance(value, str):
        raise Malformed(f"“{of}” must be the id of one.")
    try:
        return UUID(value)
    except ValueError:
        raise Invalid(f"This session has no such {of}.") from None
