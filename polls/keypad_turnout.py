"""Keypads take part all at once, never one by one.

A row of who is there that is written beside a single ballot pairs the two for whoever reads the
database in the order in which it was written. So all admitted keypads of a conference have
joined a session as soon as one of them is heard in it, and no later press renews that. None of
them is ever connected: whether keypads are heard, their base stations say.
"""

from collections.abc import Iterable
from uuid import UUID

from polls.keypads import delegate_of
from polls.models import Attendance, Conference, Keypad, Session
from polls.turnout import Arrival, record_arrivals


def join_keypads(*, conference_id: str, session_id: str) -> tuple[frozenset[UUID], bool]:
    """Let every admitted keypad have joined a session.

    Returns the delegates of all admitted keypads, and whether any is new. A transaction of its
    own: to be called before that of a vote, and never inside it.
    """
    known = Keypad.objects.filter(conference=UUID(conference_id), state=Keypad.State.KNOWN)
    delegates = frozenset(delegate_of(pk) for pk in known.values_list("pk", flat=True))
    missing = delegates - present_in(session_id, delegates)
    arrivals = (
        Arrival(conference_id, session_id, delegate, connected=False) for delegate in missing
    )
    return delegates, bool(missing and record_arrivals(arrivals))


def join_where_others_did(conference: Conference) -> None:
    """Let keypads that were just admitted have joined the live sessions in which others did.

    Otherwise the first vote of a keypad that is admitted late would be what it is recorded for.
    """
    known = conference.keypads.filter(state=Keypad.State.KNOWN).values_list("pk", flat=True)
    delegates = [delegate_of(pk) for pk in known]
    for session in conference.sessions.filter(state=Session.State.LIVE):
        if present_in(str(session.pk), delegates):
            join_keypads(conference_id=str(conference.pk), session_id=str(session.pk))


def join_heard(conference: Conference, heard: Iterable[UUID]) -> None:
    """Let all keypads have joined the one live session, if any of these ids has not.

    In a transaction of its own: a session is never locked after keypads.
    """
    live = list(conference.sessions.filter(state=Session.State.LIVE)[:2])
    delegates = [delegate_of(pk) for pk in heard]
    if len(live) == 1 and len(present_in(str(live[0].pk), delegates)) < len(delegates):
        join_keypads(conference_id=str(conference.pk), session_id=str(live[0].pk))


def present_in(session_id: str, delegates: Iterable[UUID]) -> set[UUID]:
    """Which of these delegates have joined a session."""
    there = Attendance.objects.filter(session=UUID(session_id))
    wanted = list(delegates)
    if len(wanted) > 500:
        return set(there.values_list("delegate", flat=True)).intersection(wanted)
    return set(there.filter(delegate__in=wanted).values_list("delegate", flat=True))
