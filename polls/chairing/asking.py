"""Asking what nobody prepared: a question made while the session runs, and shown at once."""

from collections.abc import Mapping
from typing import Any

from polls.chairing.ground import put_on_screen, refuse_if_open
from polls.chairing.steps import open_round
from polls.editing import move, next_position, save_choices
from polls.errors import FileMistakes, Malformed
from polls.file_values import Place
from polls.kinds import PRESETS
from polls.models import Question, Session
from polls.question_files import QuestionFile, new_question, read_question


def ask(session: Session, args: Mapping[str, Any]) -> str:
    """Make a question right after the one on screen, show it, and open it if that is asked.

    ``args`` are those of a conference file's question; a preset may stand for the kind, and
    then asks by itself. Returns what the log adds. Raises ``FileMistakes``, ``Malformed``.
    """
    refuse_if_open(session)
    opens = args.get("open", False)
    if not isinstance(opens, bool):
        raise Malformed("“open” must be true or false.")
    put_on_screen(session, make_question(session, read_words(args)))
    if not opens:
        return ""
    open_round(session, args)
    seconds = f", for {args['seconds']} seconds" if args.get("seconds") else ""
    return f" and opened the vote{seconds}"


def read_words(args: Mapping[str, Any]) -> QuestionFile:
    """The question that a command spells out; raises ``FileMistakes``, each with its place."""
    preset = PRESETS.get(str(args.get("kind")))
    if preset and not args.get("prompt"):
        args = {**args, "prompt": preset.prompt}
    mistakes: list[tuple[str, str]] = []
    file = read_question(Place(args, "", mistakes))
    if mistakes:
        raise FileMistakes(mistakes)
    return file


def make_question(session: Session, file: QuestionFile) -> Question:
    """Save the question in its place; before the first while none was shown."""
    order = list(session.questions.all())
    place = next((n for n, q in enumerate(order, 1) if q.pk == session.question_id), 0)
    question = new_question(session, file, next_position(session.questions.all()))
    question.from_chair = True
    question.save()
    save_choices(question, file.choices)
    move(question, session.questions.all(), place - len(order))
    return question
