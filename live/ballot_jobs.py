"""What waits in the ballot box, and what a group of it changed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from polls.turnout import Arrival
from polls.voting import Vote

Answer = Callable[[Any], None]


@dataclass(slots=True)
class VoteJob:
    """A vote that came ``came_at`` by the monotonic clock."""

    vote: Vote
    answer: Answer
    came_at: float


@dataclass(slots=True)
class ArrivalJob:
    """A delegate who came, or only looks where ``arrival`` is None, and asks what stands."""

    arrival: Arrival | None
    round_id: str | None
    delegate_id: UUID
    answer: Answer


@dataclass(slots=True)
class RenewalJob:
    """Delegates of a session who are still there."""

    session_id: str
    delegates: list[UUID]


@dataclass(slots=True)
class ForgetJob:
    """Who was recorded in a session is so no more."""

    session_id: str


AskedJob = VoteJob | ArrivalJob
Job = AskedJob | RenewalJob | ForgetJob


@dataclass(slots=True)
class Committed:
    """What one group changed: sessions by id, and the delegates whose ballots did."""

    sessions: set[str] = field(default_factory=set)
    delegates: set[UUID] = field(default_factory=set)
