"""Telling an agenda as it was: what the votes said, and what the chair changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from polls.agendas.cutting import cut
from polls.agendas.reading import add_up_votes, topics_on
from polls.agendas.telling import tell_sum
from polls.agendas.working_out import Line, Worked, work_out
from polls.models import Agenda, Round, Topic
from polls.record.topics import TopicTold, tell_topics
from polls.tallies import Result
from polls.wording import letter

Standing = Topic.Standing

TIED = "it was tied at the cut, and the chair decided"


@dataclass(frozen=True, slots=True)
class ChoiceTold:
    """What the room voted on, and what became of it; ``votes`` None where they are not told."""

    letter: str
    text: str
    votes: int | None
    became: str
    by_chair: bool


@dataclass(frozen=True, slots=True)
class AgendaTold:
    """A published agenda. ``lines`` and ``sentences`` are the sum behind its minutes.

    ``votes_told`` is whether its votes are those that the results tell. Where they are not
    (the vote was stopped, or went on since), neither votes nor sum are told: nobody shall
    learn from a difference what the results keep back. ``why_not`` says so.
    """

    id: str
    round_id: str
    title: str
    published_at: datetime | None
    parallel: bool
    total: int
    step: int
    minimum: int
    most: int
    votes_told: bool
    why_not: str
    choices: tuple[ChoiceTold, ...]
    lines: Sequence[Line]
    sentences: tuple[str, ...]
    topics: tuple[TopicTold, ...]


def tell_agenda(agenda: Agenda, result: Result) -> AgendaTold:
    """Tell a published agenda beside the ``result`` that it was made of."""
    topics = list(agenda.topics.prefetch_related("notes"))
    why_not = _why_no_votes(topics, result)
    worked = None if why_not else work_out(agenda, topics)
    return AgendaTold(
        id=str(agenda.pk),
        round_id=str(agenda.round_id),
        title=str(agenda),
        published_at=agenda.published_at,
        parallel=agenda.parallel,
        total=agenda.total,
        step=agenda.step,
        minimum=agenda.minimum,
        most=agenda.most,
        votes_told=not why_not,
        why_not=why_not,
        choices=tuple(_choices(agenda, topics, votes_told=not why_not)),
        lines=worked.lines if worked else (),
        sentences=tuple(_sentences(agenda, topics, worked)),
        topics=tuple(tell_topics(agenda, topics)),
    )


def _why_no_votes(topics: Sequence[Topic], result: Result) -> str:
    if result.phase == Round.Phase.VOID:
        return "The vote that this agenda was made from was stopped and counts nowhere."
    counts = {each["choice"]: each["count"] for each in result.counts or []}
    if counts != {topic.choice: topic.votes for topic in topics}:
        return "The vote went on after this agenda was made of it, so its votes are not told here."
    return ""


def _choices(agenda: Agenda, topics: Sequence[Topic], *, votes_told: bool) -> list[ChoiceTold]:
    """Every choice, in the order of the votes; in that of the letters, where votes are not told."""
    options = agenda.round.wording["choices"]
    texts = {each["id"]: (letter(i), each["text"]) for i, each in enumerate(options)}
    verdicts = _verdicts(agenda, topics) if votes_told else {}
    on = topics_on(topics)
    places = {topic.pk: place for place, topic in enumerate(on, start=1)}
    moved = _moved(on, _by_votes(topics)) if votes_told else {}
    by_id: dict[UUID | None, Topic] = {topic.pk: topic for topic in topics}
    told = []
    for topic in sorted(topics, key=lambda topic: topic.rank):
        name, text = texts[topic.choice]
        whole = by_id.get(topic.merged_into_id)
        became = f"part of “{whole.title}”" if whole else _fate(topic, places)
        if topic.title != text and topic.standing == Standing.ON:
            became += f", as “{topic.title}”"
        verdict = "; ".join(filter(None, (moved.get(topic.pk), verdicts.get(topic.pk))))
        told.append(
            ChoiceTold(
                letter=name,
                text=text,
                votes=topic.votes if votes_told else None,
                became=became + (f"; {verdict}" if verdict else ""),
                by_chair=bool(verdict or whole or topic.title != text),
            )
        )
    return told if votes_told else sorted(told, key=lambda each: each.letter)


def _fate(topic: Topic, places: Mapping[Any, int]) -> str:
    return f"topic {places[topic.pk]}" if topic.standing == Standing.ON else "left out"


def _verdicts(agenda: Agenda, topics: Sequence[Topic]) -> dict[Any, str]:
    """By topic, in what the chair decided otherwise than the votes, or for them in a tie.

    A tie counts by the room's own votes, too: making one of the tied a part of another topic
    decides it.
    """
    votes = add_up_votes(topics)
    by_rank = sorted(topics, key=lambda topic: topic.rank)
    first = cut([topic.votes for topic in by_rank], agenda.most)
    told = {by_rank[place].pk: TIED for place in first.tied}
    whole = [topic for topic in topics if topic.standing != Standing.MERGED]
    whole.sort(key=lambda topic: topic.rank)
    made = cut([votes[topic.pk] for topic in whole], agenda.most)
    for place, topic in enumerate(whole):
        on = topic.standing == Standing.ON
        if place in made.tied:
            told[topic.pk] = TIED
        elif on != (place in made.taken):
            told[topic.pk] = "taken on by the chair" if on else "the chair decided so"
    return told


def _by_votes(topics: Sequence[Topic]) -> list[Topic]:
    """The topics on the agenda in the order of their votes, with those of their parts."""
    votes = add_up_votes(topics)
    return sorted(topics_on(topics), key=lambda topic: (-votes[topic.pk], topic.rank))


def _moved(on: Sequence[Topic], by_votes: Sequence[Topic]) -> dict[Any, str]:
    """By topic that stands elsewhere than the votes have it, where that would be."""
    return {
        topic.pk: f"by votes it was topic {place}"
        for place, topic in enumerate(by_votes, start=1)
        if on[place - 1].pk != topic.pk
    }


def _sentences(agenda: Agenda, topics: Sequence[Topic], worked: Worked | None) -> list[str]:
    """How the minutes came about, and the order of the votes where it is another."""
    if worked is None:
        return []
    on = topics_on(topics)
    by_votes = _by_votes(topics)
    told = tell_sum(agenda, worked)
    if [topic.pk for topic in on] != [topic.pk for topic in by_votes]:
        titles = ", ".join(f"“{topic.title}”" for topic in by_votes)
        told.append(f"The chair changed the order of the topics. By votes it was: {titles}.")
    if any(topic.merged_into_id for topic in topics):
        told.append("Votes of parts are added up: whoever chose both counts twice there.")
    return told
