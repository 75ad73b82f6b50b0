"""What organisers prepare and change: sessions, questions, and the end of a conference.

Whatever the room may see raises ``seq``, so that every page follows. Rounds keep
the wording that they were voted on: no result changes here, except that a deleted
session or conference takes along what belongs to it.
"""

from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from polls.chairing import lock_session, note_change, note_programme_change
from polls.conference_files import QuestionFile
from polls.contents import (
    EDITED,
    EDITED_OF_QUESTION,
    EDITED_OF_SESSION,
    KEPT,
    content_of,
    refuse_if_overtaken,
)
from polls.deeds import describe_changes, note, quoted, tell_consoles
from polls.editing import move, next_position, save_choices
from polls.errors import Invalid, Stale, WrongPhase
from polls.models import Choice, Conference, Deed, Question, Round, Session, User
from polls.sweeping import sweep_after_deleting

Standing = TypeVar("Standing", Conference, Session, Question)


def note_changes(conference: Conference) -> None:
    """Let every room of a conference know that something it may see was edited."""
    conference.sessions.update(seq=F("seq") + 1)
    note_programme_change(conference)


def refuse_while_open(rounds: QuerySet[Round], then: str) -> None:
    """Raise ``WrongPhase`` if one of ``rounds`` is open; ``then`` says what is possible after."""
    opened = rounds.filter(phase=Round.Phase.OPEN)
    if opened.filter(topic=None).exists():
        raise WrongPhase(f"The room is voting. Close the vote first, {then}.")
    if opened.exists():
        raise WrongPhase(f"A list of ways and questions is open. Freeze it first, {then}.")


def find_standing(things: QuerySet[Standing], pk: UUID) -> Standing:
    """What is to be edited, as it stands; raises ``Stale`` where it was deleted meanwhile."""
    found = things.filter(pk=pk).first()
    if found is None:
        raise Stale("This was deleted after you opened the form. Nothing was saved.")
    return found


def hold_session(pk: UUID) -> Session:
    """Lock a session with its round; raises ``Stale`` where it was deleted meanwhile."""
    try:
        return lock_session(pk)
    except Session.DoesNotExist:
        raise Stale("This session was deleted meanwhile. Nothing was changed.") from None


@transaction.atomic
def create_conference(*, conference: Conference, organiser: User | None = None) -> Conference:
    """Save a new conference, with its first organiser if one is named."""
    conference.save(force_insert=True)
    if organiser:
        conference.organisers.add(organiser)
    words = f"Created the conference {quoted(conference)}"
    note(Deed.Kind.CONFERENCE, words, conference=conference)
    return conference


@transaction.atomic
def save_conference(*, conference: Conference, seen: str | None = None) -> Conference:
    """Save an edited conference; an open round keeps what it was opened with.

    ``seen`` is the mark of what the form was shown with. Raises ``Overtaken``, ``Stale``.
    """
    # Sessions before their conference, as chairs' commands lock them.
    note_changes(conference)
    before = content_of(find_standing(Conference.objects.all(), conference.pk))
    after = content_of(conference)
    refuse_if_overtaken(before, after, seen=seen)
    conference.save(update_fields=EDITED)
    changes = describe_changes(before, after)
    note(Deed.Kind.CONFERENCE, f"Edited the conference: {changes}", conference=conference)
    return conference


@transaction.atomic
def set_door(*, conference: Conference, door: str) -> None:
    """Open or shut the door, or let in personal codes alone.

    From personal codes or to them only between two votes: in one round nobody must vote both
    as a browser and as a person. Raises ``WrongPhase``, ``Invalid``.
    """
    personal = Conference.Door.PERSONAL
    if door not in Conference.Door.values:
        raise Invalid(f"The door is one of {', '.join(Conference.Door.values)}.")
    if door == personal and not conference.personal_codes.exists():
        raise Invalid("Make personal codes first: nobody has one yet.")
    # Sessions before their conference, as everywhere.
    for pk in conference.sessions.order_by("pk").values_list("pk", flat=True):
        lock_session(pk)
    held = Conference.objects.select_for_update(no_key=True).get(pk=conference.pk)
    if door != held.door and personal in (door, held.door):
        refuse_while_open(
            Round.objects.filter(session__conference=held), "then it can change who may vote"
        )
    held.door = door
    held.seq += 1
    held.save(update_fields=["door", "seq"])
    words = f"Set the door to {held.get_door_display()}"
    note(Deed.Kind.CONFERENCE, words, conference=held)


def refuse_to_end_conference(conference: Conference) -> None:
    """Raise ``WrongPhase`` while a conference cannot end."""
    rounds = Round.objects.filter(session__conference=conference)
    refuse_while_open(rounds, "then the conference can end")


