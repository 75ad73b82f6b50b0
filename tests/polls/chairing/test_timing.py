"""The timer of an open vote."""

from datetime import timedelta

import pytest

from polls import clock
from polls.chairing import close_overdue
from polls.errors import Malformed, WrongPhase
from polls.models import Round
from tests.polls.chairing.steering import steer


@pytest.fixture
def opened(session):
    """An open round without a timer."""
    steer(session, "next")
    steer(session, "open")
    return Round.objects.get()


def left(round: Round) -> float:
    """Seconds until a round closes."""
    round.refresh_from_db()
    return (round.closes_at - clock.now()).total_seconds()


def test_timer_is_started_on_a_vote_without_one_and_can_be_extended(session, opened):
    steer(session, "timer", seconds=60)
    assert 50 < left(opened) <= 60
    steer(session, "extend", seconds=60)
    assert 110 < left(opened) <= 120


def test_timer_that_runs_is_set_anew(session, opened):
    steer(session, "timer", seconds=600)
    steer(session, "timer", seconds=20)

    assert left(opened) <= 20


def test_vote_whose_timer_is_stopped_stays_open(session, opened):
    steer(session, "timer", seconds=60)
    past = clock.now() - timedelta(seconds=10)
    Round.objects.update(opened_at=past, closes_at=past + timedelta(seconds=5))
    steer(session, "timer", seconds=None)

    assert close_overdue() == []
    opened.refresh_from_db()
    assert (opened.phase, opened.closes_at) == ("open", None)
    with pytest.raises(WrongPhase):
        steer(session, "extend", seconds=30)


@pytest.mark.parametrize("args", [{}, {"seconds": 0}, {"seconds": "60"}, {"seconds": 86_401}])
def test_seconds_are_said_in_whole_numbers(session, opened, args):
    with pytest.raises(Malformed):
        steer(session, "timer", **args)

    opened.refresh_from_db()
    assert opened.closes_at is None
