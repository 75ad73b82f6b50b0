"""An agenda of four topics on screen, its lists open, and its chair."""

import pytest

from tests.agendas import publish, vote_on_obstacles
from tests.factories import UserFactory
from tests.remedies import open_lists


@pytest.fixture
def chair(db):
    return UserFactory(username="chair")


@pytest.fixture
def agenda(chair):
    round = vote_on_obstacles(62, 54, 47, 38, 25, 22)
    round.session.chairs.add(chair)
    return publish(round, by=chair)


@pytest.fixture
def topics(agenda, chair):
    return open_lists(agenda, chair)


@pytest.fixture
def topic(topics):
    return topics[0]
