"""Lists of remedies in this process's database: opened under the topics of an agenda."""

from uuid import UUID, uuid4

from polls.chairing import Order, carry_out
from polls.models import Agenda, Remedy, Round, Session, Topic, User
from polls.remedies.deciding import decide
from polls.remedies.entering import Entry, put_forward
from polls.voting import Accepted, Vote, cast


def order(session: Session, by: User, do: str, **args) -> None:
    """Carry out a chair's command."""
    carry_out(session_id=str(session.pk), by=by, order=Order(do, args))


def open_lists(agenda: Agenda, by: User) -> list[Topic]:
    """Open the lists of all topics; return these."""
    order(agenda.session, by, "remedies_open")
    return list(agenda.topics.filter(standing="on").order_by("position"))


def put(topic: Topic, text: str, *, kind: str = "way", signed: str = "", **about) -> Remedy:
    """Put an entry forward as a delegate of the topic's conference."""
    return put_forward(
        topic_id=topic.pk,
        entry=Entry(kind, text, signed),
        conference_id=str(topic.agenda.session.conference_id),
        **about,
    )


def shown(topic: Topic, text: str, by: User, **about) -> Remedy:
    """An entry that a moderator approved."""
    held = put(topic, text, **about)
    return decide(remedy_id=held.pk, by=by, version=held.version, do="approve")


def upvote(topic: Topic, delegate: UUID | None, rev: int | None, *remedies: Remedy):
    """Upvote as a delegate; return what became of it."""
    conference = str(topic.agenda.session.conference_id)
    answer = [str(remedy.pk) for remedy in remedies]
    round_id = str(Round.objects.get(topic=topic).pk)
    vote = Vote(conference, delegate or uuid4(), round_id, rev, answer)
    return cast([vote]).outcomes[0]


def counters(topic: Topic) -> dict[str, int]:
    """The counters of a topic's upvotes that are not zero."""
    rows = Round.objects.get(topic=topic).counters.filter(total__gt=0)
    return dict(rows.values_list("key", "total"))


__all__ = ["Accepted", "counters", "open_lists", "order", "put", "shown", "upvote"]
