"""Giving a chair's commands in this process."""

from typing import Any

from polls.chairing import Done, Order, carry_out
from polls.models import Question, Session


def steer(session: Session, do: str, **args: Any) -> Done:
    """Carry out one command of the session's chair."""
    order = Order(do, args, args.pop("ref", None), args.pop("seq", None))
    return carry_out(session_id=str(session.pk), by=session.chairs.get(), order=order)


def on_screen(session: Session) -> Question | None:
    """The question that the room sees."""
    return Session.objects.select_related("question").get(pk=session.pk).question


def prompts(session: Session) -> list[str]:
    """The questions of the session in their order."""
    return [question.prompt for question in session.questions.all()]


def texts(question: Question) -> list[str]:
    """The choices of a question in their order."""
    return [choice.text for choice in question.choices.all()]
