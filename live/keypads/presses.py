"""A press on its way: as it is heard, held, and waits; and the round that it belongs to."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Round:
    """A round as the bridge knows it; ``several`` if a keypad may choose several."""

    id: str
    several: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """What an input heard of one keypad."""

    keypad: str
    keys: str
    battery: int | None = None


@dataclass(frozen=True, slots=True)
class HeldFor:
    """How many presses are held for a round, and the place of the latest of them."""

    round: str
    presses: int
    last: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A press that the server has not answered."""

    id: int
    keypad: str
    keys: str
    battery: int | None
    round: str
    rev: int
