"""Writing what waits in the ballot box: a group at a time, on the box's own thread.

A group is written while the connection holds, again on a fresh one while it does not, and one by
one where the database refuses it.
"""

import math
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar
from uuid import UUID

import structlog
from django.db import DataError, IntegrityError, InterfaceError, OperationalError, connection
from django.db import Error as DatabaseError

from live.ballot_jobs import ArrivalJob, AskedJob, Committed, RenewalJob, VoteJob
from live.keypad_turnout import KeypadTurnout
from live.signs import Work
from polls.errors import Malformed, Unavailable
from polls.models import Channel
from polls.turnout import Arrival, record_arrivals, renew_presence
from polls.voting import Casting, Outcome, Vote, cast, read_mine, round_facts

log = structlog.get_logger(__name__)

T = TypeVar("T")

#: Seconds between two tries of a group whose connection failed.
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


class BallotWriter:
    """Writes groups with the connection of the thread that calls; ``work`` says how it gets on."""

    def __init__(self, work: Work) -> None:
        self.work = work
        #: When each delegate of a session was last recorded, so that a vote need not do it.
        self._recorded: dict[tuple[str, UUID], float] = {}
        self._most_recorded = MOST_RECORDED
        self._keypads = KeypadTurnout()

    def decide(self, asked: Sequence[AskedJob], committed: Committed, deadline: float) -> list[Any]:
        """Write a group and return what becomes of each; a refused one is written one by one.

        What the database will not have of one delegate must not take the others' votes along.
        """
        try:
            return self._record(asked, committed, deadline)
        except Unavailable:
            return [Unavailable(AWAY) for _ in asked]
        except DatabaseError as error:
            if len(asked) > 1:
                return [self.decide([job], committed, deadline)[0] for job in asked]
            # The text of the error may quote the ballot: its name must do.
            log.warning("refused by the database", error=type(error).__name__)
            hopeless = isinstance(asked[0], VoteJob) and isinstance(error, UNFIT)
            return [Malformed("The vote cannot be stored.") if hopeless else Unavailable(BROKEN)]

    def _record(
        self, asked: Sequence[AskedJob], committed: Committed, deadline: float
    ) -> list[Any]:
        """Write arrivals, then votes, then read what the arrivals ask for."""
        votes = [job.vote for job in asked if isinstance(job, VoteJob)]
        arrivals = [job for job in asked if isinstance(job, ArrivalJob)]
        _persist(self.work, self._note_arrivals, votes, arrivals, committed, deadline=deadline)
        outcomes = iter(self._cast(votes, committed, deadline))
        wanted = [(job.round_id, job.delegate_id) for job in arrivals]
        ballots = iter(_persist(self.work, read_mine, wanted, deadline=deadline))
        return [next(outcomes if isinstance(job, VoteJob) else ballots) for job in asked]

    def _note_arrivals(
        self, votes: list[Vote], arrivals: list[ArrivalJob], committed: Committed
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

    def forget(self, session_id: str) -> None:
        """Who was recorded in a session is so no more."""
        self._recorded = {key: at for key, at in self._recorded.items() if key[0] != session_id}
        self._keypads.forget(session_id)

    def _cast(self, votes: list[Vote], committed: Committed, deadline: float) -> list[Outcome]:
        if not votes:
            return []
        casting = _persist(self.work, cast, votes, deadline=deadline)
        self.work.succeed(wrote=True)
        _note(casting, votes, committed)
        return casting.outcomes

    def renew(self, job: RenewalJob) -> None:
        """Renew the presence of delegates; lost without harm if the database is away."""
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


def _note(casting: Casting, votes: list[Vote], committed: Committed) -> None:
    committed.sessions |= casting.sessions
    for vote, outcome in zip(votes, casting.outcomes, strict=True):
        if getattr(outcome, "changed", False):
            committed.delegates.add(vote.delegate_id)
