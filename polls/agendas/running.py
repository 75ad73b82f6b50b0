"""Leading through an agenda: begin, go on, go back, give more time, put topics in another order.

Each works on a session that the caller holds locked, in the caller's transaction.
"""

import math
from datetime import timedelta
from uuid import UUID

from polls import clock
from polls.agendas.reading import length_of, topics_on
from polls.errors import Invalid, WrongPhase
from polls.models import Agenda, Round, Session, Topic

#: A topic takes so many seconds on top at most: a day.
LONGEST_EXTENSION = 24 * 60 * 60


def put_on_screen(*, session: Session, agenda_id: UUID | None = None) -> None:
    """Let the room see an agenda in the place of question and result.

    The one that was published last, if none is named. Raises ``WrongPhase``, ``Invalid``.
    """
    if session.state != Session.State.LIVE:
        raise WrongPhase("The session is not running; start it first.")
    if session.round and session.round.phase == Round.Phase.OPEN:
        raise WrongPhase("The vote is open; close it first.")
    published = session.agendas.filter(state=Agenda.State.PUBLISHED)
    if agenda_id is not None:
        published = published.filter(pk=agenda_id)
    agenda = published.order_by("-published_at").first()
    if agenda is None and agenda_id is not None:
        raise Invalid("This session has published no such agenda.")
    if agenda is None:
        raise WrongPhase("No agenda of this session is published.")
    session.agenda = agenda


def take_off_screen(*, session: Session) -> None:
    """Show the room the question again that it saw before the agenda."""
    _on_screen(session)
    session.agenda = None


def go_on(*, session: Session) -> None:
    """End what is on now, and begin the following topic; all topics at once, if in parallel."""
    agenda, on = _on_screen(session)
    now = clock.now()
    running = _running(on)
    ahead = [topic for topic in on if topic.started_at is None]
    if not running and not ahead:
        raise WrongPhase("This agenda is over.")
    for topic in running:
        topic.ended_at = max(now, topic.started_at or now)
    begun = ahead if agenda.parallel else ahead[:1]
    for topic in begun:
        topic.started_at = now
    _save([*running, *begun], "started_at", "ended_at")


def go_back(*, session: Session) -> None:
    """Take back ``go_on``: what was on before is on again, its time running since it began."""
    agenda, on = _on_screen(session)
    running = _running(on)
    done = [topic for topic in on if topic.ended_at]
    if not running and not done:
        raise WrongPhase("This agenda has not begun.")
    before = done if agenda.parallel else done[-1:]
    for topic in running:
        topic.started_at, topic.extended = None, 0
    for topic in before:
        topic.ended_at = None
    _save([*running, *before], "started_at", "ended_at", "extended")


def extend(*, session: Session, seconds: int) -> None:
    """Give what is on now more time: from now, if its time is up already. The rest shifts."""
    _, on = _on_screen(session)
    running = _running(on)
    if not running:
        raise WrongPhase("No topic is on now.")
    now = clock.now()
    for topic in running:
        over = now - ((topic.started_at or now) + length_of(topic))
        topic.extended += seconds + max(0, math.ceil(over / timedelta(seconds=1)))
        if topic.extended > LONGEST_EXTENSION:
            raise Invalid("A topic cannot go on for more than a day.")
    _save(running, "extended")


def move_topic(*, session: Session, topic_id: UUID, steps: int) -> None:
    """Move a topic by ``steps`` (negative: up) among those that have not begun."""
    _, on = _on_screen(session)
    ahead = [topic for topic in on if topic.started_at is None]
    place = next((i for i, topic in enumerate(ahead) if topic.pk == topic_id), None)
    if place is None:
        raise Invalid("No topic that is still ahead has this id.")
    reorder(ahead, place, steps)
    _save(ahead, "position")


def reorder(topics: list[Topic], place: int, steps: int) -> None:
    """Move the topic at ``place`` among ``topics``, which share the positions that they had.

    Saving is left to the caller.
    """
    positions = sorted(topic.position for topic in topics)
    order = list(topics)
    order.insert(min(max(place + steps, 0), len(order) - 1), order.pop(place))
    for topic, position in zip(order, positions, strict=True):
        topic.position = position


def _on_screen(session: Session) -> tuple[Agenda, list[Topic]]:
    """The agenda that the room sees, and its topics in order."""
    if session.state != Session.State.LIVE or session.agenda is None:
        raise WrongPhase("There is no agenda on screen.")
    return session.agenda, topics_on(session.agenda.topics.all())


def _running(on: list[Topic]) -> list[Topic]:
    return [topic for topic in on if topic.started_at and not topic.ended_at]


def _save(topics: list[Topic], *fields: str) -> None:
    Topic.objects.bulk_update(topics, fields)
