"""The topics of an agenda: made of a result, taken on, edited, merged, moved, told.

Nothing here is saved: that is for whoever holds the session locked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from polls.agendas.cutting import cut, order_by_votes
from polls.agendas.reading import add_up_votes, topics_on
from polls.agendas.running import reorder
from polls.errors import Invalid, Malformed
from polls.models import Agenda, Topic
from polls.tallies import Result
from polls.wording import letter

Standing = Topic.Standing


@dataclass(frozen=True, slots=True)
class Edit:
    """What a chair makes of one topic; ``into`` is the topic that it becomes a part of."""

    title: str
    standing: str
    room: str = ""
    facilitator: str = ""
    into: UUID | None = None


def topics_of(agenda: Agenda, result: Result) -> list[Topic]:
    """A topic for each choice, in the room's order."""
    votes = [entry["count"] for entry in result.counts or []]
    options = result.wording.options
    return [
        Topic(
            agenda=agenda,
            choice=options[index].id,
            title=options[index].text,
            votes=votes[index],
            rank=rank,
            position=rank,
            standing=Standing.OFF,
        )
        for rank, index in enumerate(order_by_votes(votes))
    ]


def take_the_top(agenda: Agenda, topics: Sequence[Topic]) -> None:
    """Take on the topics with the most votes; those tied at the cut are for the chair."""
    whole = [topic for topic in topics if topic.standing != Standing.MERGED]
    votes = add_up_votes(topics)
    made = cut([votes[topic.pk] for topic in whole], agenda.most)
    for place, topic in enumerate(whole):
        taken = Standing.ON if place in made.taken else Standing.OFF
        topic.standing = Standing.TIED if place in made.tied else taken


def edit_topic(topic: Topic, edit: Edit) -> None:
    """Take over what a chair makes of a topic; raises ``Invalid`` or ``Malformed``."""
    if edit.standing not in Standing.values:
        raise Malformed(f"A topic is one of {', '.join(Standing.values)}.")
    if edit.standing == Standing.TIED and topic.standing != Standing.TIED:
        raise Invalid(f"Say whether “{edit.title}” is taken on.")
    topic.title, topic.room, topic.facilitator = edit.title, edit.room, edit.facilitator
    topic.standing = edit.standing
    topic.merged_into_id = edit.into if edit.standing == Standing.MERGED else None


def check_merges(topics: Sequence[Topic]) -> None:
    """What is part of a topic is part of one that stands for itself, and shares its fate."""
    by_id: dict[UUID | None, Topic] = {topic.pk: topic for topic in topics}
    for topic in topics:
        if topic.standing != Standing.MERGED:
            continue
        whole = by_id.get(topic.merged_into_id)
        if whole is None or whole is topic:
            raise Invalid(f"Say which topic “{topic.title}” becomes a part of.")
        if whole.standing == Standing.MERGED:
            raise Invalid(
                f"“{topic.title}” cannot be a part of “{whole.title}”, "
                "which is a part of another topic itself."
            )


def move_topic(topics: Sequence[Topic], topic_id: UUID, steps: int) -> None:
    """Move a topic by ``steps`` among those on the agenda; raises ``Invalid``."""
    on = topics_on(topics)
    place = next((i for i, topic in enumerate(on) if topic.pk == topic_id), None)
    if place is None:
        raise Invalid("Only a topic that is on the agenda can be moved.")
    reorder(on, place, steps)


def tell_topics(agenda: Agenda, topics: Sequence[Topic]) -> dict[str, Any]:
    """An agenda as it stands, for the log: settings, order and every topic by its letter."""
    letters = {o["id"]: letter(i) for i, o in enumerate(agenda.round.wording["choices"])}
    by_id: dict[UUID | None, Topic] = {topic.pk: topic for topic in topics}
    told: dict[str, Any] = {
        "total": agenda.total,
        "step": agenda.step,
        "minimum": agenda.minimum,
        "most": agenda.most,
        "parallel": agenda.parallel,
        "order": tuple(letters[topic.choice] for topic in topics_on(topics)),
    }
    for topic in sorted(topics, key=lambda topic: letters[topic.choice]):
        name = letters[topic.choice]
        whole = by_id.get(topic.merged_into_id)
        told[f"topic {name}"] = f"part of {letters[whole.choice]}" if whole else topic.standing
        told[f"title of {name}"] = topic.title
        told[f"room of {name}"] = topic.room
        told[f"facilitator of {name}"] = topic.facilitator
    return told


def fixed_in(told: Mapping[str, Any]) -> dict[str, Any]:
    """What stays as it is once an agenda is published."""
    free = ("title of", "room of", "facilitator of")
    return {name: value for name, value in told.items() if not name.startswith(free)}
