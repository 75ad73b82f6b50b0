"""The test vote: opened for everybody, and closed by whoever may open it."""

import pytest

from polls.errors import Malformed, WrongPhase
from polls.models import Agenda, Deed, Question, Role, Session, SessionRole
from polls.tallies import read_results
from tests.factories import RoundFactory, UserFactory
from tests.polls.chairing.steering import steer


def test_test_vote_is_practice_and_made_once(session):
    steer(session, "test_vote", on=True)
    now = Session.objects.get(pk=session.pk)

    assert (now.round.phase, now.round.practice) == ("open", True)
    assert len(now.round.wording["choices"]) == 9
    steer(session, "test_vote", on=False)
    steer(session, "test_vote", on=True)
    steer(session, "test_vote", on=False)
    assert Question.objects.filter(prompt__startswith="Test vote").count() == 1
    assert read_results(session) == []
    assert Deed.objects.latest("pk").words.startswith("Closed the test vote: 0 voted, in “")


def test_no_other_vote_is_closed_as_a_test_vote(session):
    with pytest.raises(WrongPhase):
        steer(session, "test_vote", on=False)
    steer(session, "next")
    steer(session, "open")

    for on in (True, False):
        with pytest.raises(WrongPhase):
            steer(session, "test_vote", on=on)
    with pytest.raises(Malformed):
        steer(session, "test_vote")
    assert Session.objects.get(pk=session.pk).round.phase == "open"


@pytest.mark.parametrize("revealed", [False, True])
def test_closed_vote_and_its_result_stay_on_screen(session, revealed):
    for step in ("next", "open", "close", "reveal")[: 4 if revealed else 3]:
        steer(session, step)
    shown = Session.objects.get(pk=session.pk).round

    with pytest.raises(WrongPhase, match="something else"):
        steer(session, "test_vote", on=True)
    assert Session.objects.get(pk=session.pk).round == shown
    steer(session, "next")
    steer(session, "test_vote", on=True)


def test_agenda_stays_on_screen(session):
    round = RoundFactory(question=session.questions.first(), phase="closed", shown=False)
    agenda = Agenda.objects.create(
        session=session, round=round, total=60, step=5, minimum=5, most=5
    )
    Session.objects.filter(pk=session.pk).update(agenda=agenda)

    with pytest.raises(WrongPhase, match="something else"):
        steer(session, "test_vote", on=True)
    assert Session.objects.get(pk=session.pk).agenda == agenda


def test_question_that_was_respelt_is_no_test_vote_any_more(session):
    steer(session, "test_vote", on=True)
    steer(session, "test_vote", on=False)
    Question.objects.filter(prompt__startswith="Test vote").update(practice=False)
    Session.objects.filter(pk=session.pk).update(round=None)
    steer(session, "test_vote", on=True)

    assert Question.objects.filter(prompt__startswith="Test vote").count() == 2


def test_technician_opens_and_closes_a_test_vote_and_no_other(session):
    tess = UserFactory()
    SessionRole.objects.create(session=session, user=tess, role=Role.TECHNICIAN)
    steer(session, "test_vote", by=tess, on=True)
    steer(session, "test_vote", by=tess, on=False)

    assert Session.objects.get(pk=session.pk).round.phase == "closed"
