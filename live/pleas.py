"""Who asked for more time: keyed digests of one round, in memory alone.

Nothing is written, neither to the database nor to a log, and a digest is another one in each
round: it can be set beside no ballot, nor beside a plea of before. Processes tell each other
theirs, and all of them again at each look at the clock, so that a lost hint heals.
"""

import hashlib
from collections.abc import Iterable, Set
from uuid import UUID

from live.digests import digest_key

#: A round has hardly more delegates; a neighbour that says so is not believed.
MOST = 100_000


class Pleas:
    """The pleas of the round on screen; another round, or none, begins afresh."""

    __slots__ = ("names", "round_id")

    def __init__(self) -> None:
        self.round_id: str | None = None
        self.names: set[int] = set()

    def follow(self, round_id: str | None) -> None:
        """Go on with a round; forget those of another one."""
        if round_id != self.round_id:
            self.round_id, self.names = round_id, set()

    def add(self, names: Iterable[int]) -> Set[int]:
        """Take these pleas; return those that are new."""
        new = set(names) - self.names
        if len(self.names) + len(new) > MOST:
            return set()
        self.names |= new
        return new


def plea_of(delegate_id: UUID, round_id: str) -> int:
    """A delegate's name among the pleas of one round."""
    content = delegate_id.bytes + round_id.encode()
    name = hashlib.blake2b(content, key=digest_key(), digest_size=7, person=b"more time")
    return int.from_bytes(name.digest(), "big")
