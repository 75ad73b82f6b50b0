"""A conference, its organiser, and browsers of this one and that."""

import pytest
from django.test import Client

from tests.factories import ConferenceFactory, QuestionFactory, SessionFactory, UserFactory


def browser_of(user=None):
    """A laptop on this machine, signed in as ``user`` if there is one."""
    laptop = Client(SERVER_NAME="localhost")
    if user:
        laptop.force_login(user)
    return laptop


@pytest.fixture
def organiser(db):
    return UserFactory(username="anna", organises=True)


@pytest.fixture
def laptop(organiser):
    return browser_of(organiser)


@pytest.fixture
def question(organiser):
    conference = ConferenceFactory(name="New Realities", organisers=[organiser])
    session = SessionFactory(conference=conference, title="Paying for care")
    return QuestionFactory(session=session, choices=["Yes", "No"])


@pytest.fixture
def session(question):
    return question.session


@pytest.fixture
def conference(session):
    return session.conference
