"""Rehearsing a session: everything as on the day, and nothing of it counts.

A session in rehearsal is live to everybody, and marked. What is opened meanwhile is marked for
ever; the only way back to a session that can begin is to clear all of it away.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db import transaction

from polls.chairing.numbers import note_programme_change
from polls.errors import Malformed, WrongPhase
from polls.models import Attendance, Delegate, Round, Session
from polls.remedies.lists import note_listed
from polls.voting import forget_rehearsal

#: Simulated delegates of one session at most.
MOST_DELEGATES = 500

State = Session.State


def rehearse(session: Session, args: Mapping[str, Any]) -> None:
    """Begin a rehearsal of a session that has not begun, or go on with one that was ended.

    With ``delegates`` the edge lets so many simulated delegates come; to a rehearsal that is
    going on, too, where they were lost.
    """
    refuse_bad_crowd(args)
    if session.conference.ended_at:
        raise WrongPhase("The conference has ended.")
    if not session.rehearsal and session.state != State.DRAFT:
        raise WrongPhase("Only a session that has not begun can be rehearsed.")
    if session.state != State.LIVE:
        session.round = None
    session.state = State.LIVE
    session.ended_at = None
    session.rehearsal = True
    note_programme_change(session.conference)


def clear(session: Session, args: Mapping[str, Any]) -> None:
    """Take everything of a rehearsal away; the session has not begun.

    The caller holds the locks of all its rounds.
    """
    if not session.rehearsal:
        raise WrongPhase("This session is not in rehearsal: there is nothing to clear away.")
    session.state = State.DRAFT
    session.rehearsal = session.blank = False
    session.round = session.question = session.agenda = session.ended_at = None
    session.remedies_topic = None
    if session.remedies_listed:
        # What was put forward in it goes with the agenda.
        note_listed(session)
    session.joined = 0
    session.tally_seq += 1
    # What was asked on the spot in a rehearsal is part of it.
    session.questions.filter(from_chair=True).exclude(rounds__rehearsal=False).delete()
    Round.objects.filter(session=session, rehearsal=True).delete()
    _forget_who_was_there(session)
    note_programme_change(session.conference)
    transaction.on_commit(partial(forget_rehearsal, str(session.pk)))


def refuse_bad_crowd(args: Mapping[str, Any]) -> None:
    """Raise ``Malformed`` unless ``delegates`` and ``seed`` are whole numbers, or absent."""
    for name, least, most in (("delegates", 1, MOST_DELEGATES), ("seed", 0, 2**31 - 1)):
        value = args.get(name)
        if value is not None and (type(value) is not int or not least <= value <= most):
            raise Malformed(f"“{name}” must be a whole number from {least} to {most}.")


def _forget_who_was_there(session: Session) -> None:
    """Nobody has joined: whoever is here still is recorded anew, at their place or at the start."""
    attendances = Attendance.objects.filter(session=session)
    # In the order in which leases are renewed.
    list(attendances.select_for_update().order_by("delegate_id").values_list("delegate_id"))
    attendances.delete()
    Delegate.objects.filter(rehearses=session).delete()
