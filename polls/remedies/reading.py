"""Telling what was put forward: to the room, to its author, to a moderator.

Nothing here tells the words of what was set aside, and nothing else reads entries.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from polls.kinds import BALLOTS
from polls.models import Remedy, Round, Session
from polls.remedies.flagging import flags_of
from polls.sparing import counters_to_see, read_counters

State = Remedy.State
Phase = Round.Phase

#: Beyond so many on one screen nobody can read them.
MOST_ON_SCREEN = 12


@dataclass(frozen=True, slots=True)
class ListNow:
    """The list of one topic; ``open`` until it is frozen."""

    topic_id: str
    title: str
    round_id: str
    open: bool
    sealed: bool


@dataclass(frozen=True, slots=True)
class Upvotes:
    """Upvotes of one topic; ``counts`` of the entries that have some, None while unseen."""

    round_id: str
    topic_id: str
    ballots: int
    joined: int
    counts: Mapping[str, int] | None


@dataclass(frozen=True, slots=True)
class RemediesNow:
    """What a room knows of its lists: ``version`` rises with each change of them.

    ``screen`` is the topic whose list the projector shows, with ``top`` entries; ``live`` says
    that it shows upvotes while they are given.
    """

    version: int
    held: bool
    lists: tuple[ListNow, ...]
    screen: str | None
    top: int
    live: bool
    upvotes: Upvotes | None


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry that everybody sees; ``votes`` once its list is frozen, and may be seen."""

    id: str
    topic_id: str
    number: int
    kind: str
    text: str
    signed: str
    table: str
    answer: str
    votes: int | None

    @property
    def by(self) -> str:
        """Whose it is, as far as somebody said."""
        return " · ".join(filter(None, (self.table and f"From {self.table}", self.signed)))

    def as_json(self) -> dict[str, Any]:
        """The protocol's entry of a list."""
        return {
            "id": self.id,
            "topic": self.topic_id,
            "number": self.number,
            "kind": self.kind,
            "text": self.text,
            "signed": self.signed,
            "table": self.table,
            "answer": self.answer,
            "votes": self.votes,
        }


def read_remedies_now(session: Session) -> RemediesNow | None:
    """What the room knows of its lists; None, without a query, where nothing was collected."""
    if not session.remedies_listed:
        return None
    rounds = [(round, round.topic) for round in upvoting_rounds(session) if round.topic]
    live = session.state == Session.State.LIVE
    on_screen = next(
        (
            round
            for round, topic in rounds
            if topic.pk == session.remedies_topic_id
            and topic.agenda_id == session.agenda_id
            and live
        ),
        None,
    )
    return RemediesNow(
        version=session.remedies_listed,
        held=session.remedies_held,
        lists=tuple(
            ListNow(
                topic_id=str(round.topic_id),
                title=topic.title,
                round_id=str(round.pk),
                open=round.phase == Phase.OPEN,
                sealed=round.sealed_at is not None,
            )
            for round, topic in rounds
        ),
        screen=str(on_screen.topic_id) if on_screen else None,
        top=session.remedies_top,
        live=session.remedies_live,
        upvotes=read_upvotes(on_screen, session.joined) if on_screen else None,
    )


def upvoting_rounds(session: Session) -> Iterable[Round]:
    """The upvoting rounds of a session with their topics, in the order of the agenda."""
    # Their words may be many, and stand in the list.
    rounds = session.rounds.filter(topic__isnull=False).select_related("topic").defer("wording")
    return rounds.order_by("topic__agenda", "topic__position", "topic__rank")


def read_upvotes(round: Round, joined: int) -> Upvotes:
    """Upvotes as they stand."""
    counters = read_counters(round.pk)
    seen = counters_to_see(round, counters)
    turnout = counters if round.phase == Phase.OPEN else seen or {}
    ballots = turnout.get(BALLOTS, 0)
    could_vote = joined if round.joined is None else round.joined
    return Upvotes(
        round_id=str(round.pk),
        topic_id=str(round.topic_id),
        ballots=ballots,
        joined=max(could_vote, ballots),
        counts=None if seen is None else {k: n for k, n in seen.items() if k != BALLOTS},
    )


