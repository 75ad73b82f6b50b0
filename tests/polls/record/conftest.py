"""A vote on obstacles, its agenda, published, and its chair."""

import pytest

from polls.chairing import Order, carry_out
from tests.agendas import publish, vote_on_obstacles
from tests.factories import UserFactory


@pytest.fixture
def chair(db):
    return UserFactory(username="chair")


@pytest.fixture
def round(chair):
    """Six obstacles, of which the first four are well apart from the others."""
    round = vote_on_obstacles(62, 54, 47, 38, 25, 22)
    round.session.chairs.add(chair)
    return round


@pytest.fixture
def session(round):
    return round.session


@pytest.fixture
def agenda(round, chair):
    return publish(round, by=chair)


@pytest.fixture
def topic(agenda):
    return agenda.topics.get(title="Integration")


@pytest.fixture
def order(session, chair):
    """Carry out a command of the chair."""

    def order(do, **args):
        return carry_out(session_id=str(session.pk), by=chair, order=Order(do, args))

    return order


@pytest.fixture
def write(order, topic):
    """Write something down of the first topic, or another one."""

    def write(kind="outcome", text="We share a budget.", **args):
        return order("note_add", **{"topic": str(topic.pk), "kind": kind, "text": text, **args})

    return write
