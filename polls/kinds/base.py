"""What every kind of question says about itself."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from polls.wording import Wording

#: The counter that holds the number of people whose ballot is not empty.
BALLOTS = "ballots"


class Kind(Protocol):
    """A kind of question: its answers, how they are checked, counted and told.

    An answer is a JSON value. ``Counters`` below map a kind's own keys, and
    ``BALLOTS``, to totals.
    """

    name: str
    label: str
    #: Whether its counts put the choices in an order of which an agenda can be made.
    ranks: bool
    #: Whether raised hands are ballots: each person raises one.
    counts_hands: bool

    def check_question(
        self, *, choices: Sequence[str], min_choices: int, max_choices: int
    ) -> Iterable[tuple[str, str]]:
        """Name what is wrong with a question of this kind as ``(field, sentence)``."""

    def usual_max(self, offered: int) -> int:
        """How many of ``offered`` choices a delegate may take where the question does not say."""

    def read_answer(self, wording: Wording, answer: Any) -> Any:
        """Return the answer in the one form that is stored; raise ``Invalid`` if it fits not.

        Equal answers come out equal, and an empty one (a withdrawal) comes out falsy.
        """

    def read_keys(self, wording: Wording, keys: str) -> Any:
        """Return the answer that was keyed on a keypad; raise ``Invalid`` where it is none.

        ``keys`` are digits and capital letters as they were pressed; none withdraw.
        """

    def obstacle_to_keys(self, offered: int) -> str:
        """Why a question with ``offered`` choices cannot be keyed whole, as a sentence, or ""."""

    def counter_keys(self, answer: Any) -> Iterable[str]:
        """The counters that this answer, in its stored form, adds one to."""

    def counts(self, wording: Wording, counters: Mapping[str, int]) -> list[dict[str, Any]]:
        """The protocol's ``counts``, in the order of the choices."""

    def figures(self, wording: Wording, counters: Mapping[str, int]) -> dict[str, Any]:
        """What this kind adds to the counts; the protocol's ``figures``."""

    def sentence(self, wording: Wording, counters: Mapping[str, int], joined: int) -> str:
        """The result as one sentence with its base, to be spoken or copied."""
