"""Keypads of a conference: listed, admitted when they were heard, lost and replaced.

A keypad is a delegate like any other. The delegate's id is made of the keypad's and of the
server's secret, so that whoever reads the database alone cannot tell which seat is which.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.crypto import salted_hmac

from polls.deeds import note, quoted
from polls.durations import counted
from polls.errors import FileMistakes, Invalid, Stale, WrongPhase
from polls.models import LONGEST_SERIAL, Conference, Deed, Keypad
from polls.texts import check_readable

#: Keypads of a conference, and those that wait to be admitted.
MOST = 10_000
MOST_HELD = 2_000
#: Columns of a list, the first of them needed.
COLUMNS = ("serial", "label", "seat")
LONGEST = {"serial": LONGEST_SERIAL, "label": 80, "seat": 80}
#: Mistakes of a list that are told; a wrong file has one in every line.
MOST_MISTAKES = 20


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of a list of keypads."""

    serial: str
    label: str = ""
    seat: str = ""


def delegate_of(keypad_id: UUID) -> UUID:
    """The id of the delegate who votes with a keypad."""
    name = salted_hmac("show-of-hands.keypad-delegate", keypad_id.hex, algorithm="sha256")
    return UUID(bytes=name.digest()[:16])


def read_list(text: str) -> list[Listed]:
    """Read a list of keypads: CSV with a header that names ``serial``, and ``label``, ``seat``.

    Raises ``FileMistakes``, each with its line.
    """
    rows = list(csv.reader(io.StringIO(text), delimiter=_delimiter(text)))
    header = [name.strip().lower() for name in rows[0]] if rows else []
    if "serial" not in header:
        raise FileMistakes(
            [("line 1", "the first line must name the columns: serial, label, seat")]
        )
    mistakes: list[tuple[str, str]] = []
    lines: dict[str, int] = {}
    listed = []
    for number, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        cells = {name: cell.strip() for name, cell in zip(header, row, strict=False)}
        told = {name: cells.get(name, "") for name in COLUMNS}
        mistakes += [(f"line {number}", what) for what in _mistakes_in(told)]
        if told["serial"] in lines:
            first = lines[told["serial"]]
            mistakes.append((f"line {number}", f"{quoted(told['serial'])} stands in line {first}"))
        lines.setdefault(told["serial"], number)
        listed.append(Listed(**told))
    if not listed:
        mistakes.append(("line 2", "there is no keypad in the list"))
    if mistakes:
        raise FileMistakes(mistakes[:MOST_MISTAKES])
    return listed


def _delimiter(text: str) -> str:
    """Spreadsheets write semicolons or tabs where a comma is part of numbers."""
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)


def _mistakes_in(told: Mapping[str, str]) -> Iterable[str]:
    if not told["serial"]:
        yield "the serial is missing"
    for name, text in told.items():
        if len(text) > LONGEST[name]:
            yield f"{name}: at most {LONGEST[name]} characters"
        try:
            check_readable(text)
        except ValidationError as error:
            yield f"{name}: {error.messages[0]}"


@transaction.atomic
def list_keypads(*, conference: Conference, listed: Iterable[Listed]) -> tuple[int, int]:
    """Admit the keypads of a list; return how many are new, and how many were there.

    Those that are there get the list's label and seat, and are admitted if they were held;
    lost ones stay lost. Raises ``Invalid``, ``WrongPhase``.
    """
    held = _hold(conference)
    by_serial = {each.serial: each for each in listed}
    there = list(held.keypads.filter(serial__in=by_serial))
    for keypad in there:
        keypad.label, keypad.seat = by_serial[keypad.serial].label, by_serial[keypad.serial].seat
        if keypad.state == Keypad.State.HELD:
            keypad.state = Keypad.State.KNOWN
    known = {keypad.serial for keypad in there}
    new = [
        Keypad(conference=held, serial=each.serial, label=each.label, seat=each.seat)
        for each in by_serial.values()
        if each.serial not in known
    ]
    _check_number(held, len(new))
    Keypad.objects.bulk_update(there, ["label", "seat", "state"], batch_size=500)
    Keypad.objects.bulk_create(new, batch_size=500)
    words = f"Listed {counted(len(by_serial), 'keypad')}, {len(new)} of them new"
    note(Deed.Kind.CONFERENCE, words, conference=held)
    return len(new), len(there)


