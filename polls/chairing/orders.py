"""Carrying out what a chair orders: once, on what was seen, under one lock."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from polls import clock
from polls.access import rights_in
from polls.chairing.agenda_steps import BACK_TO_QUESTIONS
from polls.chairing.register import MANY_ROUNDS, STEPS, UNSEEN
from polls.chairing.rehearsing import rehearse
from polls.chairing.screen_steps import uncovers
from polls.chairing.steps import close
from polls.chairing.words import note_command
from polls.errors import Malformed, NotAllowed, Stale
from polls.models import CommandRecord, Round, Session, User
from polls.remedies.lists import freeze_all
from polls.screens import take_off

Phase = Round.Phase


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody wants done: ``args`` as they came, ``seq`` the state that was seen."""

    do: str
    args: Mapping[str, Any]
    ref: str | None = None
    seq: int | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """Where a command led."""

    session_id: str
    conference_id: str
    seq: int
    phase: str
    round_id: str | None


@transaction.atomic
def carry_out(*, session_id: str, by: User, order: Order) -> Done:
    """Carry out one command of a chair, once.

    Raises ``NotAllowed``, ``Stale``, ``WrongPhase``, ``Malformed`` or ``Invalid``; then
    nothing has changed. A ``ref`` that this person used before is answered as it was then.
    """
    session = lock_session(session_id, and_rounds=order.do in MANY_ROUNDS)
    rights = rights_in(by, session)
    if rights is None:
        raise NotAllowed("You do not chair this session.")
    if not rights.may_command(order.do):
        raise NotAllowed("This is for the chair to do.")
    if order.ref is not None:
        before = CommandRecord.objects.filter(session=session, by=by, ref=order.ref).first()
        if before:
            return _done(before, session)
    if order.do not in STEPS:
        raise Malformed(f"There is no command “{order.do}”.")
    if order.seq is not None and order.seq != session.seq:
        raise Stale("The session has moved on since you looked.")
    round = session.round
    told = STEPS[order.do](session, order.args) or ""
    if order.do in BACK_TO_QUESTIONS:
        session.agenda = None
    if uncovers(order.do, order.args):
        take_off(session)
    if session.agenda is None:
        session.remedies_topic = None
    words = note_command(order.do, order.args, session, session.round or round, by, told=told)
    return _done(_record(session, by, order, words), session)


@transaction.atomic
def begin_rehearsal(*, session_id: Any) -> None:
    """Begin a rehearsal at the command line, unless it is going on; raises ``WrongPhase``."""
    session = lock_session(session_id)
    if session.rehearsal and session.state == Session.State.LIVE:
        return
    rehearse(session, {})
    words = note_command("rehearse", {}, session, None, None)
    _record(session, None, Order("rehearse", {}), words)


def close_overdue() -> list[str]:
    """Close the rounds whose time is up; return the ids of their sessions."""
    overdue = Round.objects.filter(phase=Phase.OPEN, topic=None, closes_at__lte=clock.now())
    return [
        str(session_id)
        for session_id in overdue.values_list("session", flat=True)
        if _close_if_overdue(session_id)
    ]


@transaction.atomic
def freeze_left_open(session_id: Any) -> None:
    """Freeze the lists that nobody froze."""
    session = lock_session(session_id, and_rounds=True)
    freeze_all(session=session)
    session.save()


def lock_session(session_id: Any, *, and_rounds: bool = False) -> Session:
    """Lock a session and the round it shows, the round first, as voting does.

    All its rounds, if ``and_rounds``. Raises ``Session.DoesNotExist``.
    """
    on_screen = Session.objects.filter(pk=session_id).values("round")
    if and_rounds:
        rounds = Round.objects.filter(session=session_id).order_by("pk")
        list(rounds.select_for_update(no_key=True).values_list("pk"))
    while True:
        round = Round.objects.select_for_update(no_key=True).filter(pk__in=on_screen).first()
        session = Session.objects.select_for_update(no_key=True).get(pk=session_id)
        if session.round_id == (round and round.pk):
            session.round = round
            return session


def phase_of(session: Session) -> str:
    """The protocol's phase of a session."""
    if session.state == Session.State.ENDED:
        return "ended"
    return session.round.phase if session.round else "waiting"


def _record(session: Session, by: User | None, order: Order, words: str) -> CommandRecord:
    if order.do not in UNSEEN:
        session.seq += 1
        session.save()
    return CommandRecord.objects.create(
        session=session,
        by=by,
        ref=order.ref,
        do=order.do,
        seq=session.seq,
        phase=phase_of(session),
        round_id=session.round_id,
        words=words,
        who=by.shown_name if by else "",
    )


def _done(record: CommandRecord, session: Session) -> Done:
    round_id = str(record.round_id) if record.round_id else None
    return Done(str(session.pk), str(session.conference_id), record.seq, record.phase, round_id)


@transaction.atomic
def _close_if_overdue(session_id: Any) -> bool:
    session = lock_session(session_id)
    round = session.round
    if round is None or round.phase != Phase.OPEN:
        return False
    if round.closes_at is None or round.closes_at > clock.now():
        return False
    close(session, {})
    words = note_command("close", {}, session, round, None)
    _record(session, None, Order("close", {}), words)
    return True
