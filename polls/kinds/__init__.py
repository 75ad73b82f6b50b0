"""Kinds of question: a new kind is a new module, named in ``KINDS``."""

from dataclasses import dataclass

from polls.kinds.base import BALLOTS, Kind
from polls.kinds.multiple import Multiple
from polls.kinds.single import Single

KINDS: dict[str, Kind] = {kind.name: kind for kind in (Single(), Multiple())}


@dataclass(frozen=True, slots=True)
class Preset:
    """A ready-made question: a kind with its choices filled in."""

    label: str
    kind: str
    choices: tuple[str, ...]


#: May stand for the kind in a conference file and in the organiser's form.
PRESETS = {"yes_no": Preset("Yes or no", "single", ("Yes", "No"))}

__all__ = ["BALLOTS", "KINDS", "PRESETS", "Kind", "Preset"]
