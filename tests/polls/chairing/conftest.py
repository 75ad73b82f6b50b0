"""A session under one chair, with three questions."""

import pytest

from polls.models import Session
from tests.factories import QuestionFactory, SessionFactory, UserFactory


@pytest.fixture
def session(each_database) -> Session:
    """A live session; nothing is on screen."""
    session = SessionFactory(chairs=[UserFactory()])
    for number, prompt in enumerate(("One?", "Two?", "Three?")):
        QuestionFactory(session=session, prompt=prompt, position=number)
    return session
