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
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

import structlog
from django.db import DataError, IntegrityError, InterfaceError, OperationalError, connection
from django.db import Error as DatabaseError

from live import metrics
from live.keypad_turnout import KeypadTurnout
from live.signs import Waits, Work
from polls.errors import Malformed, PollError, Unavailable
from polls.models import Channel
from polls.turnout import Arrival, record_arrivals, renew_presence
from polls.voting import Casting, Mine, Outcome, Vote, cast, read_mine, round_facts

log = structlog.get_logger(__name__)

T = TypeVar("T")

#: Seconds that the event loop may take to hand out the answers before the box goes on.
TURN = 1.0
#: Jobs written together at most.
LARGEST_GROUP = 1024
#: A group whose connection failed is tried again for so long.
PATIENCE = 5.0
PAUSE = 0.1
#: Seconds for which a delegate counts as recorded; presence is a lease of 45.
RECORDED_FOR = 20.0
#: Beyond so many records, those that are due again are forgotten.
MOST_RECORDED = 20_000

#: Of one vote alone: it will never be stored. Anything else, such as a database that may only
#: be read just now, is worth another try.
UNFIT = (DataError, IntegrityError)

AWAY = "The database does not answer; your vote will be sent again."
BROKEN = "Something went wrong here; your vote will be sent again."

Answer = Callable[[Any], None]


@dataclass(slots=True)
class _VoteJob:
    vote: Vote
    answer: Answer
    came_at: float


@dataclass(slots=True)
class _ArrivalJob:
    arrival: Arrival | None
    round_id: str | None
    delegate_id: UUID
    answer: Answer


@dataclass(slots=True)
class _RenewalJob:
    session_id: str
    delegates: list[UUID]


@dataclass(slots=True)
class _ForgetJob:
    session_id: str


_AskedJob = _VoteJob | _ArrivalJob
_Job = _AskedJob | _RenewalJob | _ForgetJob


@dataclass(slots=True)
class Committed:
    """What one group changed: sessions by id, and the delegates whose ballots did."""

    sessions: set[str] = field(default_factory=set)
    delegates: set[UUID] = field(default_factory=set)


