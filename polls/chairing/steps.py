"""The steps of a session: what the chair may do when.

Each works on the session and its round, both locked, and raises ``WrongPhase`` where it does
not fit what is going on.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db.models import Max

from polls import clock
from polls.chairing.ground import (
    after,
    put_on_screen,
    question_of,
    read_seconds,
    refuse_if_open,
    round_in,
)
from polls.chairing.numbers import note_programme_change
from polls.doors import change_code, swing_door
from polls.errors import Malformed, WrongPhase
from polls.held_presses import presses, take_back
from polls.keys import make_key
from polls.models import Conference, Question, Round, Session, Tallies
from polls.remedies.lists import freeze_all
from polls.sealing import refuse_if_sealed, seal_round
from polls.sparing import counters_at_close, is_live, tallies_of
from polls.voting import key_is_lost
from polls.wording import Wording

Phase = Round.Phase

#: An ended session may be started again for so long.
RESTART = timedelta(minutes=15)


def start(session: Session, args: Mapping[str, Any]) -> None:
    """Begin a session, or resume one that has just ended, with its last question on screen."""
    if session.conference.ended_at:
        raise WrongPhase("The conference has ended.")
    if session.rehearsal:
        raise WrongPhase("This session is in rehearsal. Clear the rehearsal away, then start it.")
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
    refuse_if_open(session)
    put_on_screen(session, question_of(session, args))


def show_next(session: Session, args: Mapping[str, Any]) -> None:
    """Put the following question on screen."""
    put_on_screen(session, _neighbour(session, +1))


def show_previous(session: Session, args: Mapping[str, Any]) -> None:
    """Put the preceding question on screen."""
    put_on_screen(session, _neighbour(session, -1))


def open_round(session: Session, args: Mapping[str, Any]) -> None:
    """Open a new round on the question that is shown."""
    refuse_if_open(session)
    if session.question is None:
        raise WrongPhase("Show a question before you open the vote.")
    seconds = None if args.get("seconds") is None else read_seconds(args)
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
        live=is_live(question, session),
        tallies=tallies_of(question, session),
        practice=question.practice,
        rehearsal=session.rehearsal,
        from_chair=question.from_chair,
        personal=session.conference.door == Conference.Door.PERSONAL,
        wording=Wording.of(question).as_json(),
        opened_at=now,
        closes_at=after(now, seconds) if seconds else None,
    )


def close(session: Session, args: Mapping[str, Any]) -> None:
    """Stop taking votes; the turnout is then of those who had joined."""
    round = round_in(session, Phase.OPEN)
    round.phase = Phase.CLOSED
    round.closed_at = clock.now()
    round.joined = session.joined
    round.shown = counters_at_close(round)
    round.save()


def reopen(session: Session, args: Mapping[str, Any]) -> str:
    """Take votes again in the same round, without a timer; told as the log has it."""
    round = round_in(session, Phase.CLOSED, Phase.REVEALED)
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
    held = take_back(round)
    return f", with {presses(held)} that base stations hold" if held else ""


def reveal(session: Session, args: Mapping[str, Any]) -> None:
    """Show the room the counts: the result, or while open the live tally."""
    round = round_in(session, Phase.OPEN, Phase.CLOSED, Phase.REVEALED)
    if round.phase == Phase.OPEN:
        _refuse_if_kept(round)
        round.live = True
    else:
        round.phase = Phase.REVEALED
    round.save()


def hide(session: Session, args: Mapping[str, Any]) -> None:
    """Take the counts from the room's sight."""
    round = round_in(session, Phase.OPEN, Phase.CLOSED, Phase.REVEALED)
    if round.phase == Phase.OPEN:
        _refuse_if_kept(round)
    round.live = False
    if round.phase == Phase.REVEALED:
        round.phase = Phase.CLOSED
    round.save()


def void(session: Session, args: Mapping[str, Any]) -> None:
    """Declare that a round counts nowhere."""
    round = round_in(session, Phase.OPEN, Phase.CLOSED, Phase.REVEALED)
    refuse_if_sealed(round)
    round.phase = Phase.VOID
    round.closed_at = round.closed_at or clock.now()
    round.joined = session.joined if round.joined is None else round.joined
    round.save()
    session.round = None


def recall(session: Session, args: Mapping[str, Any]) -> None:
    """Bring back the last vote on the question that is shown, as it stood when it left."""
    refuse_if_open(session)
    if session.question is None or session.round is not None:
        raise WrongPhase("Only a question that is shown without its vote can have it back.")
    asked = session.rounds.filter(question=session.question).exclude(phase=Phase.VOID)
    session.round = asked.order_by("-number").first()
    if session.round is None:
        raise WrongPhase("Nobody has voted on this question yet.")


def seal(session: Session, args: Mapping[str, Any]) -> None:
    """Seal the round on screen now, instead of a quarter of an hour after its close."""
    seal_round(round_in(session, Phase.CLOSED, Phase.REVEALED))


def blank(session: Session, args: Mapping[str, Any]) -> None:
    """Turn the projector black, or back on."""
    on = args.get("on")
    if not isinstance(on, bool):
        raise Malformed("“on” must be true or false.")
    session.blank = on


def end(session: Session, args: Mapping[str, Any]) -> None:
    """End the session; it can be resumed for a quarter of an hour, and is sealed after it."""
    refuse_if_open(session)
    freeze_all(session=session)
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


def _refuse_if_kept(round: Round) -> None:
    if round.tallies == Tallies.CLOSED:
        raise WrongPhase("Nobody sees the counts of this vote before it is closed.")


def _neighbour(session: Session, step: int) -> Question:
    """The question before or after the one on screen, past those that are skipped.

    Without one on screen, the first comes after it, and none before.
    """
    refuse_if_open(session)
    questions = list(session.questions.order_by("position", "id"))
    ids = [question.pk for question in questions]
    here = ids.index(session.question_id) if session.question_id in ids else -1
    others = questions[here + 1 :] if step > 0 else questions[: max(here, 0)][::-1]
    neighbour = next((question for question in others if not question.skipped), None)
    if neighbour is None:
        raise WrongPhase(f"There is no {'following' if step > 0 else 'preceding'} question.")
    return neighbour
