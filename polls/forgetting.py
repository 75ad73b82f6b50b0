"""Forgetting what nobody needs any more: who was there, weeks after; how people were signed in.

Delegates, their attendances and the keys on their cards are deleted; what was counted stays.
Their tokens are signed texts on their phones, which nobody can call back: they open nothing
any more, because the conference is over for good.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.sessions.models import Session as SignedIn
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from polls import clock
from polls.chairing import close_overdue
from polls.chairing.orders import freeze_left_open
from polls.errors import WrongPhase
from polls.models import (
    Admission,
    Attendance,
    Conference,
    Delegate,
    Keypad,
    PersonalCode,
    Round,
    Station,
    StewardEntry,
)
from polls.preparing import end_conference

#: Rows deleted in one transaction, so that votes elsewhere wait for milliseconds.
PAGE = 500


def forget_delegates(*, after: timedelta, now: datetime | None = None) -> Iterator[int]:
    """Forget the delegates of conferences that were over more than ``after`` ago.

    A conference that nobody ended is over with its last day, and is ended here unless the
    room is voting. Yields after each page how many delegates that was, with no transaction
    open. May run in several processes at once, and again where it was interrupted.
    """
    before = (now or timezone.now()) - after
    for conference in _perhaps_over(before):
        if over_since(conference, before) and _end_for_good(conference, before):
            yield from _forget(conference)


def forget_signed_in(*, now: datetime | None = None) -> Iterator[int]:
    """Forget what was kept of browsers whose sign-in has run out: Django itself never does.

    Yields after each page how many that was, with no transaction open; may be interrupted.
    """
    yield from _delete(SignedIn.objects.filter(expire_date__lt=now or timezone.now()), "pk")


def over_since(conference: Conference, moment: datetime) -> bool:
    """Whether a conference had ended by then, or its last day, where it was held."""
    if conference.ended_at:
        return conference.ended_at <= moment
    last = conference.ends_on
    return last is not None and moment.astimezone(ZoneInfo(conference.time_zone)).date() > last


def _perhaps_over(before: datetime) -> list[Conference]:
    # A day later than the last day in any time zone is soon enough to look closer.
    over = Q(ended_at__lte=before) | Q(ended_at=None, ends_on__lte=before.date() + timedelta(1))
    left = Q(forgotten_at=None)
    for of_somebody in (Delegate, PersonalCode, Admission, Keypad, Station):
        left |= Q(Exists(of_somebody.objects.filter(conference=OuterRef("pk"))))
    return list(Conference.objects.filter(over, left))


def _end_for_good(conference: Conference, before: datetime) -> bool:
    """End a conference so that it cannot be resumed; False where the room is voting."""
    if conference.ended_at is None:
        _close_what_was_left_open(conference, before)
        try:
            end_conference(conference=conference)
        except WrongPhase:
            return False
    ended = Conference.objects.filter(pk=conference.pk, ended_at__isnull=False)
    ended.filter(forgotten_at=None).update(forgotten_at=timezone.now(), seq=F("seq") + 1)
    return ended.filter(forgotten_at__isnull=False).exists()


def _close_what_was_left_open(conference: Conference, before: datetime) -> None:
    """Let the time of votes be up that began before then: nobody is there to close them."""
    left_open = Round.objects.filter(
        session__conference=conference, phase=Round.Phase.OPEN, opened_at__lte=before
    )
    if left_open.filter(topic=None).update(closes_at=clock.now()):
        close_overdue()
    for session_id in set(left_open.filter(topic__isnull=False).values_list("session", flat=True)):
        freeze_left_open(session_id)


def _forget(conference: Conference) -> Iterator[int]:
    for rows, key in (
        (Attendance.objects.filter(session__conference=conference), "delegate"),
        (PersonalCode.objects.filter(conference=conference), "pk"),
        (Admission.objects.filter(conference=conference), "pk"),
        (Keypad.objects.filter(conference=conference), "pk"),
        (Station.objects.filter(conference=conference), "pk"),
        (StewardEntry.objects.filter(round__session__conference=conference), "pk"),
    ):
        for _ in _delete(rows, key):
            yield 0
    yield from _delete(Delegate.objects.filter(conference=conference), "pk")


def _delete(rows: QuerySet[Any], key: str) -> Iterator[int]:
    """Delete rows a page at a time, by a key that names a few of them; yield how many."""
    while page := list(rows.order_by(key).values_list(key, flat=True)[:PAGE]):
        with transaction.atomic():
            rows.filter(**{f"{key}__in": page}).delete()
        yield len(page)
