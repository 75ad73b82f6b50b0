"""Telling a topic of an agenda: when it was on, what was put forward, what was written down."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from polls.agendas.reading import topics_on
from polls.contents import content_of, mark_of
from polls.models import Agenda, Note, Remedy, Topic
from polls.remedies.reading import Shown, by_votes, read_list


@dataclass(frozen=True, slots=True)
class NoteTold:
    """What was written down of a topic; ``mark`` is its content's, as ``polls.contents`` has it."""

    id: str
    topic_id: str
    kind: str
    text: str
    who: str
    by_when: str
    written_at: datetime
    mark: str


@dataclass(frozen=True, slots=True)
class TopicTold:
    """A topic on the agenda. ``extended`` are seconds on top of the ``minutes`` worked out.

    ``planned_from`` and ``planned_to`` follow from when the first topic began, by the minutes
    alone; None before that.
    """

    id: str
    title: str
    said: str
    minutes: int
    extended: int
    room: str
    facilitator: str
    planned_from: datetime | None
    planned_to: datetime | None
    began_at: datetime | None
    ended_at: datetime | None
    put_forward: tuple[Shown, ...]
    notes: tuple[NoteTold, ...]

    @property
    def ways(self) -> list[Shown]:
        """What delegates put forward to overcome it, by upvotes once these are told."""
        return [each for each in self.put_forward if each.kind == Remedy.Kind.WAY]

    @property
    def questions(self) -> list[Shown]:
        """What they put forward for the panel."""
        return [each for each in self.put_forward if each.kind == Remedy.Kind.QUESTION]

    @property
    def outcomes(self) -> list[NoteTold]:
        """What came out of it."""
        return self._of(Note.Kind.OUTCOME)

    @property
    def decisions(self) -> list[NoteTold]:
        """What was decided."""
        return self._of(Note.Kind.DECISION)

    @property
    def actions(self) -> list[NoteTold]:
        """Who does what by when."""
        return self._of(Note.Kind.ACTION)

    def _of(self, kind: Note.Kind) -> list[NoteTold]:
        return [note for note in self.notes if note.kind == kind]


def tell_topics(agenda: Agenda, topics: Sequence[Topic]) -> list[TopicTold]:
    """The topics of an agenda that are on, in their order."""
    texts = {each["id"]: each["text"] for each in agenda.round.wording["choices"]}
    on = topics_on(topics)
    lists = _lists(agenda)
    return [
        TopicTold(
            id=str(topic.pk),
            title=topic.title,
            said=texts[topic.choice],
            minutes=topic.minutes or 0,
            extended=topic.extended,
            room=topic.room,
            facilitator=topic.facilitator,
            planned_from=planned_from,
            planned_to=planned_to,
            began_at=topic.started_at,
            ended_at=topic.ended_at,
            put_forward=tuple(lists[str(topic.pk)]),
            notes=tuple(_note(note) for note in topic.notes.all()),
        )
        for topic, (planned_from, planned_to) in zip(
            on, _planned(on, parallel=agenda.parallel), strict=True
        )
    ]


def _lists(agenda: Agenda) -> Mapping[str, list[Shown]]:
    """What everybody saw of the lists, by topic, in the order in which they stand."""
    lists: defaultdict[str, list[Shown]] = defaultdict(list)
    for each in read_list(agenda.session_id):
        lists[each.topic_id].append(each)
    for topic, shown in lists.items():
        lists[topic] = by_votes(shown, {each.id: each.votes or 0 for each in shown})
    return lists


def _note(note: Note) -> NoteTold:
    return NoteTold(
        id=str(note.pk),
        topic_id=str(note.topic_id),
        kind=note.kind,
        text=note.text,
        who=note.who,
        by_when=note.by_when,
        written_at=note.written_at,
        mark=mark_of(content_of(note)),
    )


def _planned(
    on: Sequence[Topic], *, parallel: bool
) -> list[tuple[datetime | None, datetime | None]]:
    begun = [topic.started_at for topic in on if topic.started_at]
    if not begun:
        return [(None, None)] * len(on)
    starts_at = min(begun)
    times: list[tuple[datetime | None, datetime | None]] = []
    for topic in on:
        ends_at = starts_at + timedelta(minutes=topic.minutes or 0)
        times.append((starts_at, ends_at))
        starts_at = starts_at if parallel else ends_at
    return times
