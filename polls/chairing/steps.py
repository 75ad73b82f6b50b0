"""The steps of a session: what the chair may do when.

Each works on the session and its round, both locked, and raises ``WrongPhase`` where it does
not fit what is going on.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db.models import Max

from polls import clock
from polls.chairing.agenda_steps import AGENDA_STEPS
from polls.chairing.numbers import note_programme_change
from polls.doors import change_code, swing_door
from polls.errors import Invalid, Malformed, WrongPhase
from polls.keys import make_key
from polls.models import Conference, Question, Round, Session, Tallies
from polls.sealing import refuse_if_sealed, seal_round
from polls.sparing import counters_at_close, is_live, tallies_of
from polls.voting import key_is_lost
from polls.wording import Wording

Phase = Round.Phase

#: An ended session may be started again for so long.
RESTART = timedelta(minutes=15)
LONGEST_TIMER = 24 * 60 * 60


def start(session: Session, args: Mapping[str, Any]) -> None:
    """Begin a session, or resume one that has just ended, with its last question on screen."""
    if session.conference.ended_at:
        raise WrongPhase("The conference has ended.")
    now = clock.now()
    resumed = session.ended_at is not None and now - session.ended_at < RESTART
    if session.state != Session.State.DRAFT and not resumed:
        raise WrongPhase("Only a session that has not begun, or has just ended, can be started.")
    session.state = Session.State.LIVE
    session.ended_at = None
    session.round = None
    note_programme_change(session.conference)


def show(session: Session, args: Mapping[str, Any]) -> None:
    """Put a question of this session on screen."""
    _refuse_if_open(session)
    wanted = args.get("question")
    if not isinstance(wanted, str):
        raise Malformed("“question” must be the id of a question.")
    question = next((q for q in session.questions.all() if str(q.pk) == wanted), None)
    if question is None:
        raise Invalid("This session has no such question.")
    _show(session, question)


def show_next(session: Session, args: Mapping[str, Any]) -> None:
    """Put the following question on screen."""
    _show(session, _neighbour(session, +1))


def show_previous(session: Session, args: Mapping[str, Any]) -> None:
    """Put the preceding question on screen."""
    _show(session, _neighbour(session, -1))


def open_round(session: Session, args: Mapping[str, Any]) -> None:
    """Open a new round on the question that is shown."""
    _refuse_if_open(session)
    if session.question is None:
        raise WrongPhase("Show a question before you open the vote.")
    seconds = None if args.get("seconds") is None else _seconds(args)
    now = clock.now()
    question = session.question
    last = Round.objects.filter(question=question).aggregate(last=Max("number"))["last"] or 0
    round_id = uuid4()
    session.round = Round.objects.create(
        id=round_id,
        key=make_key(round_id),
        question=question,
        session=session,
        number=last + 1,
        live=is_live(question, session.conference),
        tallies=tallies_of(question, session.conference),
        practice=question.practice,
        personal=session.conference.door == Conference.Door.PERSONAL,
        wording=Wording.of(question).as_json(),
        opened_at=now,
        closes_at=_after(now, seconds) if seconds else None,
    )


def close(session: Session, args: Mapping[str, Any]) -> None:
    """Stop taking votes; the turnout is then of those who had joined."""
    round = _round_in(session, Phase.OPEN)
    round.phase = Phase.CLOSED
    round.closed_at = clock.now()
    round.joined = session.joined
    round.shown = counters_at_close(round)
    round.save()


def reopen(session: Session, args: Mapping[str, Any]) -> None:
    """Take votes again in the same round, without a timer."""
    round = _round_in(session, Phase.CLOSED, Phase.REVEALED)
    refuse_if_sealed(round)
    if key_is_lost(round):
        raise WrongPhase("This vote stands as it was in a backup. Vote again in a new round.")
    only_personal = session.conference.door == Conference.Door.PERSONAL
    if only_personal and not round.personal:
        # Who voted as a browser would vote again as a person.
        raise WrongPhase("This vote was taken with the open code. Open a new vote on it.")
    round.phase = Phase.OPEN
    round.personal = only_personal
    round.closes_at = round.closed_at = round.joined = None
    round.save()
    round.late_voters.all().delete()


def extend(session: Session, args: Mapping[str, Any]) -> None:
    """Give a timed round more seconds."""
    round = _round_in(session, Phase.OPEN)
    if round.closes_at is None:
        raise WrongPhase("This vote has no timer to extend.")
    round.closes_at = _after(round.closes_at, _seconds(args))
    round.save()


def reveal(session: Session, args: Mapping[str, Any]) -> None:
    """Show the room the counts: the result, or while open the live tally."""
    round = _round_in(session, Phase.OPEN, Phase.CLOSED, Phase.REVEALED)
    if round.phase == Phase.OPEN:
        _refuse_if_kept(round)
        round.live = True
    else:
        round.phase = Phase.REVEALED
    round.save()


def hide(session: Session, args: Mapping[str, Any]) -> None:
    """Take the counts from the room's sight."""
    round = _round_in(session, Phase.OPEN, Phase.CLOSED, Phase.REVEALED)
    if round.phase == Phase.OPEN:
        _refuse_if_kept(round)
    round.live = False
    if round.phase == Phase.REVEALED:
        round.phase = Phase.CLOSED
    round.save()


