"""Signs of trouble: what a thread leaves behind of its work, for the event loop to look at.

Each sign is one assignment, so that threads and loop need no lock, and a vote costs nothing.
"""

import math
import sqlite3
import time
from bisect import bisect_left
from itertools import accumulate

#: SQLite's codes for a disk that is full, fails, is read-only, or lets no file be opened.
UNWRITABLE_SQLITE = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
}
#: PostgreSQL's codes for a full disk and for a transaction that may only read.
UNWRITABLE_POSTGRES = {"53100", "25006"}


def is_unwritable(error: BaseException) -> bool:
    """Whether a database refused because it cannot write, rather than because it is away."""
    cause = error.__cause__ or error
    code = getattr(cause, "sqlite_errorcode", None)
    if code is not None:
        # The lower byte is the kind of error; the rest says where it happened.
        return code & 0xFF in UNWRITABLE_SQLITE
    return getattr(cause, "sqlstate", None) in UNWRITABLE_POSTGRES


class Work:
    """How one thread gets on with the database. Moments are of the monotonic clock.

    ``began_at`` is that of the work under way, None between two.
    """

    __slots__ = ("began_at", "done_at", "failed_at", "unwritten_at", "wrote_at")

    def __init__(self) -> None:
        self.began_at: float | None = None
        self.done_at = self.wrote_at = -math.inf
        self.failed_at = self.unwritten_at = -math.inf

    def begin(self) -> None:
        """Note that a piece of work begins."""
        self.began_at = time.monotonic()

    def end(self) -> None:
        """Note that nothing is under way."""
        self.began_at = None

    def succeed(self, *, wrote: bool) -> None:
        """Note that the database did what was asked, and whether that was writing."""
        self.done_at = time.monotonic()
        if wrote:
            self.wrote_at = self.done_at

    def fail(self, error: BaseException) -> None:
        """Note that it did not."""
        self.failed_at = time.monotonic()
        if is_unwritable(error):
            self.unwritten_at = self.failed_at

    @property
    def fails(self) -> bool:
        """Whether the last that is known of the database is a failure."""
        return self.failed_at > self.done_at

    def lasts(self, now: float) -> float:
        """For how many seconds the work under way has been going on."""
        began_at = self.began_at
        return 0.0 if began_at is None else now - began_at


class Waits:
    """How long the votes of the last seconds waited: a histogram for each second, in a ring."""

    SECONDS = 10
    #: Upper bounds in seconds, each a fifth above the one before: 1 ms to 45 s.
    BOUNDS = tuple(0.001 * 1.2**step for step in range(60))

    def __init__(self) -> None:
        self._ring: list[tuple[int, list[int]]] = [(-1, [])] * self.SECONDS

    def note(self, seconds: float, votes: int, now: float) -> None:
        """Count ``votes`` that waited so long; ``now`` is the monotonic clock's."""
        second = int(now)
        place = second % self.SECONDS
        if self._ring[place][0] != second:
            self._ring[place] = (second, [0] * (len(self.BOUNDS) + 1))
        self._ring[place][1][bisect_left(self.BOUNDS, seconds)] += votes

    def p95(self, now: float) -> float | None:
        """Return the seconds within which 95 of 100 votes were decided; None without votes.

        Rounded up to the next of ``BOUNDS``.
        """
        recent = [c for second, c in self._ring if c and now - second <= self.SECONDS]
        totals = [sum(column) for column in zip(*recent, strict=True)]
        wanted = math.ceil(sum(totals) * 0.95)
        if not wanted:
            return None
        place = bisect_left(list(accumulate(totals)), wanted)
        return self.BOUNDS[min(place, len(self.BOUNDS) - 1)]
