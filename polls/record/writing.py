"""Outcomes, decisions and actions of a topic: written down, changed, deleted.

Each works on a session that the caller holds locked, in the caller's transaction.
"""

import re
from collections.abc import Mapping
from uuid import UUID

from django.core.exceptions import ValidationError

from polls import clock
from polls.contents import content_of, refuse_if_overtaken
from polls.deeds import describe_changes, quoted
from polls.errors import Invalid
from polls.models import Agenda, Note, Session, Topic

#: How each kind is named within a sentence.
NAMES = {"outcome": "an outcome", "decision": "a decision", "action": "an action"}
#: What ends a line: a note is one paragraph.
LINE_ENDS = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]+")


def one_paragraph(text: str) -> str:
    """The text as one paragraph: whoever types lines gets spaces between them."""
    return LINE_ENDS.sub(" ", text).strip()


def add_note(*, session: Session, topic_id: UUID, words: Mapping[str, str]) -> str:
    """Write something down of a topic of a published agenda; return what the log says of it.

    ``words`` are ``kind``, ``text``, and of an action ``who`` and ``by_when``. Raises ``Invalid``.
    """
    published = Topic.objects.filter(agenda__state=Agenda.State.PUBLISHED, standing="on")
    topic = published.filter(agenda__session=session, pk=topic_id).first()
    if topic is None:
        raise Invalid("This session has published no such topic.")
    note = _take(Note(topic=topic, written_at=clock.now()), words)
    note.save(force_insert=True)
    return f"Wrote down {NAMES[note.kind]} of {quoted(topic)}: {quoted(note)}"


def edit_note(
    *, session: Session, note_id: UUID, words: Mapping[str, str], seen: str | None
) -> str:
    """Change what is written down; return what the log says of it.

    What ``words`` do not name stays. ``seen`` is the mark of what it was opened with, as
    ``polls.contents`` has it. Raises ``Invalid``, or ``Overtaken``.
    """
    note = _find(session, note_id)
    before = content_of(note)
    after = content_of(_take(note, words))
    refuse_if_overtaken(before, after, seen=seen)
    note.save()
    name = NAMES[before["kind"]]
    return f"Changed {name} of {quoted(note.topic)}: {describe_changes(before, after)}"


def delete_note(*, session: Session, note_id: UUID, seen: str | None) -> str:
    """Delete what is written down; return what the log says of it. Raises as ``edit_note``."""
    note = _find(session, note_id)
    refuse_if_overtaken(content_of(note), {}, seen=seen)
    note.delete()
    return f"Deleted {NAMES[note.kind]} of {quoted(note.topic)}: {quoted(note)}"


def _find(session: Session, note_id: UUID) -> Note:
    notes = Note.objects.select_related("topic").filter(topic__agenda__session=session)
    note = notes.filter(pk=note_id).first()
    if note is None:
        raise Invalid("This is written down no more: somebody has deleted it.")
    return note


def _take(note: Note, words: Mapping[str, str]) -> Note:
    """Put words into a note that is not saved yet; raises ``Invalid``, naming what is wrong."""
    for name, text in words.items():
        setattr(note, name, one_paragraph(text))
    if note.kind != Note.Kind.ACTION and (note.who or note.by_when):
        raise Invalid("Only an action has “who” and “by_when”.")
    try:
        note.clean_fields(exclude=["topic", "written_at"])
    except ValidationError as error:
        told = [f"“{name}”: {' '.join(said)}" for name, said in error.message_dict.items()]
        raise Invalid(" ".join(told)) from None
    return note
