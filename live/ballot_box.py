"""The ballot box: votes wait while the previous transaction runs, then go in together.

There is no timer: an idle box writes a vote at once, a busy one writes as many as came
meanwhile. Each vote is answered after its transaction has been committed, never before.
Box and event loop take turns: two threads that want the interpreter at the same time slow
each other down, and a group that waits for the last one's answers to go out is a larger one.
"""

import asyncio
import math
import queue
import threading
import time
from collections import Counter as Totals
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

import structlog
from django.db import connection

from live import metrics
from live.ballot_jobs import (
    Answer,
    ArrivalJob,
    AskedJob,
    Committed,
    ForgetJob,
    Job,
    RenewalJob,
    VoteJob,
)
from live.ballot_writing import AWAY, BROKEN, BallotWriter
from live.signs import Waits, Work
from polls.errors import PollError, Unavailable
from polls.turnout import Arrival
from polls.voting import Mine, Outcome, Vote

log = structlog.get_logger(__name__)

#: Seconds that the event loop may take to hand out the answers before the box goes on.
TURN = 1.0
#: Jobs written together at most.
LARGEST_GROUP = 1024
#: A group whose connection failed is tried again for so long.
PATIENCE = 5.0


class BallotBox:
    """One thread with one connection that writes everything delegates do.

    ``on_commit`` is called on the event loop after each group.
    """

    def __init__(self, *, capacity: int, on_commit: Callable[[Committed], None]) -> None:
        self._loop = asyncio.get_running_loop()
        self._capacity = capacity
        self._on_commit = on_commit
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._waiting = 0
        self._stopped = self._loop.create_future()
        self._draining = False
        self._delivered = threading.Event()
        self._under_way: Sequence[AskedJob] = ()
        #: How the thread gets on with the database, and how long votes waited.
        self.work = Work()
        self.waits = Waits()
        #: When a vote was last turned away because too many waited.
        self.full_at = -math.inf
        self._turned_away = 0
        self._refused = 0
        self._writer = BallotWriter(self.work)
        threading.Thread(target=self._run, name="ballot box", daemon=True).start()

    @property
    def waiting(self) -> int:
        """Votes and arrivals not yet answered."""
        return self._waiting

    @property
    def unavailable(self) -> int:
        """How many were answered ``unavailable`` so far."""
        return self._turned_away + self._refused

    def vote(self, vote: Vote, answer: Callable[[Outcome | PollError], None]) -> None:
        """Put a vote in; ``answer`` is called on the event loop with what became of it.

        Raises ``Unavailable`` when the box is full or being emptied for a restart.
        """
        self._put(VoteJob(vote, answer, time.monotonic()))

    async def cast(self, vote: Vote) -> Outcome | PollError:
        """Put a vote in and wait for what becomes of it."""
        outcome: asyncio.Future[Outcome | PollError] = self._loop.create_future()
        self.vote(vote, _into(outcome))
        return await outcome

    async def arrive(
        self, arrival: Arrival | None, *, round_id: str | None, delegate_id: UUID
    ) -> Mine:
        """Record that a delegate joined (if ``arrival``), and return the ballot that stands.

        Raises ``Unavailable``.
        """
        found: asyncio.Future[Mine | PollError] = self._loop.create_future()
        self._put(ArrivalJob(arrival, round_id, delegate_id, _into(found)))
        result = await found
        if isinstance(result, PollError):
            raise result
        return result

    def renew(self, session_id: str, delegates: list[UUID]) -> None:
        """Renew the presence of delegates; lost without harm if the database is away."""
        self._jobs.put(RenewalJob(session_id, delegates))

    def forget_recorded(self, session_id: str) -> None:
        """Who was recorded in a session is so no more: record them again when they come."""
        self._jobs.put(ForgetJob(session_id))

    async def stop(self, *, within: float = math.inf) -> bool:
        """Take no more, write what waits, answer it, end the thread.

        Returns whether that was done ``within`` so many seconds; if not, it goes on.
        """
        self._draining = True
        self._jobs.put(None)
        patience = None if math.isinf(within) else within
        done, _ = await asyncio.wait([self._stopped], timeout=patience)
        return bool(done)

    def _put(self, job: Job) -> None:
        if self._draining:
            raise Unavailable("The server is restarting; your vote will be sent again.")
        if self._waiting >= self._capacity:
            self.full_at = time.monotonic()
            self._turned_away += 1
            raise Unavailable("Too many votes are waiting; yours will be sent again.")
        self._waiting += 1
        self._jobs.put(job)

    def give_up(self) -> None:
        """Answer everything that waits behind a group which the database has swallowed.

        What is under way may stand yet; then it is acknowledged when it is sent again.
        """
        if self._draining:
            return
        under_way, waiting = [*self._under_way], self._take_all()
        self._waiting -= len(waiting)
        for job in [*under_way, *waiting]:
            answer, job.answer = job.answer, _no_answer
            _tell(answer, Unavailable(AWAY))
        self._turned_away += len(under_way) + len(waiting)

    def _take_all(self) -> list[AskedJob]:
        taken: list[AskedJob] = []
        with suppress(queue.Empty):
            while True:
                job = self._jobs.get_nowait()
                if isinstance(job, VoteJob | ArrivalJob):
                    taken.append(job)
        return taken

    # On the box's own thread.

    def _run(self) -> None:
        running = True
        while running:
            group = self._take()
            if group[-1] is None:
                running = False
            self._write([job for job in group if job is not None])
        connection.close()
        self._loop.call_soon_threadsafe(self._stopped.set_result, None)

    def _take(self) -> list[Job | None]:
        """The next job and all that wait behind it; a None, the last of all, ends the box."""
        group = [self._jobs.get()]
        try:
            while group[-1] is not None and len(group) < LARGEST_GROUP:
                group.append(self._jobs.get_nowait())
        except queue.Empty:
            pass
        return group

    def _write(self, group: Sequence[Job]) -> None:
        asked = [job for job in group if isinstance(job, VoteJob | ArrivalJob)]
        renewals = [job for job in group if isinstance(job, RenewalJob)]
        for job in group:
            if isinstance(job, ForgetJob):
                self._writer.forget(job.session_id)
        committed = Committed()
        self._under_way = asked
        self.work.begin()
        try:
            outcomes = self._writer.decide(asked, committed, time.monotonic() + PATIENCE)
        except Exception as error:
            log.exception("group failed", jobs=len(asked))
            self.work.fail(error)
            connection.close()
            outcomes = [Unavailable(BROKEN) for _ in asked]
        self.work.end()
        self._under_way = ()
        self._refused += _measure(asked, outcomes, self.waits)
        self._delivered.clear()
        self._loop.call_soon_threadsafe(self._deliver, asked, outcomes, committed)
        self._delivered.wait(TURN)
        # Nobody waits for these, so no answer waits behind them.
        for job in renewals:
            self._writer.renew(job)

    # Back on the event loop.

    def _deliver(
        self, asked: Sequence[AskedJob], outcomes: Sequence[Any], committed: Committed
    ) -> None:
        self._waiting -= len(asked)
        for job, outcome in zip(asked, outcomes, strict=True):
            _tell(job.answer, outcome)
        self._delivered.set()
        if committed.sessions or committed.delegates:
            self._on_commit(committed)


