"""Who takes part: joining is recorded once, presence is a lease that runs out."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F
from django.db.models.functions import Now

from polls.models import Attendance, Delegate, Session
from polls.voting import sql

#: A delegate counts as present for so long after the last sign of life.
PRESENCE = timedelta(seconds=45)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A delegate connected to, or votes in, a session; a ``simulated`` one, in its rehearsal.

    ``connected`` is whether it comes with a device of its own, which is heard again and again:
    keypads and counted hands take part, and are never present.
    """

    conference_id: str
    session_id: str
    delegate_id: UUID
    simulated: bool = False
    connected: bool = True


@transaction.atomic
def record_arrivals(arrivals: Iterable[Arrival]) -> set[str]:
    """Record who came, or is here still; return the sessions that somebody new joined.

    A transaction of its own, before that of the votes: rows written together can be linked.
    Whoever comes to a session that was deleted, or whose conference has ended, is left out; so
    are simulated delegates where nobody rehearses any more.
    """
    coming = list(arrivals)
    there = _sessions_there({arrival.session_id for arrival in coming})
    by_session: dict[tuple[str, bool], set[UUID]] = defaultdict(set)
    delegates = set()
    simulated = []
    for arrival in coming:
        rehearsal = there.get(arrival.session_id)
        if rehearsal is None or (arrival.simulated and not rehearsal):
            continue
        by_session[arrival.session_id, arrival.connected].add(arrival.delegate_id)
        if arrival.simulated:
            simulated.append(arrival)
        else:
            delegates.add((arrival.delegate_id, UUID(arrival.conference_id)))
    sql.write_delegates(delegates)
    _write_simulated(simulated)
    grown = set()
    for (session_id, connected), of_session in sorted(by_session.items()):
        new = sql.write_attendances(UUID(session_id), of_session, connected=connected)
        if connected and new < len(of_session):
            sql.renew_attendances(UUID(session_id), sorted(of_session))
        if new:
            Session.objects.filter(pk=session_id).update(
                joined=F("joined") + new, tally_seq=F("tally_seq") + 1
            )
            grown.add(session_id)
    return grown


def _sessions_there(wanted: set[str]) -> dict[str, bool]:
    """Whether each of these sessions is in rehearsal; those that nobody can join are left out.

    Where one is in rehearsal, all are locked, in order: who comes to it is cleared away with it,
    or not recorded.
    """
    sessions = Session.objects.filter(pk__in=wanted, conference__ended_at=None)
    there = {str(pk): rehearsal for pk, rehearsal in sessions.values_list("pk", "rehearsal")}
    if any(there.values()):
        locked = Session.objects.select_for_update(no_key=True).filter(pk__in=there).order_by("pk")
        there = {str(pk): rehearsal for pk, rehearsal in locked.values_list("pk", "rehearsal")}
    return there


def _write_simulated(arrivals: list[Arrival]) -> None:
    Delegate.objects.bulk_create(
        (
            Delegate(
                id=arrival.delegate_id,
                conference_id=arrival.conference_id,
                rehearses_id=arrival.session_id,
            )
            for arrival in sorted(arrivals, key=lambda arrival: arrival.delegate_id)
        ),
        ignore_conflicts=True,
    )


@transaction.atomic
def renew_presence(session_id: str, delegates: Sequence[UUID]) -> None:
    """Renew the leases of delegates who are connected to a session.

    In one transaction: SQLite would otherwise flush the disk for each of them.
    """
    sql.renew_attendances(UUID(session_id), delegates)


def count_present(session_id: UUID) -> int:
    """Delegates whose devices were heard within ``PRESENCE``, on all server processes together."""
    return Attendance.objects.filter(session=session_id, seen_at__gt=Now() - PRESENCE).count()


def count_rehearsing(session_id: UUID) -> tuple[int, int]:
    """``count_present`` of a session in rehearsal, and how many of them are simulated."""
    there = Attendance.objects.filter(session=session_id, seen_at__gt=Now() - PRESENCE)
    counted = there.aggregate(present=Count("*"), simulated=Count("delegate__rehearses"))
    return counted["present"], counted["simulated"]


def end_presence() -> None:
    """Let nobody be present: the only process has just begun, and knows of no connection."""
    now = Now() - PRESENCE
    Attendance.objects.filter(seen_at__gt=now).update(seen_at=now)


def end_presence_of(session_id: str, delegates: Sequence[UUID]) -> int:
    """Let these delegates of a session be present no more; return how many were."""
    there = Attendance.objects.filter(session=UUID(session_id), delegate__in=delegates)
    return there.filter(seen_at__gt=Now() - PRESENCE).update(seen_at=Now() - PRESENCE)


def count_present_in(session_ids: Sequence[str]) -> dict[str, int]:
    """``count_present`` of several sessions, in one query."""
    there = Attendance.objects.filter(session__in=session_ids, seen_at__gt=Now() - PRESENCE)
    counted = there.order_by().values_list("session").annotate(count=Count("*"))
    return dict.fromkeys(session_ids, 0) | {str(pk): count for pk, count in counted}
