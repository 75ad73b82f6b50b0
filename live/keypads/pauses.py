"""How long the bridge waits before it tries again."""

import random

#: Seconds before another attempt: doubled each time up to the highest, then spread.
FIRST_PAUSE = 0.1
LONGEST_PAUSE = 1.0


def spread(pause: float) -> float:
    """Somewhere between half of a pause and the whole."""
    return random.uniform(pause / 2, pause)  # noqa: S311 -- several bridges should not come at once
