"""Keypads of a conference: listed, and admitted when they were heard.

A keypad is a delegate like any other. The delegate's id is made of the keypad's and of the
server's secret, so that whoever reads the database alone cannot tell which seat is which.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from polls.deeds import note
from polls.durations import counted
from polls.errors import Invalid, Stale, WrongPhase
from polls.keypad_lists import Listed, mistake_in_serial
from polls.keypad_numbers import check_numbers
from polls.macs import Mac
from polls.models import Conference, Deed, Keypad

#: Keypads of a conference, and those that wait to be admitted.
MOST = 10_000
MOST_HELD = 2_000
#: What is written of a keypad that was heard.
HEARD = ("station", "heard_at", "battery")


@dataclass(frozen=True, slots=True)
class ListTaken:
    """How many keypads of a list are new, were admitted by it, or had been there.

    ``lost`` are the serials that were reported lost: the list changes nothing of those.
    """

    new: int
    admitted: int
    there: int
    lost: tuple[str, ...] = ()


def delegate_of(keypad_id: UUID) -> UUID:
    """The id of the delegate who votes with a keypad."""
    name = _mac(settings.SECRET_KEY).digest(keypad_id.hex.encode())
    return UUID(bytes=name[:16])


@lru_cache(maxsize=2)
def _mac(secret: str) -> Mac:
    """What names delegates of keypads; kept, because the projector's tiles ask for thousands."""
    return Mac(hashlib.sha256(b"show-of-hands.keypad-delegate" + secret.encode()).digest())


def hold_back(conference_id: str, strangers: Iterable[str]) -> None:
    """Note keypads that were heard for the first time, so that they can be admitted."""
    # Of what a radio brings, some is noise.
    fit = sorted(s for s in strangers if s == s.strip() and not mistake_in_serial(s))
    if not fit:
        return
    held = Keypad.objects.filter(conference=UUID(conference_id), state=Keypad.State.HELD).count()
    Keypad.objects.bulk_create(
        (
            Keypad(conference_id=conference_id, serial=serial, state=Keypad.State.HELD)
            for serial in fit[: max(0, MOST_HELD - held)]
        ),
        ignore_conflicts=True,
    )


@transaction.atomic
def list_keypads(*, conference: Conference, listed: Iterable[Listed]) -> ListTaken:
    """Admit the keypads of a list.

    Those that are there get what the list says of them, and are admitted if they were held;
    lost ones stay as they are. Raises ``Invalid``, also where people would call two keypads the
    same, ``WrongPhase``.
    """
    held = hold(conference)
    by_serial = {each.serial: each for each in listed}
    found = list(locked(held.keypads.filter(serial__in=by_serial)))
    lost = {keypad.serial for keypad in found if keypad.state == Keypad.State.LOST}
    there = [keypad for keypad in found if keypad.serial not in lost]
    waiting = sum(keypad.state == Keypad.State.HELD for keypad in there)
    for keypad in there:
        of_list = by_serial[keypad.serial]
        keypad.label, keypad.seat = of_list.label, of_list.seat
        keypad.attributes = dict(of_list.attributes)
        keypad.state = Keypad.State.KNOWN
    known = {keypad.serial for keypad in found}
    new = [
        Keypad(
            conference=held,
            serial=each.serial,
            label=each.label,
            seat=each.seat,
            attributes=dict(each.attributes),
        )
        for each in by_serial.values()
        if each.serial not in known
    ]
    _check_number(held, len(new) + waiting)
    check_numbers(held, [*there, *new])
    Keypad.objects.bulk_update(there, ["label", "seat", "attributes", "state"], batch_size=500)
    # One of them may be heard for the first time just now. Whoever notes those does it in this
    # order too, lest two wait for one another.
    Keypad.objects.bulk_create(
        sorted(new, key=lambda keypad: keypad.serial),
        batch_size=500,
        update_conflicts=True,
        unique_fields=["conference", "serial"],
        update_fields=["label", "seat", "attributes", "state"],
    )
    words = f"Listed {counted(len(by_serial), 'keypad')}, {len(new)} of them new"
    note(Deed.Kind.CONFERENCE, words, conference=held)
    return ListTaken(len(new), waiting, len(there) - waiting, tuple(sorted(lost)))


@transaction.atomic
def admit_held(*, conference: Conference, seen: int) -> int:
    """Admit every keypad that was heard and waits; return how many.

    ``seen`` is how many the page showed: where others came meanwhile, ``Stale``. Raises
    ``Invalid`` where people would call two keypads the same.
    """
    held = hold(conference)
    _check_number(held, seen)
    waiting = held.keypads.filter(state=Keypad.State.HELD)
    check_numbers(held, list(waiting))
    # Counted as they are admitted: a base station that hears another meanwhile asks nobody.
    admitted = waiting.update(state=Keypad.State.KNOWN)
    if admitted != seen:
        raise Stale("More keypads were heard since you looked. Nothing was done: look again.")
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
def note_heard(*, conference_id: str, station_id: UUID, heard: Mapping[str, int | None]) -> None:
    """Note that keypads were heard by a station, with their batteries where they told them.

    To be called for all that were heard within some time: rows written together by their ids,
    with one moment, say nothing of who pressed first.
    """
    there = Keypad.objects.filter(conference=UUID(conference_id), serial__in=heard)
    # Of a lost one it may be the press before it was lost: see ``note_lost``.
    keypads = list(locked(there.exclude(state=Keypad.State.LOST)))
    mark_heard(keypads, station_id, heard)
    Keypad.objects.bulk_update(keypads, HEARD, batch_size=500)


def mark_heard(
    keypads: Iterable[Keypad], station_id: UUID, heard: Mapping[str, int | None]
) -> None:
    """Let keypads have been heard by a station in this minute; not saved here, see ``HEARD``."""
    now = this_minute()
    for keypad in keypads:
        keypad.station_id, keypad.heard_at = station_id, now
        if heard[keypad.serial] is not None:
            keypad.battery = heard[keypad.serial]


def this_minute() -> datetime:
    """The moment that is kept of whoever is heard now: its seconds would tell an order."""
    return timezone.now().replace(second=0, microsecond=0)


def hold(conference: Conference) -> Conference:
    """Lock a conference, so that its keypads are counted and made one after another."""
    held = Conference.objects.select_for_update(no_key=True).get(pk=conference.pk)
    if held.ended_at:
        raise WrongPhase("The conference has ended.")
    return held


def locked(keypads: QuerySet[Keypad]) -> QuerySet[Keypad]:
    """These keypads, locked in the one order in which everybody locks several."""
    return keypads.select_for_update(no_key=True, of=("self",)).order_by("pk")


def _check_number(conference: Conference, more: int) -> None:
    if conference.keypads.exclude(state=Keypad.State.HELD).count() + more > MOST:
        raise Invalid(f"A conference has {MOST} keypads at most.")
