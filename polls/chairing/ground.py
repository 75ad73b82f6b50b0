"""What several steps stand on: where a session is, and what a command names."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from polls.errors import Invalid, Malformed, WrongPhase
from polls.models import Question, Round, Session

LONGEST_TIMER = 24 * 60 * 60


def refuse_unless_live(session: Session) -> None:
    """Raise ``WrongPhase`` unless the session is running."""
    if session.state != Session.State.LIVE:
        raise WrongPhase("The session is not live; start it first.")


def refuse_if_open(session: Session) -> None:
    """Raise ``WrongPhase`` unless the session is running and takes no votes."""
    refuse_unless_live(session)
    if session.round and session.round.phase == Round.Phase.OPEN:
        raise WrongPhase("The vote is open; close it first.")


def round_in(session: Session, *phases: Round.Phase) -> Round:
    """The round on screen, if it is in one of ``phases``; raises ``WrongPhase``."""
    refuse_unless_live(session)
    if session.round is None:
        raise WrongPhase("There is no vote on screen.")
    if session.round.phase not in phases:
        raise WrongPhase(f"The vote is {session.round.get_phase_display().lower()}.")
    return session.round


def question_of(session: Session, args: Mapping[str, Any]) -> Question:
    """The question of this session that a command names; raises ``Malformed``, ``Invalid``."""
    wanted = args.get("question")
    if not isinstance(wanted, str):
        raise Malformed("“question” must be the id of a question.")
    question = next((q for q in session.questions.all() if str(q.pk) == wanted), None)
    if question is None:
        raise Invalid("This session has no such question.")
    return question


def put_on_screen(session: Session, question: Question) -> None:
    """Show a question, without a round."""
    session.question = question
    session.round = None


def read_seconds(args: Mapping[str, Any]) -> int:
    """The ``seconds`` of a command; raises ``Malformed``."""
    seconds = args.get("seconds")
    if type(seconds) is not int or not 1 <= seconds <= LONGEST_TIMER:
        raise Malformed(f"“seconds” must be a whole number from 1 to {LONGEST_TIMER}.")
    return seconds


def after(moment: datetime, seconds: int) -> datetime:
    """So many seconds after a moment."""
    return moment + timedelta(seconds=seconds)