class BallotBox:
    """One thread with one connection that writes everything delegates do.

    ``on_commit`` is called on the event loop after each group.
    """

    def __init__(self, *, capacity: int, on_commit: Callable[[Committed], None]) -> None:
        self._loop = asyncio.get_running_loop()
        self._capacity = capacity
        self._on_commit = on_commit
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._waiting = 0
        self._stopped = self._loop.create_future()
        self._draining = False
        #: When each delegate of a session was last recorded, so that a vote need not do it.
        self._recorded: dict[tuple[str, UUID], float] = {}
        self._most_recorded = MOST_RECORDED
        self._keypads = KeypadTurnout()
        self._delivered = threading.Event()
        self._under_way: Sequence[_AskedJob] = ()
        #: How the thread gets on with the database, and how long votes waited.
        self.work = Work()
        self.waits = Waits()
        #: When a vote was last turned away because too many waited.
        self.full_at = -math.inf
        self._turned_away = 0
        self._refused = 0
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
        self._put(_VoteJob(vote, answer, time.monotonic()))

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
        self._put(_ArrivalJob(arrival, round_id, delegate_id, _into(found)))
        result = await found
        if isinstance(result, PollError):
            raise result
        return result

    def renew(self, session_id: str, delegates: list[UUID]) -> None:
        """Renew the presence of delegates; lost without harm if the database is away."""
        self._jobs.put(_RenewalJob(session_id, delegates))

    def forget_recorded(self, session_id: str) -> None:
        """Who was recorded in a session is so no more: record them again when they come."""
        self._jobs.put(_ForgetJob(session_id))

    async def stop(self, *, within: float = math.inf) -> bool:
        """Take no more, write what waits, answer it, end the thread.

        Returns whether that was done ``within`` so many seconds; if not, it goes on.
        """
        self._draining = True
        self._jobs.put(None)
        patience = None if math.isinf(within) else within
        done, _ = await asyncio.wait([self._stopped], timeout=patience)
        return bool(done)

    def _put(self, job: _Job) -> None:
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

    def _take_all(self) -> list[_AskedJob]:
        taken: list[_AskedJob] = []
        with suppress(queue.Empty):
            while True:
                job = self._jobs.get_nowait()
                if isinstance(job, _VoteJob | _ArrivalJob):
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

    def _take(self) -> list[_Job | None]:
        """The next job and all that wait behind it; a None, the last of all, ends the box."""
        group = [self._jobs.get()]
        try:
            while group[-1] is not None and len(group) < LARGEST_GROUP:
                group.append(self._jobs.get_nowait())
        except queue.Empty:
            pass
        return group

    def _write(self, group: Sequence[_Job]) -> None:
        asked = [job for job in group if isinstance(job, _VoteJob | _ArrivalJob)]
        renewals = [job for job in group if isinstance(job, _RenewalJob)]
        for job in group:
            if isinstance(job, _ForgetJob):
                self._forget(job.session_id)
        committed = Committed()
        self._under_way = asked
        self.work.begin()
        try:
            outcomes = self._decide(asked, committed, time.monotonic() + PATIENCE)
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
            self._renew(job)

    def _decide(
        self, asked: Sequence[_AskedJob], committed: Committed, deadline: float
    ) -> list[Any]:
        """Write a group and return what becomes of each; a refused one is written one by one.

        What the database will not have of one delegate must not take the others' votes along.
        """
        try:
            return self._record(asked, committed, deadline)
        except Unavailable:
            return [Unavailable(AWAY) for _ in asked]
        except DatabaseError as error:
            if len(asked) > 1:
                return [self._decide([job], committed, deadline)[0] for job in asked]
            # The text of the error may quote the ballot: its name must do.
            log.warning("refused by the database", error=type(error).__name__)
            hopeless = isinstance(asked[0], _VoteJob) and isinstance(error, UNFIT)
            return [Malformed("The vote cannot be stored.") if hopeless else Unavailable(BROKEN)]

    def _record(
        self, asked: Sequence[_AskedJob], committed: Committed, deadline: float
    ) -> list[Any]:
        """Write arrivals, then votes, then read what the arrivals ask for."""
        votes = [job.vote for job in asked if isinstance(job, _VoteJob)]
        arrivals = [job for job in asked if isinstance(job, _ArrivalJob)]
        _persist(self.work, self._note_arrivals, votes, arrivals, committed, deadline=deadline)
        outcomes = iter(self._cast(votes, committed, deadline))
        wanted = [(job.round_id, job.delegate_id) for job in arrivals]
        ballots = iter(_persist(self.work, read_mine, wanted, deadline=deadline))
        return [next(outcomes if isinstance(job, _VoteJob) else ballots) for job in asked]

    def _note_arrivals(
        self, votes: list[Vote], arrivals: list[_ArrivalJob], committed: Committed
    ) -> None:
        """Record who came, before their votes, in a transaction of its own."""
        now = time.monotonic()
        of_voters, of_keypads = _arrivals_of_voters(votes)
        committed.sessions |= self._keypads.record(of_keypads)
        coming = {
            (arrival.session_id, arrival.delegate_id): arrival
            for arrival in [*(job.arrival for job in arrivals if job.arrival), *of_voters]
        }
        due = [key for key in coming if now - self._recorded.get(key, -math.inf) > RECORDED_FOR]
        if due:
            committed.sessions |= record_arrivals(coming[key] for key in due)
            self.work.succeed(wrote=True)
            self._note_recorded(due, now)

    def _note_recorded(self, who: Iterable[tuple[str, UUID]], now: float) -> None:
        self._recorded.update(dict.fromkeys(who, now))
        if len(self._recorded) > self._most_recorded:
            self._recorded = {
                key: at for key, at in self._recorded.items() if now - at <= RECORDED_FOR
            }
            self._most_recorded = max(MOST_RECORDED, 2 * len(self._recorded))

    def _forget(self, session_id: str) -> None:
        self._recorded = {key: at for key, at in self._recorded.items() if key[0] != session_id}
        self._keypads.forget(session_id)

    def _cast(self, votes: list[Vote], committed: Committed, deadline: float) -> list[Outcome]:
        if not votes:
            return []
        casting = _persist(self.work, cast, votes, deadline=deadline)
        self.work.succeed(wrote=True)
        _note(casting, votes, committed)
        return casting.outcomes

    def _renew(self, job: _RenewalJob) -> None:
        try:
            renew_presence(job.session_id, job.delegates)
            self.work.succeed(wrote=True)
            keys = ((job.session_id, delegate) for delegate in job.delegates)
            # Of those who are recorded: a renewal writes nothing of anybody else.
            self._note_recorded(filter(self._recorded.__contains__, keys), time.monotonic())
        except DatabaseError as error:
            log.warning("presence not renewed", error=type(error).__name__)
            self.work.fail(error)
            connection.close()
        except Exception:
            log.exception("presence not renewed")
            connection.close()

    # Back on the event loop.

    def _deliver(
        self, asked: Sequence[_AskedJob], outcomes: Sequence[Any], committed: Committed
    ) -> None:
        self._waiting -= len(asked)
        for job, outcome in zip(asked, outcomes, strict=True):
            _tell(job.answer, outcome)
        self._delivered.set()
        if committed.sessions or committed.delegates:
            self._on_commit(committed)


def _persist(work: Work, write: Callable[..., T], *args: Any, deadline: float) -> T:
    """Write; while the connection fails, again on a fresh one until ``deadline``.

    Everything here may be written twice without harm: a vote that stands already is
    acknowledged again under its ``rev``. Raises ``Unavailable``, or the database's refusal.
    """
    while True:
        try:
            return write(*args)
        except (OperationalError, InterfaceError) as error:
            work.fail(error)
            connection.close()
            if time.monotonic() > deadline:
                log.warning("database away", error=type(error).__name__)
                raise Unavailable(AWAY) from error
            time.sleep(PAUSE)
        except DatabaseError:
            connection.close()
            raise


def _arrivals_of_voters(votes: list[Vote]) -> tuple[list[Arrival], list[Arrival]]:
    """Who comes by voting: delegates with devices of their own, and keypads."""
    facts = round_facts(vote.round_id for vote in votes)
    coming: tuple[list[Arrival], list[Arrival]] = ([], [])
    for vote in votes:
        of_round = facts.get(vote.round_id)
        if of_round is not None and of_round.is_for(vote.conference_id, vote.rehearses):
            session, simulated = of_round.session_id, vote.rehearses is not None
            arrival = Arrival(vote.conference_id, session, vote.delegate_id, simulated)
            coming[vote.channel == Channel.KEYPAD].append(arrival)
    return coming


def _measure(asked: Sequence[_AskedJob], outcomes: Sequence[Any], waits: Waits) -> int:
    """Count a group once, not each vote: a lock for every vote would cost more than the vote.

    Returns how many votes were answered ``unavailable``.
    """
    votes = [
        (job.came_at, outcome)
        for job, outcome in zip(asked, outcomes, strict=True)
        if isinstance(job, _VoteJob)
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


def _note(casting: Casting, votes: list[Vote], committed: Committed) -> None:
    committed.sessions |= casting.sessions
    for vote, outcome in zip(votes, casting.outcomes, strict=True):
        if getattr(outcome, "changed", False):
            committed.delegates.add(vote.delegate_id)


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
