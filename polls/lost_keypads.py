"""Keypads that are lost, replaced, and found again.

A keypad that was replaced stays in the list as a lost one that names its replacement: otherwise
it would be a new delegate as soon as somebody presses it, and its holder would vote twice.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db import IntegrityError, transaction

from polls.deeds import note, quoted
from polls.errors import Invalid, Stale
from polls.keypad_lists import mistake_in_serial
from polls.keypad_numbers import check_numbers
from polls.keypads import hold, locked, this_minute
from polls.models import Conference, Deed, Keypad


@transaction.atomic
def lose_keypad(*, conference: Conference, serial: str) -> None:
    """Let a keypad vote no more; what it voted stays. Raises ``Invalid``."""
    keypad = _find(conference, serial)
    if keypad.state != Keypad.State.KNOWN:
        raise Invalid(f"Keypad {quoted(serial)} is {keypad.get_state_display()}.")
    keypad.state = Keypad.State.LOST
    # From now on this says that it was heard although it is lost.
    keypad.heard_at = keypad.called_at = None
    keypad.save(update_fields=["state", "heard_at", "called_at"])
    note(Deed.Kind.CONFERENCE, f"Keypad {quoted(serial)} is lost", conference=conference)


@transaction.atomic
def replace_keypad(*, conference: Conference, serial: str, by: str) -> None:
    """Give the holder of a keypad another machine: they stay the same delegate.

    The new machine may have been heard, or be a replaced one that was found, but not be admitted
    as somebody else's. Raises ``Invalid``, also where people would call two keypads the same.
    """
    hold(conference)
    keypad = _find(conference, serial)
    if keypad.state == Keypad.State.HELD:
        raise Invalid(f"Keypad {quoted(serial)} was not admitted.")
    if keypad.replaced_by is not None:
        raise Invalid(_replaced(keypad))
    if mistake := mistake_in_serial(by):
        raise Invalid(f"The new keypad: {mistake}.")
    other = conference.keypads.filter(serial=by).first()
    if other is not None and other.state != Keypad.State.HELD and other.replaced_by_id is None:
        raise Invalid(f"Keypad {quoted(by)} is somebody else’s.")
    if other is not None:
        other.delete()
    _hand_on(keypad, by)
    words = f"Keypad {quoted(serial)} was replaced by {quoted(by)}"
    note(Deed.Kind.CONFERENCE, words, conference=conference)


@transaction.atomic
def find_again(*, conference: Conference, serial: str) -> None:
    """Let a lost keypad vote again, for whom it voted before.

    One that was replaced stays out while its replacement votes; where that is lost too, its
    holder has the first one back. Raises ``Invalid``, as ``replace_keypad`` does.
    """
    hold(conference)
    keypad = _find(conference, serial)
    if keypad.state != Keypad.State.LOST:
        raise Invalid(f"Keypad {quoted(serial)} is {keypad.get_state_display()}.")
    if keypad.replaced_by is None:
        keypad.state = Keypad.State.KNOWN
        keypad.save(update_fields=["state"])
    elif keypad.replaced_by.state == Keypad.State.LOST:
        holders = _find(conference, keypad.replaced_by.serial)
        keypad.delete()
        _hand_on(holders, serial)
    else:
        raise Invalid(_replaced(keypad))
    note(Deed.Kind.CONFERENCE, f"Keypad {quoted(serial)} was found again", conference=conference)


def note_lost(conference_id: str, serials: Iterable[str]) -> None:
    """Note at once that lost keypads were pressed: their presses are no votes."""
    lost = Keypad.objects.filter(
        conference=UUID(conference_id), serial__in=list(serials), state=Keypad.State.LOST
    )
    with transaction.atomic():
        pressed = [keypad.pk for keypad in locked(lost.filter(heard_at=None))]
        lost.filter(pk__in=pressed).update(heard_at=this_minute())


def _hand_on(keypad: Keypad, by: str) -> None:
    """Let the delegate of a keypad vote with another machine; the first is lost from now on.

    Where they have no label they are called by the machine from now on.
    """
    before, keypad.serial = keypad.serial, by
    keypad.state, keypad.battery, keypad.heard_at = Keypad.State.KNOWN, None, None
    keypad.called_at = None
    if not keypad.label:
        check_numbers(keypad.conference, [keypad])
    try:
        with transaction.atomic():
            keypad.save(update_fields=["serial", "state", "battery", "heard_at", "called_at"])
    except IntegrityError:
        raise Stale(f"Keypad {quoted(by)} was heard just now. Replace it once more.") from None
    Keypad.objects.create(
        conference_id=keypad.conference_id,
        serial=before,
        state=Keypad.State.LOST,
        replaced_by=keypad,
    )


def _replaced(keypad: Keypad) -> str:
    """Why a keypad that was replaced can do nothing now."""
    now = quoted(keypad.replaced_by.serial) if keypad.replaced_by else ""
    return (
        f"Keypad {quoted(keypad.serial)} was replaced by {now}, which votes in its place. "
        f"Only once {now} is reported lost can it be taken back."
    )


def _find(conference: Conference, serial: str) -> Keypad:
    """The keypad of this serial, locked: it is lost or replaced, one after the other."""
    keypad = locked(conference.keypads.filter(serial=serial)).first()
    if keypad is None:
        raise Invalid(f"There is no keypad {quoted(serial)} here.")
    return keypad
