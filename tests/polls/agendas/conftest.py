"""A vote on obstacles, revealed, and its chair."""

import pytest

from tests.agendas import vote_on_obstacles
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
