"""A test vote for everybody: does every keypad and every phone get through?"""

from collections.abc import Mapping
from typing import Any

from polls.chairing.asking import make_question, read_words
from polls.chairing.ground import put_on_screen, refuse_if_open, round_in
from polls.chairing.steps import close, open_round
from polls.errors import Malformed, WrongPhase
from polls.models import Question, Round, Session

#: A practice vote: it stays out of results and exports.
WORDING: dict[str, Any] = {
    "kind": "single",
    "prompt": "Test vote: press any key.",
    "help": "This counts nowhere.",
    "choices": [f"{number} or {key}" for number, key in zip("123456789", "ABCDEFGHI", strict=True)],
    "practice": True,
}


def try_out(session: Session, args: Mapping[str, Any]) -> str:
    """Open a test vote, or close it; it is the one vote that is not the chair's alone.

    Raises ``WrongPhase`` while another vote is open, so that nobody's is closed by it, and where
    it would take off the screen what the room looks at: a vote, its result or an agenda.
    """
    on = args.get("on")
    if not isinstance(on, bool):
        raise Malformed("“on” must be true or false.")
    if on:
        if session.state != Session.State.LIVE:
            raise WrongPhase("The session is not live. Ask the chair to start the session.")
        refuse_if_open(session)
        if session.agenda_id or (session.round and not _is_test(session.question)):
            raise WrongPhase(
                "The room looks at something else. Wait for the chair’s next question."
            )
        put_on_screen(session, _question_of(session))
        open_round(session, {})
        return "Opened a test vote"
    round = round_in(session, Round.Phase.OPEN)
    if not _is_test(session.question):
        raise WrongPhase("The vote that is open is no test vote; its chair closes it.")
    close(session, {})
    return f"Closed the test vote: {round.ballots.count()} voted"


def standing_vote(session: Session) -> str:
    """What is open in a session: "test", a vote of its chair's ("other"), or nothing ("")."""
    if session.round is None or session.round.phase != Round.Phase.OPEN:
        return ""
    return "test" if _is_test(session.question) else "other"


def _question_of(session: Session) -> Question:
    """The question of before, or a new one at the end of the programme."""
    asked = session.questions.filter(practice=True, from_chair=True, prompt=WORDING["prompt"])
    for question in asked:
        if _is_test(question):
            return question
    return make_question(session, read_words(WORDING))


def _is_test(question: Question | None) -> bool:
    """Whether a question is as it was made here, whatever somebody else may have respelt."""
    if question is None or not (question.practice and question.from_chair):
        return False
    texts = list(question.choices.values_list("text", flat=True))
    return (question.prompt, texts) == (WORDING["prompt"], WORDING["choices"])
