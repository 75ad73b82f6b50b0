"""The order of a session's questions while it runs: skipped, taken up again, moved."""

from collections.abc import Mapping
from typing import Any

from polls.chairing.ground import question_of
from polls.deeds import quoted
from polls.editing import move
from polls.errors import Malformed
from polls.models import Question, Session

#: A question moves by so many places at most.
FARTHEST = 500


def skip(session: Session, args: Mapping[str, Any]) -> str:
    """Let “next” and “previous” pass over a question, or not any more; told as the log has it."""
    on = args.get("on")
    if not isinstance(on, bool):
        raise Malformed("“on” must be true or false.")
    question = question_of(session, args)
    Question.objects.filter(pk=question.pk).update(skipped=on)
    return f"{'Skipped' if on else 'Took up again'} {quoted(question)}"


def move_question(session: Session, args: Mapping[str, Any]) -> str:
    """Move a question by ``steps``, up if negative, as far as there is room; told for the log."""
    steps = args.get("steps")
    if type(steps) is not int or not 1 <= abs(steps) <= FARTHEST:
        raise Malformed(f"“steps” must be a whole number, not 0, up to {FARTHEST} either way.")
    question = question_of(session, args)
    move(question, session.questions.all(), steps)
    return f"Moved {'up' if steps < 0 else 'down'} {quoted(question)}"
