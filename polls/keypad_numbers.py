"""What people call keypads: in a conference no two are called the same.

A keypad keeps its number while it is lost. One that was replaced has none: it votes no more, and
its holder's number is the replacement's.
"""

from collections.abc import Sequence

from polls.deeds import quoted
from polls.errors import Invalid
from polls.models import Conference, Keypad

#: Pairs that a sentence names.
FEW = 5


def check_numbers(conference: Conference, named: Sequence[Keypad]) -> None:
    """Let no keypad that is about to be saved so be called as another of the conference is.

    To be called with the conference locked. Raises ``Invalid``, which names the pairs. Two that
    are called the same already stay so until a list names one of them.
    """
    standing = conference.keypads.exclude(state=Keypad.State.HELD).filter(replaced_by=None)
    standing = standing.only("serial", "label", "state")
    changed = {keypad.pk for keypad in named}
    taken = {each.shown_number: each for each in standing if each.pk not in changed}
    pairs = []
    for keypad in named:
        other = taken.setdefault(keypad.shown_number, keypad)
        if other is not keypad:
            pairs.append(f"{_told(other)} and {_told(keypad)} both {quoted(keypad.shown_number)}")
    if pairs:
        more = f", and {len(pairs) - FEW} more" if len(pairs) > FEW else ""
        raise Invalid(
            f"People would call two keypads the same: {', '.join(pairs[:FEW])}{more}. "
            "Give one of them another label in a list."
        )


def _told(keypad: Keypad) -> str:
    lost = " (lost)" if keypad.state == Keypad.State.LOST else ""
    return f"{quoted(keypad.serial)}{lost}"
