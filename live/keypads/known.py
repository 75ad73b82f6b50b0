"""What the bridge knows of the vote on screen, and what passed through it."""

from collections import Counter, deque
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from live.keypads.presses import Round


@dataclass(frozen=True, slots=True)
class Known:
    """What the server last said is on screen."""

    mark: str | None = None
    phase: str = ""
    title: str = ""
    round: Round | None = None
    number: int = 0
    choose: tuple[str, ...] = ()
    #: Everybody is asked to press any key.
    roll_call: bool = False

    @property
    def idle(self) -> bool:
        """Whether there is nothing that a press could be an answer to."""
        return self.round is None or (self.roll_call and self.phase != "open")

    @property
    def open_round(self) -> str | None:
        """The round that takes votes."""
        return self.round.id if self.round and self.phase == "open" else None


@dataclass
class Tally:
    """What passed, for the screen and the log; never a key."""

    presses: int = 0
    #: Presses while no vote was on screen, or in a roll-call: the server hears whose, not which.
    idle: int = 0
    #: Presses of no known round, given up.
    unknown: int = 0
    noise: int = 0
    #: Rows that a file had before its first start, which were not taken.
    before: int = 0
    #: What no row of a table said, though rows came, or "".
    missing: str = ""
    answers: Counter[str] = field(default_factory=Counter)
    keypads: set[str] = field(default_factory=set)
    last_keypad: str = ""
    last_at: float = 0.0
    #: When the latest presses came, for their number in a second.
    moments: deque[float] = field(default_factory=lambda: deque(maxlen=2000))


def read_known(told: dict[str, Any]) -> Known:
    round, session = told.get("round"), told.get("session")
    return Known(
        mark=told["mark"],
        phase=told["phase"],
        title=session["title"] if session else "",
        round=Round(round["id"], round["max_choices"] > 1) if round else None,
        number=round["number"] if round else 0,
        roll_call=told["roll_call"] is True,
        choose=tuple(f"{each['id']} {each['title']}" for each in told.get("sessions", ())),
    )


def read_revs(told: dict[str, Any]) -> dict[str, int]:
    with suppress(AttributeError):
        return {str(keypad): int(rev) for keypad, rev in told["revs"].items()}
    return {}