def void(session: Session, args: Mapping[str, Any]) -> None:
    """Declare that a round counts nowhere."""
    round = _round_in(session, Phase.OPEN, Phase.CLOSED, Phase.REVEALED)
    refuse_if_sealed(round)
    round.phase = Phase.VOID
    round.closed_at = round.closed_at or clock.now()
    round.joined = session.joined if round.joined is None else round.joined
    round.save()
    session.round = None


def seal(session: Session, args: Mapping[str, Any]) -> None:
    """Seal the round on screen now, instead of a quarter of an hour after its close."""
    seal_round(_round_in(session, Phase.CLOSED, Phase.REVEALED))


def blank(session: Session, args: Mapping[str, Any]) -> None:
    """Turn the projector black, or back on."""
    on = args.get("on")
    if not isinstance(on, bool):
        raise Malformed("“on” must be true or false.")
    session.blank = on


def end(session: Session, args: Mapping[str, Any]) -> None:
    """End the session; it can be resumed for a quarter of an hour, and is sealed after it."""
    _refuse_if_open(session)
    session.state = Session.State.ENDED
    session.ended_at = clock.now()
    note_programme_change(session.conference)


def door(session: Session, args: Mapping[str, Any]) -> None:
    """Open or shut the door of the conference; those inside keep voting."""
    wanted = args.get("door")
    if not isinstance(wanted, str):
        raise Malformed("“door” must be open or shut.")
    swing_door(conference=session.conference, door=wanted)


def code(session: Session, args: Mapping[str, Any]) -> None:
    """Give the conference a fresh join code; those inside stay inside."""
    change_code(conference=session.conference)


STEPS: dict[str, Callable[[Session, Mapping[str, Any]], None]] = {
    "start": start,
    "show": show,
    "next": show_next,
    "previous": show_previous,
    "open": open_round,
    "close": close,
    "reopen": reopen,
    "extend": extend,
    "reveal": reveal,
    "hide": hide,
    "void": void,
    "seal": seal,
    "blank": blank,
    "end": end,
    "door": door,
    "code": code,
    **AGENDA_STEPS,
}


#: Steps that the whole conference hears of: its delegates may have to go elsewhere.
MOVES = {"start", "end", "door", "code"}


def _refuse_unless_live(session: Session) -> None:
    if session.state != Session.State.LIVE:
        raise WrongPhase("The session is not live; start it first.")


def _refuse_if_open(session: Session) -> None:
    _refuse_unless_live(session)
    if session.round and session.round.phase == Phase.OPEN:
        raise WrongPhase("The vote is open; close it first.")


def _refuse_if_kept(round: Round) -> None:
    if round.tallies == Tallies.CLOSED:
        raise WrongPhase("Nobody sees the counts of this vote before it is closed.")


def _round_in(session: Session, *phases: Phase) -> Round:
    _refuse_unless_live(session)
    if session.round is None:
        raise WrongPhase("There is no vote on screen.")
    if session.round.phase not in phases:
        raise WrongPhase(f"The vote is {session.round.get_phase_display().lower()}.")
    return session.round


def _show(session: Session, question: Question) -> None:
    session.question = question
    session.round = None


def _neighbour(session: Session, step: int) -> Question:
    """The question before or after the one on screen; the first, if there is none."""
    _refuse_if_open(session)
    questions = list(session.questions.order_by("position", "id"))
    ids = [question.pk for question in questions]
    here = ids.index(session.question_id) if session.question_id in ids else None
    there = (0 if step > 0 else -1) if here is None else here + step
    if not 0 <= there < len(questions):
        raise WrongPhase(f"There is no {'following' if step > 0 else 'preceding'} question.")
    return questions[there]


def _seconds(args: Mapping[str, Any]) -> int:
    seconds = args.get("seconds")
    if type(seconds) is not int or not 1 <= seconds <= LONGEST_TIMER:
        raise Malformed(f"“seconds” must be a whole number from 1 to {LONGEST_TIMER}.")
    return seconds


def _after(moment: datetime, seconds: int) -> datetime:
    return moment + timedelta(seconds=seconds)
