"""Telling an agenda: its topics, their times, and what is on now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from polls.models import Agenda, Round, Topic

AHEAD, RUNNING, OVER = "ahead", "running", "over"
DONE, NOW, NEXT, LATER = "done", "now", "next", "later"


@dataclass(frozen=True, slots=True)
class TopicNow:
    """A topic as the room sees it.

    ``minutes`` were worked out, ``extended`` are seconds on top. ``starts_at`` and ``ends_at``
    are when it did or, as it is planned, will; null before the agenda has begun. ``votes`` are
    null where the vote was declared void since.
    """

    id: str
    title: str
    votes: int | None
    minutes: int
    extended: int
    room: str
    facilitator: str
    standing: str
    starts_at: datetime | None
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class AgendaNow:
    """An agenda on screen; ``title`` is the question that it was made from."""

    id: str
    round_id: str
    title: str
    parallel: bool
    time_zone: str
    topics: tuple[TopicNow, ...]

    @property
    def phase(self) -> str:
        """``ahead`` of its first topic, ``running``, or ``over``."""
        standings = {topic.standing for topic in self.topics}
        if standings == {DONE}:
            return OVER
        return RUNNING if standings & {DONE, NOW} else AHEAD


def read_agenda(agenda_id: Any) -> AgendaNow:
    """Read a published agenda; raises ``Agenda.DoesNotExist``."""
    agenda = Agenda.objects.select_related("round", "session__conference").get(pk=agenda_id)
    topics = list(agenda.topics.all())
    void = agenda.round.phase == Round.Phase.VOID
    votes = {} if void else add_up_votes(topics)
    on = topics_on(topics)
    first = next((topic for topic in on if topic.started_at is None), None)
    return AgendaNow(
        id=str(agenda.pk),
        round_id=str(agenda.round_id),
        title=str(agenda),
        parallel=agenda.parallel,
        time_zone=agenda.session.conference.time_zone,
        topics=tuple(
            TopicNow(
                id=str(topic.pk),
                title=topic.title,
                votes=votes.get(topic.pk),
                minutes=topic.minutes or 0,
                extended=topic.extended,
                room=topic.room,
                facilitator=topic.facilitator,
                standing=_standing(topic, agenda.parallel or topic is first),
                starts_at=starts_at,
                ends_at=ends_at,
            )
            for topic, (starts_at, ends_at) in zip(on, plan(on), strict=True)
        ),
    )


def topics_on(topics: Iterable[Topic]) -> list[Topic]:
    """The topics on the agenda, in its order."""
    on = [topic for topic in topics if topic.standing == Topic.Standing.ON]
    return sorted(on, key=lambda topic: (topic.position, topic.rank))


def add_up_votes(topics: Sequence[Topic]) -> Mapping[Any, int]:
    """Votes by topic, with those of what was merged into it: who chose both counts twice."""
    votes = {topic.pk: topic.votes for topic in topics}
    for topic in topics:
        if topic.merged_into_id in votes:
            votes[topic.merged_into_id] += topic.votes
    return votes


def length_of(topic: Topic) -> timedelta:
    """How long a topic may take, with what was given on top."""
    return timedelta(minutes=topic.minutes or 0, seconds=topic.extended)


def plan(on: Iterable[Topic]) -> list[tuple[datetime | None, datetime | None]]:
    """When each topic began or will begin, and ended or will end, one after another.

    What has not begun follows the topic before it; before the first has begun nothing is known.
    """
    times: list[tuple[datetime | None, datetime | None]] = []
    after: datetime | None = None
    for topic in on:
        starts_at = topic.started_at or after
        ends_at = topic.ended_at or (starts_at and starts_at + length_of(topic))
        times.append((starts_at, ends_at))
        after = ends_at
    return times


def _standing(topic: Topic, comes_next: bool) -> str:
    if topic.ended_at:
        return DONE
    if topic.started_at:
        return NOW
    return NEXT if comes_next else LATER
