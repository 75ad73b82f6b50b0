"""The history checker: pure, given what delegates recorded and what was found of a round.

It looks from outside: nothing of the product is asked but its database, its API, its export
and its projector, and each of them must tell what the delegates' own records allow.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tests.chaos.history import Ballot, Entry

#: How totals name the number of people who voted, beside the ids of choices.
BALLOTS = "ballots"
#: Refusals after which a vote that was never acknowledged must not stand.
FINAL = ("closed", "stale", "invalid", "malformed")


@dataclass(frozen=True, slots=True)
class Found:
    """One round as it was found.

    ``ballots`` are all that the database holds, by delegate; ``strangers`` are those of
    nobody who took part. ``totals`` are by the place where they stand (counters, API,
    export, projector) and then by choice id, with ``BALLOTS`` for the people who voted.
    ``told`` is what the API says to each delegate who asks for their own ballot.
    """

    ballots: Mapping[str, Sequence[Ballot]]
    strangers: int = 0
    totals: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    told: Mapping[str, Ballot | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Violation:
    """A promise that was broken: its ``kind``, the round, and what is wrong."""

    kind: str
    round_id: str
    what: str


def check(round_id: str, entries: Mapping[str, Entry], found: Found) -> list[Violation]:
    """Return every way in which ``found`` contradicts what delegates were told."""
    broken = [
        *_of_strangers(found),
        *(
            violation
            for delegate in sorted({*entries, *found.ballots})
            for violation in _of_delegate(
                entries.get(delegate, Entry()), found.ballots.get(delegate, ())
            )
        ),
        *_of_totals(found),
        *_of_what_is_told(found),
    ]
    return [Violation(kind, round_id, what) for kind, what in broken]


def _of_strangers(found: Found) -> Iterator[tuple[str, str]]:
    if found.strangers:
        yield "invented", f"{found.strangers} ballots are of nobody who took part"


def _of_delegate(entry: Entry, ballots: Sequence[Ballot]) -> Iterator[tuple[str, str]]:
    for ballot in entry.acknowledged - entry.asked:
        yield "invented", f"{ballot} was acknowledged, but nobody sent it"
    if len(ballots) > 1:
        yield "doubled", f"one delegate has {len(ballots)} ballots: {ballots}"
    for stands in ballots:
        if stands not in entry.asked:
            yield "invented", f"{stands} stands, but nobody sent it"
        if stands in entry.refused(*FINAL):
            yield "counted", f"{stands} stands, but was refused: {dict(entry.told[stands])}"
    yield from _of_promises(entry, ballots)


def _of_promises(entry: Entry, ballots: Sequence[Ballot]) -> Iterator[tuple[str, str]]:
    """Every acknowledged ballot stands, unless a later revision of it does."""
    for promised in entry.acknowledged:
        if not ballots:
            yield "lost", f"{promised} was acknowledged, and nothing stands"
        for stands in ballots:
            if stands.rev < promised.rev:
                yield "stale", f"{stands} stands, but {promised} was acknowledged"
            elif stands.rev == promised.rev and stands != promised:
                yield "lost", f"{stands} stands in place of {promised}, which was acknowledged"


def _of_totals(found: Found) -> Iterator[tuple[str, str]]:
    recount = count(found.ballots)
    for place, totals in found.totals.items():
        if {key: total for key, total in totals.items() if total} != recount:
            yield "miscounted", f"{place}: {dict(totals)}, but the ballots say {recount}"


def _of_what_is_told(found: Found) -> Iterator[tuple[str, str]]:
    for delegate, told in found.told.items():
        stands = next(iter(found.ballots.get(delegate, ())), None)
        if told != stands:
            yield "misled", f"a delegate is told {told}, but {stands} stands"


def count(ballots: Mapping[str, Sequence[Ballot]]) -> dict[str, int]:
    """Count ballots as a result does: a withdrawn one counts nowhere."""
    voted = [ballot.answer for of in ballots.values() for ballot in of if ballot.answer]
    totals = Counter(choice for answer in voted for choice in answer)
    return dict(totals) | ({BALLOTS: len(voted)} if voted else {})
