"""Sparing tallies: which moment of a round's counters may be seen while it is open.

A count that moves by one tells what was just tapped. Where tallies move in steps, the
counters are recorded at a moment with ``FEWEST`` ballots or more, and again only when the
ballots have grown by ``STEP`` since. What is recorded is all that anybody reads: whoever
subtracts one picture from another finds the votes of at least ``STEP`` delegates, since
ballots that grow by so many are of so many who had none. A vote that is changed or
withdrawn brings no moment nearer; it shows together with the next ones. Ballots that a helper
entered count for neither.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from polls.channels import read_channels
from polls.kinds import BALLOTS
from polls.models import Channel, Counter, Question, Round, Session, Tallies

#: Ballots that the first picture needs, and by which they must grow for the next.
FEWEST = 10
STEP = 5

Phase = Round.Phase


def tallies_of(question: Question, session: Session) -> str:
    """How tallies of a question move: its own choice, or its conference's.

    Not at all while the projector shows which keypads were received.
    """
    conference = session.conference
    if session.keypad_tiles:
        return Tallies.CLOSED
    return question.tallies or (Tallies.STEPS if conference.sensitive else Tallies.EACH)


def is_live(question: Question, session: Session) -> bool:
    """Whether the room sees tallies while a round on this question is open."""
    if tallies_of(question, session) == Tallies.CLOSED:
        return False
    return session.conference.live if question.live is None else question.live


def count_cast(counters: Mapping[str, int]) -> int:
    """The ballots that somebody cast with a device: those that hide each other in a step.

    What a helper entered, the helper knows, and so does whoever looks on: thirty hands and one
    phone would be a picture of that phone's vote.
    """
    channels = read_channels(counters)
    return counters.get(BALLOTS, 0) - channels[Channel.HANDS] - channels[Channel.STEWARD]


def is_due(ballots: int, recorded: int | None) -> bool:
    """Whether so many ballots may be recorded, after those that were ``recorded`` last."""
    return ballots >= max(FEWEST, STEP + (recorded or 0))


def read_counters(round_id: Any) -> dict[str, int]:
    """The running totals of a round, by key."""
    return dict(Counter.objects.filter(round=round_id).order_by("key").values_list("key", "total"))


def record_step(round_id: UUID) -> None:
    """Record the counters of an open round if that is due; under the lock that votes take."""
    counted = Counter.objects.filter(round=round_id).order_by("key")
    rows = list(counted.values_list("key", "total", "round__shown"))
    counters = {key: total for key, total, _ in rows}
    shown = rows[0][2] if rows else None
    if is_due(count_cast(counters), shown and count_cast(shown)):
        Round.objects.filter(pk=round_id).update(shown=counters)


def counters_at_close(round: Round) -> dict[str, int] | None:
    """What a round that closes records: all, because all is seen now, also if it is reopened."""
    return None if round.tallies == Tallies.EACH else read_counters(round.pk)


def counters_to_see(round: Round, counters: Mapping[str, int]) -> Mapping[str, int] | None:
    """Of the running totals of a round, what may be seen; None while that is nothing.

    What was recorded stands in the row of the round, beside its phase: no reader can see
    votes that came between reading the one and the other.
    """
    if round.tallies == Tallies.EACH:
        return counters
    if round.phase == Phase.OPEN:
        recorded: dict[str, int] = round.shown or {}
        enough = count_cast(recorded) >= FEWEST
        return recorded if round.tallies == Tallies.STEPS and enough else None
    closed = round.phase in {Phase.CLOSED, Phase.REVEALED}
    return round.shown if closed and round.shown is not None else counters
