"""``upvotes``: any number of a list that grows while it is voted on."""

from collections.abc import Iterable
from typing import Any

from polls.errors import Invalid
from polls.kinds.choosing import Choosing
from polls.wording import Wording


class Upvotes(Choosing):
    """Everything that a delegate would take up; each entry is taken once, whatever is chosen.

    What was merged since counts for what it is part of, and what was withdrawn for nothing:
    a phone that has not heard of it yet is understood all the same.
    """

    name = "upvotes"
    label = "Upvotes"
    counts_hands = False
    ranks = False
    base_note = "; each could take up several, and the shares are of the people who voted"

    def check_question(
        self, *, choices: Any, min_choices: int, max_choices: int
    ) -> Iterable[tuple[str, str]]:
        """Nobody makes a question of this kind: it is made of what delegates put forward."""
        yield "kind", "made of what delegates put forward alone"

    def read_answer(self, wording: Wording, answer: Any) -> list[str]:
        """Check the ids; an empty list withdraws."""
        if not isinstance(answer, list) or not all(isinstance(c, str) for c in answer):
            raise Invalid("The answer must be a list of entries.")
        gone = dict(wording.gone)
        offered = {option.id for option in wording.options}
        if not set(answer) <= offered | gone.keys():
            raise Invalid("One of the entries does not stand in this list.")
        chosen = {gone.get(each, each) for each in answer}
        return [option.id for option in wording.options if option.id in chosen]
