"""Reading what a base station sends: its form is checked whole before any of it is taken."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from live.api.answers import TooLarge
from live.keypads.signing import SEQUENCE_HEADER
from live.protocol import incoming
from polls.errors import Malformed
from polls.held_presses import MOST_ROUNDS, Held, Report
from polls.models import HIGHEST_REV, LONGEST_SERIAL
from polls.presses import Press
from polls.stations import HIGHEST_SEQUENCE

#: Presses of a batch, together with who was heard beside.
MOST_PRESSES = 500
LONGEST_KEYS = 40
#: What a bridge may call its spool.
SPOOL = re.compile("[0-9A-Za-z]{0,40}")


@dataclass(frozen=True, slots=True)
class Batch:
    """What a station brings: presses, who was ``heard`` beside, what its bridge says of itself.

    ``report.unplugged``: the bridge is there, and does not hear its base station.
    """

    presses: list[Press]
    heard: dict[str, int | None]
    report: Report


def read_batch(body: bytes, sequence: int) -> Batch:
    """Read a batch whole; raises ``Malformed``, ``TooLarge``."""
    batch = incoming.read_body(body)
    if type(batch.get("sequence")) is not int or batch["sequence"] != sequence:
        raise Malformed(f"“sequence” must be the number in the header {SEQUENCE_HEADER}.")
    if not 1 <= sequence <= HIGHEST_SEQUENCE:
        raise Malformed(f"“sequence” must be from 1 to {HIGHEST_SEQUENCE}.")
    presses, heard = batch.get("presses"), batch.get("heard", [])
    if not isinstance(presses, list):
        raise Malformed("“presses” must be a list.")
    if not isinstance(heard, list):
        raise Malformed("“heard” must be a list.")
    if len(presses) + len(heard) > MOST_PRESSES:
        raise TooLarge(f"A batch may have {MOST_PRESSES} presses at most.")
    report = _read_report(batch)
    read = [_read_press(place, each) for place, each in enumerate(presses)]
    beside = dict(_read_heard(place, each) for place, each in enumerate(heard))
    return Batch(read, beside, report)


def _read_report(batch: dict[str, Any]) -> Report:
    """What a bridge says of itself: what it holds and gave up, whether it hears its station."""
    held, unplugged = batch.get("held", []), batch.get("unplugged", False)
    if not isinstance(held, list):
        raise Malformed("“held” must be a list.")
    if len(held) > MOST_ROUNDS:
        raise TooLarge(f"A batch may tell of {MOST_ROUNDS} votes with held presses at most.")
    if type(unplugged) is not bool:
        raise Malformed("“unplugged” must be true or false.")
    spool = batch.get("spool", "")
    if not isinstance(spool, str) or not SPOOL.fullmatch(spool):
        raise Malformed("“spool” must be 40 letters and digits of ASCII at most.")
    return Report(
        holds=_read_number(batch, "holds", "“holds”", default=0),
        held=[_read_held(place, each) for place, each in enumerate(held)],
        gave_up=_read_number(batch, "gave_up", "“gave_up”", default=0),
        spool=spool,
        unplugged=unplugged,
    )


def _read_held(place: int, told: Any) -> Held:
    """How many presses are held for a round, and the number of the last of them."""
    name = f"held[{place}]"
    if not isinstance(told, dict):
        raise Malformed(f"{name} must be an object.")
    if type(told.get("round")) is not str:
        raise Malformed(f"{name}.round must be the id of a round.")
    return Held(
        told["round"],
        _read_number(told, "presses", f"{name}.presses", least=1),
        _read_number(told, "last", f"{name}.last", least=1, most=HIGHEST_SEQUENCE),
    )


def _read_number(
    told: dict[str, Any],
    key: str,
    name: str,
    *,
    least: int = 0,
    most: int = HIGHEST_REV,
    default: int | None = None,
) -> int:
    number = told.get(key, default)
    if type(number) is not int or not least <= number <= most:
        raise Malformed(f"{name} must be a whole number, from {least}.")
    return number


def _read_heard(place: int, told: Any) -> tuple[str, int | None]:
    """A keypad of which any key was pressed while no vote was open, and its battery."""

    def refuse(what: str) -> Malformed:
        return Malformed(f"heard[{place}]{what}")

    if not isinstance(told, dict):
        raise refuse(" must be an object.")
    return _read_keypad(told, refuse), _read_battery(told, refuse)


def _read_press(place: int, told: Any) -> Press:
    def refuse(what: str) -> Malformed:
        return Malformed(f"presses[{place}]{what}")

    if not isinstance(told, dict):
        raise refuse(" must be an object.")
    keypad = _read_keypad(told, refuse)
    round_id, rev, keys = told.get("round"), told.get("rev"), told.get("keys")
    if type(round_id) is not str:
        raise refuse(".round must be the id of a round.")
    if type(rev) is not int or not 1 <= rev <= HIGHEST_REV:
        raise refuse(f".rev must be a whole number from 1 to {HIGHEST_REV}.")
    if type(keys) is not str or len(keys) > LONGEST_KEYS:
        raise refuse(f".keys must be text of up to {LONGEST_KEYS} characters.")
    return Press(keypad, round_id, rev, keys, _read_battery(told, refuse))


def _read_keypad(told: dict[str, Any], refuse: Callable[[str], Malformed]) -> str:
    keypad = told.get("keypad")
    if type(keypad) is not str or not 0 < len(keypad) <= LONGEST_SERIAL:
        raise refuse(f".keypad must be text of 1 to {LONGEST_SERIAL} characters.")
    return keypad


def _read_battery(told: dict[str, Any], refuse: Callable[[str], Malformed]) -> int | None:
    battery = told.get("battery")
    if battery is not None and (type(battery) is not int or not 0 <= battery <= 100):
        raise refuse(".battery must be a whole number from 0 to 100, or left out.")
    return battery
