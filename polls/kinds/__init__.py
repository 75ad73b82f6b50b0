"""Kinds of question: a new kind is a new module, named in ``KINDS``."""

from dataclasses import dataclass

from polls.kinds.base import BALLOTS, Kind
from polls.kinds.multiple import Multiple
from polls.kinds.single import Single
from polls.kinds.upvotes import Upvotes

#: Kinds of which anybody can make a question.
ASKED: dict[str, Kind] = {kind.name: kind for kind in (Single(), Multiple())}
#: With those that the product makes by itself.
KINDS: dict[str, Kind] = {**ASKED, Upvotes.name: Upvotes()}


@dataclass(frozen=True, slots=True)
class Preset:
    """A ready-made question: a kind with its choices filled in, and what it asks by itself."""

    label: str
    kind: str
    choices: tuple[str, ...]
    prompt: str


#: May stand for the kind in a conference file and in the organiser's form.
PRESETS = {
    "yes_no": Preset("Yes or no", "single", ("Yes", "No"), "Yes or no?"),
    "agree_disagree": Preset(
        "Agree or disagree",
        "single",
        ("Strongly agree", "Agree", "Neither agree nor disagree", "Disagree", "Strongly disagree"),
        "Agree or disagree?",
    ),
    "one_to_five": Preset(
        "1 to 5", "single", ("1", "2", "3", "4", "5"), "From 1 (least) to 5 (most)?"
    ),
}

__all__ = ["ASKED", "BALLOTS", "KINDS", "PRESETS", "Kind", "Preset", "Upvotes"]
