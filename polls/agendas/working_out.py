"""The sum behind an agenda, line by line, as its page shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from polls.agendas.minutes import Share, check_times, share_minutes
from polls.agendas.reading import add_up_votes, topics_on
from polls.models import Agenda, Topic


@dataclass(frozen=True, slots=True)
class Line:
    """A topic on the agenda with the votes that count for it, in the room's order."""

    topic: Topic
    votes: int
    share: Share


@dataclass(frozen=True, slots=True)
class Worked:
    """``minutes`` by topic: none while ``tied`` topics wait for the chair.

    ``lines`` is the sum, empty where the topics are in parallel, for then all have the whole
    time. ``votes`` by topic are with those of what was merged into it.
    """

    votes: Mapping[UUID, int]
    minutes: Mapping[UUID, int]
    lines: Sequence[Line]
    tied: Sequence[Topic]


def work_out(agenda: Agenda, topics: Sequence[Topic]) -> Worked:
    """Work out the minutes of the topics that are on. Raises ``CannotShare``."""
    on = topics_on(topics)
    tied = [topic for topic in topics if topic.standing == Topic.Standing.TIED]
    votes = add_up_votes(topics)
    if agenda.parallel:
        check_times(topics=0, total=agenda.total, step=agenda.step, minimum=agenda.minimum)
        return Worked(votes, {} if tied else {t.pk: agenda.total for t in on}, [], tied)
    if tied:
        check_times(topics=len(on), total=agenda.total, step=agenda.step, minimum=agenda.minimum)
        return Worked(votes, {}, [], tied)
    # The room's order, whatever order the chair gave them: it decides between equal remainders.
    on.sort(key=lambda topic: (-votes[topic.pk], topic.rank))
    shares = share_minutes(
        [votes[topic.pk] for topic in on],
        total=agenda.total,
        step=agenda.step,
        minimum=agenda.minimum,
    )
    lines = [Line(topic, votes[topic.pk], share) for topic, share in zip(on, shares, strict=True)]
    return Worked(votes, {line.topic.pk: line.share.minutes for line in lines}, lines, tied)
