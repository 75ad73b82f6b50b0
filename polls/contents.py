"""What people edit by a form, and whether it still stands.

A form is shown with the mark of what it shows. Whoever sends it later must find the same:
otherwise the last to press “Save” would undo, unseen, what somebody else did meanwhile.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from polls.errors import Stale
from polls.models import Conference, Note, Question, Session

Editable = Conference | Session | Question | Note
Content = Mapping[str, Any]

#: What an organiser edits; ``seq`` is never written back.
EDITED = [
    "name", "starts_on", "ends_on", "time_zone", "languages",
    "live", "sensitive", "stage_is_public", "expected",
]  # fmt: skip
EDITED_OF_SESSION = ["title", "room"]
#: What an edited question takes from its file, and a copy from its original.
KEPT = ("kind", "help", "min_choices", "max_choices", "live", "tallies", "practice")
EDITED_OF_QUESTION = ["prompt", *KEPT]
EDITED_OF_NOTE = ["kind", "text", "who", "by_when"]

FIELDS: dict[type[Editable], list[str]] = {
    Conference: EDITED,
    Session: EDITED_OF_SESSION,
    Question: EDITED_OF_QUESTION,
    Note: EDITED_OF_NOTE,
}


class Overtaken(Stale):
    """Somebody else changed what was edited, since it was shown."""


def content_of(thing: Editable) -> dict[str, Any]:
    """What is edited of a thing; of a question with the texts of its choices."""
    content = {field: getattr(thing, field) for field in FIELDS[type(thing)]}
    if isinstance(thing, Question):
        content["choices"] = tuple(choice.text for choice in thing.choices.all())
    return content


def mark_of(content: Content) -> str:
    """A short text that two equal contents share, and no two others."""
    told = json.dumps(content, sort_keys=True, default=str)
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def refuse_if_overtaken(stands: Content, wanted: Content, *, seen: str | None) -> None:
    """Raise ``Overtaken`` unless ``stands`` is what was ``seen``, or is ``wanted`` anyway.

    ``seen`` None is a program that asks for nothing of the kind. Call it under the lock.
    """
    if seen is not None and seen != mark_of(stands) and stands != wanted:
        raise Overtaken("This was changed after you opened the form. Nothing was saved.")
