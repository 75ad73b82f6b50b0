"""``single``: exactly one of a list."""

from collections.abc import Iterable

from polls.kinds.choosing import Choosing


class Single(Choosing):
    """One choice each, so the counts add up to the ballots."""

    name = "single"
    label = "One choice"
    counts_hands = True
    ranks = False

    def check_bounds(
        self, offered: int, min_choices: int, max_choices: int
    ) -> Iterable[tuple[str, str]]:
        """A single question takes one choice and no other number."""
        if (min_choices, max_choices) != (1, 1):
            yield "max_choices", "a single question takes exactly one choice"

    def usual_max(self, offered: int) -> int:
        """One, whatever is offered."""
        return 1
