"""How large a run is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """``phones`` vote in a closed loop, a ``crowd`` at once; ``arriving`` open page and socket
    at once, and do so ``arrivals`` times; ``joining`` join one process; ``ballots`` fill the
    large round. ``seconds`` and ``repeats`` are those of one closed loop."""

    phones: int
    crowd: int
    arriving: int
    arrivals: int
    joining: int
    ballots: int
    seconds: float
    repeats: int


FULL = Scale(
    phones=500,
    crowd=2000,
    arriving=500,
    arrivals=5,
    joining=5000,
    ballots=1_000_000,
    seconds=3,
    repeats=3,
)
QUICK = Scale(
    phones=200,
    crowd=600,
    arriving=200,
    arrivals=1,
    joining=600,
    ballots=100_000,
    seconds=1.5,
    repeats=2,
)
