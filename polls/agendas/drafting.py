"""Making an agenda of a vote, editing it, publishing it, taking it back.

The votes stand as the room gave them in every topic (``choice``, ``votes``, ``rank``), and the
words in the round; what the chair changed stands beside them, and in the log.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from polls import clock
from polls.agendas.minutes import check_times
from polls.agendas.reading import topics_on
from polls.agendas.running import put_on_screen
from polls.agendas.topics import (
    Edit,
    check_merges,
    edit_topic,
    fixed_in,
    move_topic,
    take_the_top,
    tell_topics,
    topics_of,
)
from polls.agendas.working_out import work_out
from polls.chairing import lock_session
from polls.deeds import describe_changes, note_in, quoted
from polls.errors import Invalid, NotAllowed, Stale, WrongPhase
from polls.kinds import KINDS
from polls.models import Agenda, Note, Round, Session, Topic, User
from polls.tallies import Result, read_result


@dataclass(frozen=True, slots=True)
class Times:
    """What a chair sets: minutes in all, their step and minimum, how many topics, and how."""

    total: int
    step: int
    minimum: int
    most: int
    parallel: bool = False


def why_no_agenda(round: Round) -> str:
    """Why no agenda can be made of a round, as a sentence; "" where one can.

    Only what the room has seen, or what is sealed, becomes one: it would tell hidden counts.
    """
    if not KINDS[round.wording["kind"]].ranks:
        return "An agenda is made of a question on which each could choose several."
    if round.practice:
        return "A practice vote counts nowhere, and makes no agenda."
    if round.phase == Round.Phase.VOID:
        return "This vote was stopped and counts nowhere."
    if round.phase != Round.Phase.REVEALED and round.sealed_at is None:
        return "Show the result to the room first; then it can become an agenda."
    return ""


@transaction.atomic
def make_agenda(*, round: Round, times: Times, by: User) -> Agenda:
    """Draft an agenda of a round's result: the top ``times.most`` topics in the room's order.

    Raises ``NotAllowed``, ``WrongPhase`` or ``CannotShare``.
    """
    session = _lock(round.session_id, by)
    result = _result_of(round)
    if Agenda.objects.filter(round=round, state=Agenda.State.DRAFT).exists():
        raise WrongPhase("There is a draft of an agenda of this vote already.")
    agenda = Agenda(session=session, round=round)
    _set_times(agenda, times)
    agenda.save(force_insert=True)
    topics = topics_of(agenda, result)
    take_the_top(agenda, topics)
    _work_out(agenda, topics)
    Topic.objects.bulk_create(topics)
    _announce(session)
    _note(agenda, f"Made an agenda of the vote on {quoted(agenda)}", by)
    return agenda


@transaction.atomic
def edit_agenda(
    *,
    agenda: Agenda,
    by: User,
    version: int,
    times: Times | None = None,
    edits: Mapping[UUID, Edit] | None = None,
    recut: bool = False,
    move: tuple[UUID, int] | None = None,
) -> Agenda:
    """Change a draft: its times, what becomes of its topics, and then one topic's place.

    ``recut`` decides anew, by votes, which topics are taken on. Of an agenda that is
    published only titles, rooms and facilitators change. Raises ``NotAllowed``, ``Stale`` where
    ``version`` is not the current one, ``WrongPhase``, ``Invalid`` or ``CannotShare``.
    """
    session, held = _lock_agenda(agenda, by)
    if version != held.version:
        raise Stale("Somebody else has changed this agenda since you opened it.")
    topics = list(held.topics.all())
    before = tell_topics(held, topics)
    if times:
        _set_times(held, times)
    for topic in topics:
        if edits and topic.pk in edits:
            edit_topic(topic, edits[topic.pk])
    if recut:
        take_the_top(held, topics)
    check_merges(topics)
    if move:
        move_topic(topics, *move)
    _work_out(held, topics)
    after = tell_topics(held, topics)
    if before == after:
        return held
    if held.state == Agenda.State.PUBLISHED and fixed_in(before) != fixed_in(after):
        raise WrongPhase("The agenda is published. Take it back first, then you can change that.")
    held.version += 1
    held.save()
    Topic.objects.bulk_update(topics, WRITTEN)
    _announce(session)
    _note(held, f"Edited the agenda {quoted(held)}: {describe_changes(before, after)}", by)
    return held


@transaction.atomic
def publish_agenda(*, agenda: Agenda, by: User, version: int) -> bool:
    """Publish an agenda; return whether it went on screen, which an open vote prevents.

    Raises ``NotAllowed``, ``Stale``, ``WrongPhase``, or ``CannotShare``.
    """
    session, held = _lock_agenda(agenda, by)
    if held.state == Agenda.State.PUBLISHED:
        raise WrongPhase("This agenda is published already.")
    if version != held.version:
        raise Stale("Somebody else has changed this agenda since you opened it.")
    topics = list(held.topics.all())
    _refuse_unless_ready(held, topics)
    held.state = Agenda.State.PUBLISHED
    held.published_at = clock.now()
    held.version += 1
    held.save()
    try:
        put_on_screen(session=session, agenda_id=held.pk)
    except WrongPhase:
        shown = False
    else:
        shown = True
    _announce(session)
    titles = ", ".join(f"{quoted(t)} {t.minutes} min" for t in topics_on(topics))
    _note(held, f"Published the agenda {quoted(held)}: {titles}", by)
    return shown


@transaction.atomic
def take_back_agenda(*, agenda: Agenda, by: User) -> Agenda:
    """Make a published agenda a draft again, as long as no topic of it has begun.

    Raises ``NotAllowed`` or ``WrongPhase``.
    """
    session, held = _lock_agenda(agenda, by)
    if held.state == Agenda.State.DRAFT:
        raise WrongPhase("This agenda is not published.")
    if held.topics.filter(started_at__isnull=False).exists():
        raise WrongPhase("This agenda has begun, so it stays. You can make another one.")
    if Note.objects.filter(topic__agenda=held).exists():
        raise WrongPhase("Something is written down of its topics, so this agenda stays.")
    if Round.objects.filter(topic__agenda=held).exists():
        raise WrongPhase("Its lists are open to delegates, so this agenda stays.")
    if Agenda.objects.filter(round=held.round_id, state=Agenda.State.DRAFT).exists():
        raise WrongPhase("There is another draft of an agenda of this vote. Delete that first.")
    held.state, held.published_at = Agenda.State.DRAFT, None
    held.version += 1
    held.save()
    if session.agenda_id == held.pk:
        session.agenda = None
    _announce(session)
    _note(held, f"Took back the agenda {quoted(held)}", by)
    return held


@transaction.atomic
def delete_agenda(*, agenda: Agenda, by: User) -> None:
    """Delete a draft. Raises ``NotAllowed`` or ``WrongPhase``."""
    session, held = _lock_agenda(agenda, by)
    if held.state == Agenda.State.PUBLISHED:
        raise WrongPhase("The agenda is published. Take it back first, then you can delete it.")
    _note(held, f"Deleted the draft of an agenda of {quoted(held)}", by)
    held.delete()
    _announce(session)


#: What an edit writes of a topic.
WRITTEN = (
    "title", "standing", "merged_into", "room", "facilitator", "minutes", "position",
)  # fmt: skip


def _lock(session_id: Any, by: User) -> Session:
    """The session, locked as commands lock it: agendas change under its lock alone."""
    session = lock_session(session_id)
    if not by.has_perm("polls.chair_session", session):
        raise NotAllowed("You do not chair this session.")
    return session


def _lock_agenda(agenda: Agenda, by: User) -> tuple[Session, Agenda]:
    session = _lock(agenda.session_id, by)
    return session, Agenda.objects.select_related("round").get(pk=agenda.pk)


def _result_of(round: Round) -> Result:
    """The result of a round as it stands now, if it may become an agenda."""
    held = Round.objects.select_related("session__conference").get(pk=round.pk)
    why = why_no_agenda(held)
    if why:
        raise WrongPhase(why)
    return read_result(held)


def _set_times(agenda: Agenda, times: Times) -> None:
    check_times(topics=0, total=times.total, step=times.step, minimum=times.minimum)
    if times.most < 1:
        raise Invalid("Take on at least one topic.")
    agenda.total, agenda.step, agenda.minimum = times.total, times.step, times.minimum
    agenda.most, agenda.parallel = times.most, times.parallel


def _work_out(agenda: Agenda, topics: Sequence[Topic]) -> None:
    """Give each topic its minutes; none while a tie is not decided. Raises ``CannotShare``."""
    worked = work_out(agenda, topics)
    for topic in topics:
        topic.minutes = worked.minutes.get(topic.pk)


def _refuse_unless_ready(agenda: Agenda, topics: Sequence[Topic]) -> None:
    """Raise where an agenda cannot be published: ties, no topic, or a vote that changed since."""
    if any(topic.standing == Topic.Standing.TIED for topic in topics):
        raise WrongPhase("Topics are tied at the cut. Decide which of them are taken on.")
    if not topics_on(topics):
        raise WrongPhase("No topic is on the agenda.")
    counts = {each["choice"]: each["count"] for each in _result_of(agenda.round).counts or []}
    if counts != {topic.choice: topic.votes for topic in topics}:
        raise WrongPhase("The vote went on since. Delete this draft, and make the agenda anew.")


def _announce(session: Session) -> None:
    """Let the room know."""
    session.seq += 1
    session.save(update_fields=["seq", "agenda"])


def _note(agenda: Agenda, words: str, by: User) -> None:
    note_in(agenda.session, words, by=by)