def read_list(session_id: Any) -> list[Shown]:
    """Every entry that everybody sees: by topic, then as it was put forward."""
    shown = Remedy.objects.filter(topic__agenda__session=session_id, state=State.SHOWN)
    votes = votes_when_frozen(session_id)
    return [
        Shown(
            id=str(remedy.pk),
            topic_id=str(remedy.topic_id),
            number=remedy.number,
            kind=remedy.kind,
            text=remedy.text,
            signed=remedy.signed,
            table=remedy.table,
            answer=remedy.answer,
            votes=_votes_of(remedy, votes),
        )
        for remedy in shown.order_by("topic__position", "topic__rank", "number")
    ]


def votes_when_frozen(session_id: Any) -> dict[Any, Mapping[str, int]]:
    """Upvotes by entry, of the lists of a session that are frozen, by topic."""
    frozen = Round.objects.filter(session=session_id, topic__isnull=False).defer("wording")
    return {
        round.topic_id: read_upvotes(round, 0).counts or {}
        for round in frozen.exclude(phase=Phase.OPEN)
    }


def by_votes(shown: Sequence[Shown], counts: Mapping[str, int]) -> list[Shown]:
    """The most upvotes first; equal ones as they were put forward."""
    return sorted(shown, key=lambda each: (-counts.get(each.id, 0), each.number))


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


@dataclass(frozen=True, slots=True)
class ToModerate:
    """An entry as a moderator sees it; ``flags`` say why to look twice."""

    id: UUID
    number: int
    topic_id: UUID
    kind: str
    kind_name: str
    text: str
    signed: str
    table: str
    state: str
    state_name: str
    answer: str
    reason: str
    version: int
    flags: tuple[str, ...]
    heir: str
    votes: int | None


def read_to_moderate(session_id: Any) -> list[ToModerate]:
    """Every entry that is not set aside: what waits first, then as it was put forward."""
    entries = Remedy.objects.filter(topic__agenda__session=session_id)
    entries = entries.exclude(state=State.SET_ASIDE).select_related("merged_into")
    votes = votes_when_frozen(session_id)
    order = list(State)
    return [
        _to_moderate(remedy, _votes_of(remedy, votes))
        for remedy in sorted(entries, key=lambda r: (order.index(State(r.state)), r.number))
    ]


def _votes_of(remedy: Remedy, votes: Mapping[Any, Mapping[str, int]]) -> int | None:
    """The upvotes of an entry; None while its list is open."""
    of_topic = votes.get(remedy.topic_id)
    return None if of_topic is None else of_topic.get(str(remedy.pk), 0)


def _to_moderate(remedy: Remedy, votes: int | None) -> ToModerate:
    return ToModerate(
        id=remedy.pk,
        number=remedy.number,
        topic_id=remedy.topic_id,
        kind=remedy.kind,
        kind_name=remedy.get_kind_display(),
        text=remedy.text,
        signed=remedy.signed,
        table=remedy.table,
        state=remedy.state,
        state_name=remedy.get_state_display(),
        answer=remedy.answer,
        reason=remedy.reason,
        version=remedy.version,
        flags=tuple(flags_of(remedy.text, remedy.signed)),
        heir=remedy.merged_into.text if remedy.merged_into else "",
        votes=votes,
    )


def count_for_moderators(session_id: Any) -> dict[str, int]:
    """How many entries wait, and how many were set aside: all that is told of those."""
    of_session = Remedy.objects.filter(topic__agenda__session=session_id)
    return of_session.aggregate(
        held=Count("pk", filter=Q(state=State.HELD)),
        set_aside=Count("pk", filter=Q(state=State.SET_ASIDE)),
    )
