"""What the room voted, read from the database."""

import uuid
from datetime import timedelta

import pytest

from polls.models import Round
from polls.sessions import read_session
from polls.tallies import read_result, read_results
from polls.turnout import Arrival, record_arrivals
from tests.factories import QuestionFactory, RoundFactory
from tests.polls.voters import vote

pytestmark = pytest.mark.usefixtures("each_database")


def test_result_counts_the_votes_and_who_joined_until_the_close():
    shown = RoundFactory(question=QuestionFactory(choices=["Tea", "Coffee"]))
    for choice in (0, 1, 1):
        vote(shown, choice)
    record_arrivals(
        [Arrival(str(shown.session.conference_id), str(shown.session_id), uuid.uuid4())]
    )

    result = read_result(Round.objects.get(pk=shown.pk))
    assert [line["count"] for line in result.counts] == [1, 2]
    assert (result.ballots, result.joined) == (3, 4)
    assert "B, Coffee: 67\u00a0%; A, Tea: 33\u00a0%. 3 of 4 voted." in result.sentence

    Round.objects.filter(pk=shown.pk).update(phase="closed", joined=4)
    record_arrivals(
        [Arrival(str(shown.session.conference_id), str(shown.session_id), uuid.uuid4())]
    )
    assert read_result(Round.objects.get(pk=shown.pk)).joined == 4


def test_joined_is_never_less_than_ballots():
    shown = RoundFactory()
    vote(shown, 0, joins=False)

    result = read_session(str(shown.session_id)).round.result

    assert (result.ballots, result.joined) == (1, 1)


def test_results_leave_out_practice_and_the_counts_of_void_rounds():
    first = RoundFactory(phase="closed")
    session = first.session
    vote_then_void = RoundFactory(
        question__session=session, opened_at=first.opened_at + timedelta(minutes=1)
    )
    vote(vote_then_void, 0)
    Round.objects.filter(pk=vote_then_void.pk).update(phase="void")
    RoundFactory(question__session=session, phase="closed", practice=True)

    results = read_results(session)

    assert [(r.round_id, r.phase, r.ballots) for r in results] == [
        (str(first.pk), "closed", 0),
        (str(vote_then_void.pk), "void", 0),
    ]
    assert results[1].counts == []
