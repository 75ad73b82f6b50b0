"""What delegates asked and what they were told, written down on their side of the wire."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any


@dataclass(frozen=True, slots=True)
class Ballot:
    """One version of a ballot: choice ids in sorted order, none where it was withdrawn."""

    rev: int
    answer: tuple[str, ...]

    @classmethod
    def of(cls, rev: int, answer: Iterable[str] | None) -> "Ballot":
        """A ballot whose choices come in any order."""
        return cls(rev, tuple(sorted(answer or ())))


@dataclass(slots=True)
class Entry:
    """One delegate in one round: what was asked, and every answer that came to it."""

    asked: set[Ballot] = field(default_factory=set)
    told: dict[Ballot, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    @property
    def acknowledged(self) -> set[Ballot]:
        """What the server promised to count."""
        return {ballot for ballot, codes in self.told.items() if codes["ack"]}

    def refused(self, *codes: str) -> set[Ballot]:
        """What was refused by one of these codes, and never acknowledged."""
        return {
            ballot
            for ballot, told in self.told.items()
            if not told["ack"] and any(told[code] for code in codes)
        }


class History:
    """Entries by round and delegate. A delegate is named by the token, whatever the device."""

    def __init__(self) -> None:
        self._entries: dict[str, dict[str, Entry]] = defaultdict(lambda: defaultdict(Entry))
        #: Every answer in the order of hearing, with its moment on this process's clock.
        self._moments: list[tuple[float, str]] = []

    def ask(self, delegate: str, round_id: str, ballot: Ballot) -> None:
        """A delegate sent this, for the first time or again."""
        self._entries[round_id][delegate].asked.add(ballot)

    def tell(self, delegate: str, round_id: str, ballot: Ballot, code: str) -> None:
        """The server answered: ``ack``, or the code of a refusal."""
        self._entries[round_id][delegate].told[ballot][code] += 1
        self._moments.append((perf_counter(), code))

    def told_between(self, start: float, end: float) -> Counter[str]:
        """How often each code was heard between two moments of ``perf_counter``."""
        return Counter(code for at, code in self._moments if start < at < end)

    def first_ack_after(self, moment: float) -> float | None:
        """When the first vote was acknowledged after a moment; None if none was."""
        return next((at for at, code in self._moments if at > moment and code == "ack"), None)

    def acknowledged(self, round_id: str) -> set[str]:
        """The delegates of a round to whom a vote was acknowledged."""
        return {who for who, entry in self.of_round(round_id).items() if entry.acknowledged}

    @property
    def rounds(self) -> list[str]:
        """The rounds that anybody voted in."""
        return list(self._entries)

    def of_round(self, round_id: str) -> dict[str, Entry]:
        """Entries of one round by delegate."""
        return self._entries.get(round_id, {})

    def dump(self) -> list[list[Any]]:
        """Everything in JSON's terms, to be taken over by another process."""
        return [
            [
                round_id,
                delegate,
                [[ballot.rev, ballot.answer] for ballot in entry.asked],
                [[ballot.rev, ballot.answer, codes] for ballot, codes in entry.told.items()],
            ]
            for round_id, entries in self._entries.items()
            for delegate, entry in entries.items()
        ]

    def take_over(self, dumped: list[list[Any]]) -> None:
        """Add what another process wrote down."""
        for round_id, delegate, asked, told in dumped:
            entry = self._entries[round_id][delegate]
            entry.asked |= {Ballot.of(rev, answer) for rev, answer in asked}
            for rev, answer, codes in told:
                entry.told[Ballot.of(rev, answer)].update(codes)

    def answers(self) -> Counter[str]:
        """How often each code was told, over all rounds."""
        return sum((codes for entry in self._all() for codes in entry.told.values()), Counter())

    def unanswered(self) -> int:
        """Ballots to which no answer ever came."""
        return sum(len(entry.asked - set(entry.told)) for entry in self._all())

    def _all(self) -> Iterator[Entry]:
        for round in self._entries.values():
            yield from round.values()
