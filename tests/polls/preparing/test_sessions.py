"""What organisers change of sessions, and what of it may not touch a vote."""

import pytest

from polls import preparing
from polls.errors import WrongPhase
from polls.models import Round, Session
from tests.factories import ConferenceFactory, RoundFactory, SessionFactory
from tests.polls.preparing.looking import texts_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("moved", "steps", "order"),
    [(0, 1, "BAC"), (2, -1, "ACB"), (0, -1, "ABC"), (2, 1, "ABC"), (0, 5, "BCA")],
)
def test_moving_keeps_within_the_programme(moved, steps, order):
    conference = ConferenceFactory()
    sessions = [SessionFactory(conference=conference, title=t, position=0) for t in "ABC"]
    preparing.move_session(session=sessions[moved], steps=steps)

    assert "".join(s.title for s in conference.sessions.all()) == order


def test_duplicate_of_a_session_has_its_questions_and_no_votes():
    round = RoundFactory(phase=Round.Phase.CLOSED)
    last = SessionFactory(conference=round.session.conference)
    copy = preparing.duplicate_session(session=round.session)

    assert list(round.session.conference.sessions.all()) == [round.session, copy, last]
    assert (copy.state, copy.rounds.count()) == (Session.State.DRAFT, 0)
    assert texts_of(copy.questions.get()) == texts_of(round.question)
    assert round.question.rounds.count() == 1


def test_live_session_is_not_deleted():
    session = SessionFactory()
    with pytest.raises(WrongPhase, match="live"):
        preparing.delete_session(session=session)

    Session.objects.update(state=Session.State.ENDED)
    preparing.delete_session(session=session)
    assert not Session.objects.exists()


def test_ended_session_is_deleted_with_its_votes():
    round = RoundFactory(phase=Round.Phase.REVEALED)
    Session.objects.update(state=Session.State.ENDED)
    preparing.delete_session(session=round.session)

    assert not Round.objects.exists()
