"""What chairs alone are told: who gets in, which projectors are there, which presses wait."""

from collections.abc import Mapping, Sequence
from typing import Any

from polls.conferences import ConferenceNow
from polls.held_presses import Undecided


def door(now: ConferenceNow) -> dict[str, Any]:
    """``door``: who gets in, for the chair's console."""
    return {"type": "door", "door": now.door, "expected": now.expected}


def projectors(there: Mapping[int, str | None]) -> dict[str, Any]:
    """``projectors``: those that show a session, each with the theme that was chosen there."""
    connected = [{"number": number, "theme": there[number]} for number in sorted(there)]
    return {"type": "projectors", "projectors": connected}


def presses_held(undecided: Sequence[Undecided], given_up: Mapping[str, int]) -> dict[str, Any]:
    """What a chair's beat says of presses that base stations hold or gave up, where there are."""
    held = [
        {"base": o.base, "round": o.round_id, "question": o.question_id, "presses": o.presses}
        for o in undecided
    ]
    lost = [{"base": base, "presses": number} for base, number in given_up.items()]
    told = {"presses_held": held, "presses_given_up": lost}
    return {name: each for name, each in told.items() if each}
