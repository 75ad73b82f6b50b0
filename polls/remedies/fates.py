"""Telling whoever wrote an entry what became of it, and no words that were set aside."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from polls.models import Remedy

State = Remedy.State


@dataclass(frozen=True, slots=True)
class Own:
    """What became of an entry, for whoever wrote it; ``text`` is theirs, wherever it stands."""

    id: str
    topic_id: str
    kind: str
    text: str
    state: str
    fate: str
    about: str


#: What is told of an entry by its state.
FATES = {
    State.HELD: "A moderator looks at it first",
    State.SHOWN: "It is in the list",
    State.MERGED: "It became part of another entry",
    State.PARKED: "It is kept for later",
    State.REJECTED: "It is not shown",
    State.SET_ASIDE: "It was set aside, and is not shown anywhere. Please speak to a person you "
    "trust, or to the organisers: an entry here reaches nobody who could help",
}


def read_own(tickets: Iterable[UUID]) -> list[Own]:
    """What became of the entries of one browser, as they were put forward."""
    found = Remedy.objects.filter(ticket__in=list(tickets)).select_related("merged_into")
    return [_own(remedy) for remedy in found.order_by("topic__position", "number")]


def _own(remedy: Remedy) -> Own:
    about = remedy.reason
    if remedy.state == State.SHOWN and remedy.answer:
        fate, about = "It was answered", remedy.answer
    else:
        fate = FATES[State(remedy.state)]
    heir = remedy.merged_into
    if heir and heir.state == State.SHOWN:
        about = heir.text
    set_aside = remedy.state == State.SET_ASIDE
    return Own(
        id=str(remedy.pk),
        topic_id=str(remedy.topic_id),
        kind=remedy.kind,
        text="" if set_aside else remedy.text,
        state=remedy.state,
        fate=fate,
        about=about,
    )