def _measure(asked: Sequence[AskedJob], outcomes: Sequence[Any], waits: Waits) -> int:
    """Count a group once, not each vote: a lock for every vote would cost more than the vote.

    Returns how many votes were answered ``unavailable``.
    """
    votes = [
        (job.came_at, outcome)
        for job, outcome in zip(asked, outcomes, strict=True)
        if isinstance(job, VoteJob)
    ]
    if not votes:
        return 0
    refusals = Totals(outcome.code for _, outcome in votes if isinstance(outcome, PollError))
    metrics.votes_acknowledged.inc(len(votes) - refusals.total())
    for code, number in refusals.items():
        metrics.votes_refused.labels(code).inc(number)
    metrics.group_votes.observe(len(votes))
    now = time.monotonic()
    metrics.vote_wait_seconds.observe(now - votes[0][0])
    # They came in order: of a hundred, 95 waited no longer than the sixth.
    waits.note(now - votes[len(votes) // 20][0], len(votes), now)
    return refusals[Unavailable.code]


def _tell(answer: Answer, outcome: Any) -> None:
    try:
        answer(outcome)
    except Exception:
        # One that cannot be answered must not keep the others from theirs.
        log.exception("not answered")


def _no_answer(outcome: Any) -> None:
    """For a job that was answered already."""


def _into(future: asyncio.Future[Any]) -> Answer:
    """An answer that resolves a future, unless whoever waited has gone."""

    def resolve(outcome: Any) -> None:
        if not future.done():
            future.set_result(outcome)

    return resolve
