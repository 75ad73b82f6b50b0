"""Questions: adding, editing, moving, copying and deleting one."""

from django.db import transaction

from polls.chairing import note_change
from polls.contents import EDITED_OF_QUESTION, KEPT, content_of, refuse_if_overtaken
from polls.deeds import describe_changes, note, quoted, tell_consoles
from polls.editing import move, next_position, save_choices
from polls.errors import WrongPhase
from polls.models import Choice, Deed, Question, Session
from polls.preparing.ground import find_standing, hold_session, marked_as_copy, refuse_while_open
from polls.question_files import QuestionFile


@transaction.atomic
def save_question(*, question: Question, file: QuestionFile, seen: str | None = None) -> Question:
    """Save a question with the values of ``file``; refused while its round is open.

    Rounds that were voted keep their wording. A choice whose words stay, or that is
    reworded in its place, remains the same choice, so that two rounds compare.
    ``seen`` is the mark of what the form was shown with. Raises ``WrongPhase``, ``Overtaken``,
    and ``Stale`` where the question was deleted meanwhile.
    """
    hold_session(question.session_id)
    after = {field: getattr(file, field) for field in [*EDITED_OF_QUESTION, "choices"]}
    if question._state.adding:
        question.position = next_position(question.session.questions.all())
        words, changes = "Added the question", ""
    else:
        before = content_of(find_standing(Question.objects.all(), question.pk))
        refuse_while_open(question.rounds.all(), "then you can change the question")
        refuse_if_overtaken(before, after, seen=seen)
        words, changes = "Edited the question", describe_changes(before, after)
    for field in EDITED_OF_QUESTION:
        setattr(question, field, after[field])
    if question._state.adding:
        question.save(force_insert=True)
    else:
        question.save(update_fields=EDITED_OF_QUESTION)
    save_choices(question, file.choices)
    note_change(question.session)
    note_about(question, words, changes)
    return question


def note_about(question: Question, words: str, changes: str = "") -> None:
    """Note what was done to a question, and what changed."""
    told = f"{words} {quoted(question)}"
    words = f"{told} in {quoted(question.session)}" + (f": {changes}" if changes else "")
    note(Deed.Kind.PROGRAMME, words, conference=question.session.conference)
    tell_consoles(question.session, told)


@transaction.atomic
def move_question(*, question: Question, steps: int) -> None:
    """Move a question in its session by ``steps``, up if negative."""
    move(question, question.session.questions.all(), steps)
    note_change(question.session)
    note_about(question, f"Moved {'up' if steps < 0 else 'down'} the question")


@transaction.atomic
def duplicate_question(*, question: Question) -> Question:
    """Copy a question, without results, to the place after it."""
    siblings = question.session.questions.all()
    copy = copy_question(
        question,
        session=question.session,
        prompt=marked_as_copy(question.prompt, 500),
        position=next_position(siblings),
    )
    order = list(siblings.all())
    move(copy, siblings.all(), order.index(question) + 1 - order.index(copy))
    note_change(question.session)
    note_about(question, "Copied the question")
    return copy


def copy_question(question: Question, *, session: Session, prompt: str, position: int) -> Question:
    """Copy a question and its choices into ``session``."""
    copy = Question.objects.create(
        session=session,
        position=position,
        prompt=prompt,
        **{field: getattr(question, field) for field in KEPT},
    )
    Choice.objects.bulk_create(
        Choice(question=copy, text=choice.text, position=choice.position)
        for choice in question.choices.all()
    )
    return copy


def refuse_to_delete_question(question: Question, session: Session) -> None:
    """Raise ``WrongPhase`` while a question of ``session`` cannot be deleted."""
    refuse_while_open(question.rounds.all(), "then you can delete the question")
    if session.question_id == question.pk and session.state == Session.State.LIVE:
        raise WrongPhase("The room sees this question. Show another one first.")


@transaction.atomic
def delete_question(*, question: Question) -> None:
    """Delete a question; the results of its rounds stay. Refused while the room sees it."""
    held = hold_session(question.session_id)
    refuse_to_delete_question(question, held)
    note_about(question, "Deleted the question")
    question.delete()
    note_change(held)