@transaction.atomic
def end_conference(*, conference: Conference) -> None:
    """End a conference and its live sessions; refused while a round is open."""
    now = timezone.now()
    for pk in conference.sessions.order_by("pk").values_list("pk", flat=True):
        lock_session(pk)
    refuse_to_end_conference(conference)
    live = conference.sessions.filter(state=Session.State.LIVE)
    live.update(state=Session.State.ENDED, ended_at=now)
    note_changes(conference)
    Conference.objects.filter(pk=conference.pk, ended_at=None).update(ended_at=now)
    note(Deed.Kind.CONFERENCE, "Ended the conference", conference=conference)


@transaction.atomic
def resume_conference(*, conference: Conference) -> None:
    """Take back the end of a conference; its sessions stay as they are.

    Refused once its delegates were forgotten: their tokens would vote as newcomers.
    """
    note_changes(conference)
    remembered = Conference.objects.filter(pk=conference.pk, forgotten_at=None)
    if not remembered.update(ended_at=None):
        raise WrongPhase("Its delegates were forgotten. Import its file as a new conference.")
    note(Deed.Kind.CONFERENCE, "Took back the end of the conference", conference=conference)


def refuse_to_delete_conference(conference: Conference) -> None:
    """Raise ``WrongPhase`` while a conference cannot be deleted."""
    rounds = Round.objects.filter(session__conference=conference)
    refuse_while_open(rounds, "then it can be deleted")


@transaction.atomic
def delete_conference(*, conference: Conference) -> None:
    """Delete a conference with its programme and all its results."""
    refuse_to_delete_conference(conference)
    words = f"Deleted the conference {quoted(conference)} with all its results"
    note(Deed.Kind.CONFERENCE, words, conference=conference)
    sweep_after_deleting(Round.objects.filter(session__conference=conference))
    conference.delete()


@transaction.atomic
def save_session(*, session: Session, seen: str | None = None) -> Session:
    """Save a new session behind the others, or an edited one in its place.

    ``seen`` is the mark of what the form was shown with. Raises ``Overtaken``, ``Stale``.
    """
    if session._state.adding:
        session.position = next_position(session.conference.sessions.all())
        session.save(force_insert=True)
        note_of(session, "Added the session")
    else:
        held = Session.objects.select_for_update(no_key=True)
        before, after = content_of(find_standing(held, session.pk)), content_of(session)
        refuse_if_overtaken(before, after, seen=seen)
        session.save(update_fields=EDITED_OF_SESSION)
        note_of(session, "Edited the session", describe_changes(before, after))
    note_change(session)
    return session


def note_of(session: Session, words: str, changes: str = "") -> None:
    """Note what was done to a session, and what changed."""
    words = f"{words} {quoted(session)}" + (f": {changes}" if changes else "")
    note(Deed.Kind.PROGRAMME, words, conference=session.conference)


@transaction.atomic
def move_session(*, session: Session, steps: int) -> None:
    """Move a session in the programme by ``steps``, up if negative."""
    move(session, session.conference.sessions.all(), steps)
    note_change(session)
    note_of(session, f"Moved {'up' if steps < 0 else 'down'} the session")


@transaction.atomic
def duplicate_session(*, session: Session) -> Session:
    """Copy a session with its questions, without results, to the place after it."""
    copy = Session(
        conference=session.conference,
        title=marked_as_copy(session.title, 200),
        room=session.room,
        position=next_position(session.conference.sessions.all()),
    )
    copy.save()
    for question in session.questions.prefetch_related("choices"):
        copy_question(question, session=copy, prompt=question.prompt, position=question.position)
    siblings = list(session.conference.sessions.all())
    steps = siblings.index(session) + 1 - siblings.index(copy)
    move(copy, session.conference.sessions.all(), steps)
    note_change(copy)
    note_of(session, "Copied the session")
    return copy


def marked_as_copy(text: str, longest: int) -> str:
    """Add “(copy)” to a text of at most ``longest`` characters."""
    mark = " (copy)"
    return text[: longest - len(mark)] + mark


def refuse_to_delete_session(session: Session) -> None:
    """Raise ``WrongPhase`` while a session cannot be deleted."""
    if session.state == Session.State.LIVE:
        raise WrongPhase("This session is live. End it first, from the chair’s page.")


@transaction.atomic
def delete_session(*, session: Session) -> None:
    """Delete a session with its questions and all its results; refused while it is live."""
    held = hold_session(session.pk)
    refuse_to_delete_session(held)
    note_programme_change(held.conference)
    note_of(held, "Deleted, with its results, the session")
    sweep_after_deleting(held.rounds.all())
    held.delete()


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
