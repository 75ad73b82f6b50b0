"""What organisers change of a conference, and what of it may not touch a vote."""

import pytest

from polls import preparing
from polls.errors import WrongPhase
from polls.models import Conference, Question, Round, Session
from tests.factories import RoundFactory, SessionFactory

pytestmark = pytest.mark.django_db


def test_conference_with_an_open_vote_neither_ends_nor_goes():
    round = RoundFactory()
    conference = round.session.conference
    for rule in (preparing.end_conference, preparing.delete_conference):
        with pytest.raises(WrongPhase):
            rule(conference=conference)

    assert Conference.objects.get().ended_at is None


def test_end_of_a_conference_ends_its_sessions_and_can_be_taken_back():
    session = SessionFactory()
    preparing.end_conference(conference=session.conference)
    session.refresh_from_db()
    assert session.state == Session.State.ENDED
    assert session.ended_at == Conference.objects.get().ended_at

    preparing.resume_conference(conference=session.conference)
    assert Conference.objects.get().ended_at is None


def test_deleted_conference_is_gone_with_everything():
    round = RoundFactory(phase=Round.Phase.REVEALED)
    preparing.delete_conference(conference=round.session.conference)

    assert not any(model.objects.exists() for model in (Conference, Session, Question, Round))
