"""What a chair does with the lists: open, freeze, put on screen, make a question of the best.

Each works on a session that the caller holds locked with all its rounds, in the caller's
transaction.
"""

from typing import Any
from uuid import UUID

from polls.agendas.running import put_on_screen
from polls.errors import Invalid, WrongPhase
from polls.models import Agenda, Round, Session, Topic
from polls.remedies.lists import freeze_list, list_of, open_list
from polls.remedies.reading import MOST_ON_SCREEN, Shown, by_votes, read_list, read_upvotes

#: Choices of a question, by their letters.
FEWEST_CHOSEN, MOST_CHOSEN = 2, 26


def open_lists(*, session: Session, topic_id: UUID | None) -> list[Topic]:
    """Open the list of a topic, or of every topic of the agenda that has none yet.

    Raises ``WrongPhase`` or ``Invalid``.
    """
    if session.state != Session.State.LIVE:
        raise WrongPhase("The session is not running; start it first.")
    if topic_id is not None:
        topics = [find_topic(session, topic_id)]
    else:
        topics = topics_without_list(session)
    if not topics:
        raise WrongPhase("Every topic has a list already, or no agenda is published.")
    for topic in topics:
        open_list(session=session, topic=topic)
    return topics


def topics_without_list(session: Session) -> list[Topic]:
    """The topics of the agenda on screen, or of the one published last, that have no list yet."""
    return [topic for topic in _topics(session) if list_of(topic) is None]


def freeze(*, session: Session, topic_id: UUID) -> Topic:
    """Freeze the list of a topic; raises ``WrongPhase`` or ``Invalid``."""
    topic = find_topic(session, topic_id)
    freeze_list(session=session, topic=topic)
    return topic


def show(*, session: Session, topic_id: UUID, top: int, live: bool) -> Topic:
    """Let the projector show the first entries of a list; raises ``WrongPhase``, ``Invalid``."""
    topic = find_topic(session, topic_id)
    if list_of(topic) is None:
        raise WrongPhase(f"Nothing is collected under “{topic}” yet.")
    if not 1 <= top <= MOST_ON_SCREEN:
        raise Invalid(f"The projector shows from 1 to {MOST_ON_SCREEN} entries.")
    put_on_screen(session=session, agenda_id=topic.agenda_id)
    session.remedies_topic, session.remedies_top, session.remedies_live = topic, top, live
    return topic


def hide(*, session: Session) -> None:
    """Let the projector show the agenda again; raises ``WrongPhase``."""
    if session.remedies_topic_id is None:
        raise WrongPhase("No list is on screen.")
    session.remedies_topic = None


def best_of(*, session: Session, topic_id: UUID, many: int) -> tuple[Topic, list[Shown]]:
    """The entries with the most upvotes of a frozen list; raises ``WrongPhase`` or ``Invalid``.

    Questions for the panel are answered, not voted on: ways alone are taken.
    """
    topic = find_topic(session, topic_id)
    round = list_of(topic)
    if round is None or round.phase == Round.Phase.OPEN:
        raise WrongPhase("Freeze the list first, then its best can become a question.")
    ways = [s for s in read_list(session.pk) if s.topic_id == str(topic.pk) and s.kind == "way"]
    if len(ways) < FEWEST_CHOSEN:
        raise WrongPhase(f"A question needs at least {FEWEST_CHOSEN} ways in the list.")
    if not FEWEST_CHOSEN <= many <= min(MOST_CHOSEN, len(ways)):
        raise Invalid(f"Take from {FEWEST_CHOSEN} to {min(MOST_CHOSEN, len(ways))} of them.")
    return topic, by_votes(ways, read_upvotes(round, 0).counts or {})[:many]


def find_topic(session: Session, topic_id: UUID) -> Topic:
    """A topic on a published agenda of this session; raises ``Invalid``."""
    topic = next((t for t in _topics(session, every=True) if t.pk == topic_id), None)
    if topic is None:
        raise Invalid("This session has no such topic on an agenda.")
    return topic


def _topics(session: Session, *, every: bool = False) -> list[Topic]:
    """The topics of the agenda on screen, or else of the one published last; or of all."""
    published = session.agendas.filter(state=Agenda.State.PUBLISHED).order_by("-published_at")
    agendas: list[Any] = list(published)
    if not every:
        agendas = [a for a in agendas if a.pk == session.agenda_id] or agendas[:1]
    on = Topic.objects.filter(agenda__in=agendas, standing=Topic.Standing.ON)
    return list(on.select_related("agenda").order_by("position", "rank"))