@transaction.atomic
def admit_held(*, conference: Conference, seen: int) -> int:
    """Admit every keypad that was heard and waits; return how many.

    ``seen`` is how many the page showed: where others came meanwhile, ``Stale``.
    """
    held = _hold(conference)
    waiting = held.keypads.filter(state=Keypad.State.HELD)
    if waiting.count() != seen:
        raise Stale("More keypads were heard since you looked. Nothing was done: look again.")
    _check_number(held, seen)
    admitted = waiting.update(state=Keypad.State.KNOWN)
    if admitted:
        words = f"Admitted {counted(admitted, 'keypad')} that had been heard"
        note(Deed.Kind.CONFERENCE, words, conference=held)
    return admitted


@transaction.atomic
def forget_held(*, conference: Conference) -> int:
    """Forget the keypads that were heard and not admitted; return how many."""
    forgotten, _ = conference.keypads.filter(state=Keypad.State.HELD).delete()
    if forgotten:
        words = f"Turned away {counted(forgotten, 'keypad')} that had been heard"
        note(Deed.Kind.CONFERENCE, words, conference=conference)
    return forgotten


@transaction.atomic
def lose_keypad(*, conference: Conference, serial: str) -> None:
    """Let a keypad vote no more; what it voted stays. Raises ``Invalid``."""
    keypad = _find(conference, serial)
    if keypad.state != Keypad.State.KNOWN:
        raise Invalid(f"Keypad {quoted(serial)} is {keypad.get_state_display()}.")
    keypad.state = Keypad.State.LOST
    keypad.save(update_fields=["state"])
    note(Deed.Kind.CONFERENCE, f"Keypad {quoted(serial)} is lost", conference=conference)


@transaction.atomic
def replace_keypad(*, conference: Conference, serial: str, by: str) -> None:
    """Give the holder of a keypad another machine: they stay the same delegate.

    The new machine may have been heard, but not be admitted as somebody else's. Raises
    ``Invalid``.
    """
    _hold(conference)
    keypad = _find(conference, serial)
    if keypad.state == Keypad.State.HELD:
        raise Invalid(f"Keypad {quoted(serial)} was not admitted.")
    if told := list(_mistakes_in({"serial": by})):
        raise Invalid(f"The new keypad: {told[0]}.")
    other = conference.keypads.filter(serial=by).first()
    if other is not None and other.state != Keypad.State.HELD:
        raise Invalid(f"Keypad {quoted(by)} is somebody else’s.")
    if other is not None:
        other.delete()
    keypad.serial, keypad.state, keypad.battery = by, Keypad.State.KNOWN, None
    keypad.save(update_fields=["serial", "state", "battery"])
    words = f"Keypad {quoted(serial)} was replaced by {quoted(by)}"
    note(Deed.Kind.CONFERENCE, words, conference=conference)


@transaction.atomic
def note_heard(*, conference_id: str, station_id: UUID, heard: Mapping[str, int | None]) -> None:
    """Note that keypads were heard by a station, with their batteries where they told them.

    To be called for all that were heard within some time: rows written together by their
    serials, with one moment, say nothing of who pressed first.
    """
    keypads = Keypad.objects.filter(conference=UUID(conference_id), serial__in=sorted(heard))
    keypads.update(station=station_id, heard_at=Now())
    told = [k for k in keypads.order_by("serial") if heard[k.serial] is not None]
    for keypad in told:
        keypad.battery = heard[keypad.serial]
    Keypad.objects.bulk_update(told, ["battery"], batch_size=500)


def _find(conference: Conference, serial: str) -> Keypad:
    keypad = conference.keypads.filter(serial=serial).first()
    if keypad is None:
        raise Invalid(f"There is no keypad {quoted(serial)} here.")
    return keypad


def _hold(conference: Conference) -> Conference:
    """Lock a conference, so that its keypads are counted and made one after another."""
    held = Conference.objects.select_for_update(no_key=True).get(pk=conference.pk)
    if held.ended_at:
        raise WrongPhase("The conference has ended.")
    return held


def _check_number(conference: Conference, more: int) -> None:
    known = conference.keypads.exclude(state=Keypad.State.HELD).count()
    if known + more > MOST:
        raise Invalid(f"A conference has {MOST} keypads at most.")
