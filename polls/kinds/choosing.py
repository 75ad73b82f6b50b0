"""Choosing from a list: what ``single`` and ``multiple`` share."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from polls.errors import Invalid
from polls.kinds.base import BALLOTS
from polls.percent import percent
from polls.texts import as_seen
from polls.wording import LETTERS, Wording, letter

#: The keys of keypads, in the order of the choices that they name.
NUMBERS = "123456789"
KEYED_LETTERS = LETTERS[:10]


def quoted_key(key: str) -> str:
    """A key as a sentence may have it."""
    return f"“{key}”" if key.isascii() and key.isprintable() else "of this key"


class Choosing:
    """An answer is the list of the chosen ids; it is stored in the order of the letters."""

    def check_question(
        self, *, choices: Sequence[str], min_choices: int, max_choices: int
    ) -> Iterable[tuple[str, str]]:
        """A list needs two to 26 different choices, and bounds that it can meet."""
        if len(choices) < 2:
            yield "choices", "at least two"
        if len(choices) > len(LETTERS):
            yield "choices", f"at most {len(LETTERS)}"
        seen = [as_seen(text) for text in choices]
        for index, text in enumerate(choices):
            if seen[index] in seen[:index]:
                yield f"choices[{index}]", f"“{text}” stands there already"
        yield from self.check_bounds(len(choices), min_choices, max_choices)

    def check_bounds(
        self, offered: int, min_choices: int, max_choices: int
    ) -> Iterable[tuple[str, str]]:
        """Name what is wrong with the bounds."""
        if min_choices > max_choices:
            yield "max_choices", "not fewer than min_choices"
        for name, bound in (("min_choices", min_choices), ("max_choices", max_choices)):
            if bound > offered >= 2:
                yield name, f"only {offered} choices are offered"

    def usual_max(self, offered: int) -> int:
        """As many as are offered."""
        return max(offered, 1)

    def read_answer(self, wording: Wording, answer: Any) -> list[str]:
        """Check the ids and their number; an empty list withdraws."""
        if not isinstance(answer, list) or not all(isinstance(c, str) for c in answer):
            raise Invalid("The answer must be a list of choices.")
        chosen = set(answer)
        stored = [option.id for option in wording.options if option.id in chosen]
        if len(stored) != len(answer):
            raise Invalid("One of the choices is not offered here, or was given twice.")
        if stored and len(stored) < wording.min_choices:
            raise Invalid(f"Choose at least {wording.min_choices}.")
        if len(stored) > wording.max_choices:
            raise Invalid(f"Choose at most {wording.max_choices}.")
        return stored

    def read_keys(self, wording: Wording, keys: str) -> list[str]:
        """Each key names a choice, by its number or letter; whether so many fit is told later."""
        chosen = []
        for key in keys:
            place = NUMBERS.find(key) if key in NUMBERS else KEYED_LETTERS.find(key)
            if not 0 <= place < len(wording.options):
                raise Invalid(f"There is no choice {quoted_key(key)} here.")
            chosen.append(wording.options[place].id)
        return chosen

    def obstacle_to_keys(self, offered: int) -> str:
        """Keypads have nine digits, and letters as far as J."""
        if offered > len(KEYED_LETTERS):
            return f"Keypads reach only the first {len(KEYED_LETTERS)} of {offered} choices."
        if offered > len(NUMBERS):
            return f"Keypads without letters reach only the first {len(NUMBERS)} choices."
        return ""

    def counter_keys(self, answer: list[str]) -> Iterable[str]:
        """One counter a choice, named by its id."""
        return answer

    def counts(self, wording: Wording, counters: Mapping[str, int]) -> list[dict[str, Any]]:
        """Votes of each choice, in the order of the letters."""
        return [{"choice": o.id, "count": counters.get(o.id, 0)} for o in wording.options]

    def figures(self, wording: Wording, counters: Mapping[str, int]) -> dict[str, Any]:
        """Nothing: the counts and the ballots say it all."""
        return {}

    def sentence(self, wording: Wording, counters: Mapping[str, int], joined: int) -> str:
        """Every choice with its share of the people who voted, the largest first."""
        ballots = counters.get(BALLOTS, 0)
        if not ballots:
            return f"{wording.prompt} Nobody of {joined} voted."
        shares = sorted(
            ((counters.get(o.id, 0), -i, letter(i), o.text) for i, o in enumerate(wording.options)),
            reverse=True,
        )
        told = "; ".join(
            f"{name}, {text}: {percent(count, ballots)}\u00a0%" for count, _, name, text in shares
        )
        return f"{wording.prompt} {told}. {ballots} of {joined} voted{self.base_note}."

    #: What the percentages are of, where that could be mistaken.
    base_note = ""
