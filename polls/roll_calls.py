"""Roll-call: everybody presses any key, and the keypads that were heard light up.

A press of a roll-call is no vote: it carries no key, and is written down at once, as of its
minute.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from polls.deeds import note
from polls.errors import WrongPhase
from polls.keypad_turnout import join_heard
from polls.keypads import HEARD, hold_back, locked, mark_heard
from polls.models import Conference, Deed, Keypad

#: Keypads that a page draws; of more it tells the number.
SHOWN = 2000
#: Lost ones of which it asks whether they were found.
MOST_FOUND = 50
#: Of a battery the last per cent.
LOW = 20
#: Higher than any number that a keypad may have.
_WORDS = 10**80


@dataclass(frozen=True, slots=True)
class Tile:
    """A keypad on the technician's page; ``lit`` if it answered the roll-call."""

    serial: str
    number: str
    state: str
    lit: bool
    #: In per cent, where it is low.
    low: int | None
    #: It was not heard for so long as was asked for.
    silent: bool
    #: It was pressed although it was reported lost.
    found: bool = False


@dataclass(frozen=True, slots=True)
class Roll:
    """Every keypad of a conference, and how many of the admitted ones answered."""

    calling: bool
    tiles: tuple[Tile, ...]
    admitted: int
    answered: int
    held: int
    lost: int
    low: int
    silent: int
    #: The lost ones of them that were pressed since, with their replacements.
    found: tuple[Keypad, ...]


@transaction.atomic
def begin_roll_call(*, conference: Conference) -> None:
    """Ask everybody to press any key; who answered before is forgotten. Raises ``WrongPhase``."""
    going_on = Conference.objects.filter(pk=conference.pk, ended_at=None)
    if not going_on.update(roll_call_at=Now(), seq=F("seq") + 1):
        raise WrongPhase("The conference has ended.")
    lit = conference.keypads.filter(called_at__isnull=False)
    lit.filter(pk__in=[keypad.pk for keypad in locked(lit)]).update(called_at=None)
    note(Deed.Kind.CONFERENCE, "Began a roll-call of keypads", conference=conference)


@transaction.atomic
def end_roll_call(*, conference: Conference) -> None:
    """Ask for it no more; who answered stays lit. Raises ``WrongPhase``."""
    calling = Conference.objects.filter(pk=conference.pk, roll_call_at__isnull=False)
    if not calling.update(roll_call_at=None, seq=F("seq") + 1):
        raise WrongPhase("There is no roll-call.")
    answered = conference.keypads.filter(state=Keypad.State.KNOWN, called_at__isnull=False).count()
    known = conference.keypads.filter(state=Keypad.State.KNOWN).count()
    words = f"Ended the roll-call: {answered} of {known} keypads answered"
    note(Deed.Kind.CONFERENCE, words, conference=conference)


def hear_any_key(*, conference_id: str, station_id: UUID, heard: Mapping[str, int | None]) -> None:
    """Note keypads of which any key was pressed while no vote was open, with their batteries.

    Those that nobody knows are held, to be admitted or not. Each answers the roll-call, where
    there is one; all the admitted have joined the session, where a single one is live.
    """
    conference = Conference.objects.filter(pk=conference_id, ended_at=None).first()
    if conference is None or not heard:
        return
    # Before keypads are locked, and for itself: it waits for whoever makes the same ones.
    there = conference.keypads.filter(serial__in=heard).values_list("serial", flat=True)
    if strangers := set(heard) - set(there):
        hold_back(conference_id, strangers)
    known = _note_heard(conference, station_id, heard)
    join_heard(conference, [keypad.pk for keypad in known])


@transaction.atomic
def _note_heard(
    conference: Conference, station_id: UUID, heard: Mapping[str, int | None]
) -> list[Keypad]:
    """Write down who was heard, and return the admitted ones of them."""
    keypads = list(locked(conference.keypads.filter(serial__in=heard)))
    mark_heard(keypads, station_id, heard)
    for keypad in keypads:
        if conference.roll_call_at is not None:
            keypad.called_at = keypad.heard_at
    Keypad.objects.bulk_update(keypads, [*HEARD, "called_at"], batch_size=500)
    return [keypad for keypad in keypads if keypad.state == Keypad.State.KNOWN]


def read_roll(conference: Conference, *, silent_after: timedelta) -> Roll:
    """Every keypad as the technician sees it; ``silent`` are those not heard for so long."""
    since = timezone.now() - silent_after
    states, known = Keypad.State, Q(state=Keypad.State.KNOWN)
    numbers = conference.keypads.aggregate(
        admitted=Count("pk", filter=known),
        answered=Count("pk", filter=known & Q(called_at__isnull=False)),
        held=Count("pk", filter=Q(state=states.HELD)),
        lost=Count("pk", filter=Q(state=states.LOST)),
        low=Count("pk", filter=known & Q(battery__lte=LOW)),
        silent=Count("pk", filter=known & (Q(heard_at=None) | Q(heard_at__lt=since))),
    )
    tiles = sorted(
        (
            Tile(
                serial=each.serial,
                number=each.shown_number,
                state=each.state,
                lit=each.called_at is not None and each.state != states.LOST,
                low=each.battery if each.battery is not None and each.battery <= LOW else None,
                silent=each.heard_at is None or each.heard_at < since,
                found=each.heard_at is not None and each.state == states.LOST,
            )
            for each in conference.keypads.all()[:SHOWN]
        ),
        key=lambda tile: in_counting_order(tile.number),
    )
    found = tuple(read_found(conference)) if numbers["lost"] else ()
    return Roll(conference.roll_call_at is not None, tuple(tiles), found=found, **numbers)


def read_found(conference: Conference) -> QuerySet[Keypad]:
    """Keypads that were pressed although they were reported lost, each with its replacement."""
    lost = conference.keypads.filter(state=Keypad.State.LOST, heard_at__isnull=False)
    return lost.select_related("replaced_by")[:MOST_FOUND]


def in_counting_order(number: str) -> tuple[int, str]:
    """A key that sorts 2 before 10, and numbers before words."""
    return (int(number), "") if number.isdecimal() else (_WORDS, number)
