"""How many minutes each topic gets: in proportion to its votes.

The method of the largest remainder, as Alexander Hamilton proposed it for seats in 1792
(M. L. Balinski and H. P. Young, *Fair Representation: Meeting the Ideal of One Man, One Vote*,
Yale University Press 1982): the exact share of topic ``i`` is ``total × votes[i] / sum(votes)``;
each topic gets its share rounded down to whole steps, and the steps that are left go one
each to the topics that lost most by it.

With a minimum, topics whose exact share lies below it are lifted to it first, and what is left
is shared among the others by the same formula, until no share lies below the minimum. Without
any votes every topic counts the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from polls.errors import Invalid

#: Minutes are whole, or counted in fives.
STEPS = (1, 5)
#: A day; nobody reads an agenda of more.
LONGEST = 24 * 60


class CannotShare(Invalid):
    """Minutes that cannot be shared so; ``field`` names what is to be chosen otherwise."""

    def __init__(self, field: str, detail: str) -> None:
        super().__init__(detail)
        self.field = field


@dataclass(frozen=True, slots=True)
class Share:
    """What one topic gets, and how it comes about.

    ``exact`` are its minutes before rounding; ``lifted``: its votes alone gave less than the
    minimum; ``extra``: one of the steps that rounding down left over went here.
    """

    minutes: int
    exact: Fraction
    lifted: bool
    extra: bool


def check_times(*, topics: int, total: int, step: int, minimum: int) -> None:
    """Raise ``CannotShare`` where ``total`` minutes cannot be shared among so many topics."""
    if step not in STEPS:
        raise CannotShare("step", "Minutes are shared in steps of 1 or 5.")
    if not 1 <= total <= LONGEST:
        raise CannotShare("total", f"The whole time is from 1 to {LONGEST} minutes.")
    if total % step:
        raise CannotShare("total", f"{total} minutes are no whole number of steps of {step}.")
    if minimum < 1:
        raise CannotShare("minimum", "Each topic needs at least one minute.")
    if minimum % step:
        raise CannotShare("minimum", f"{minimum} minutes are no whole number of steps of {step}.")
    if topics * minimum > total:
        needed = topics * minimum
        raise CannotShare(
            "total",
            f"{topics} topics of at least {minimum} minutes need {needed}, and there are {total}: "
            "take fewer topics, a smaller minimum or more time.",
        )


def share_minutes(votes: Sequence[int], *, total: int, step: int, minimum: int) -> list[Share]:
    """Share ``total`` minutes among topics, in steps, each at least ``minimum``.

    ``votes`` stand in the room's order: of two equal remainders the earlier topic gets the
    step. The minutes add up to ``total``, each is a multiple of ``step``, and more votes never
    get fewer minutes. Raises ``CannotShare``.
    """
    check_times(topics=len(votes), total=total, step=step, minimum=minimum)
    if not votes:
        return []
    weights = list(votes) if any(votes) else [1] * len(votes)
    exact, lifted = _lift(weights, total, minimum)
    steps = [share // step for share in exact]
    left = total // step - sum(steps)
    by_remainder = sorted(range(len(votes)), key=lambda i: (steps[i] * step - exact[i], i))
    luckier = set(by_remainder[:left])
    return [
        Share((steps[i] + (i in luckier)) * step, exact[i], i in lifted, i in luckier)
        for i in range(len(votes))
    ]


def _lift(weights: Sequence[int], total: int, minimum: int) -> tuple[list[Fraction], set[int]]:
    """The exact shares once nobody is below the minimum, and who had to be lifted to it."""
    lifted: set[int] = set()
    while True:
        rest = total - minimum * len(lifted)
        weight = sum(w for i, w in enumerate(weights) if i not in lifted)
        exact = [
            Fraction(minimum) if i in lifted else Fraction(rest * w, weight)
            for i, w in enumerate(weights)
        ]
        below = {i for i, share in enumerate(exact) if share < minimum}
        if not below:
            return exact, lifted
        lifted |= below
