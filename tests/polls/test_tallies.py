"""What a room sees, read from the database."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from polls.models import Round, Session
from polls.tallies import read_conference, read_numbers, read_result, read_results, read_session
from polls.turnout import Arrival, record_arrivals
from polls.voting import Vote, cast
from tests.factories import ConferenceFactory, QuestionFactory, RoundFactory, SessionFactory

pytestmark = pytest.mark.usefixtures("each_database")


def vote(of: Round, choice: int, *, joins: bool = True) -> None:
    """A new delegate joins, and votes for the choice at this place."""
    who, conference = uuid.uuid4(), str(of.session.conference_id)
    if joins:
        record_arrivals([Arrival(conference, str(of.session_id), who)])
    cast([Vote(conference, who, str(of.pk), 1, [of.wording["choices"][choice]["id"]])])


@pytest.mark.parametrize(
    ("phase", "live", "visible"),
    [
        ("open", True, True),
        ("open", False, False),
        ("closed", True, True),
        ("closed", False, False),
        ("revealed", True, True),
        ("revealed", False, True),
    ],
)
def test_room_sees_counts_while_live_and_once_revealed(phase, live, visible):
    shown = RoundFactory(phase=phase, live=live)

    now = read_session(str(shown.session_id))

    assert (now.phase, now.live, now.round.visible) == (phase, live, visible)


@pytest.mark.parametrize(
    ("of_question", "of_conference", "live"),
    [(None, True, True), (None, False, False), (True, False, True), (False, True, False)],
)
def test_question_that_does_not_say_is_live_as_the_conference_has_it(
    of_question, of_conference, live
):
    question = QuestionFactory(live=of_question, session__conference__live=of_conference)
    Session.objects.filter(pk=question.session_id).update(question=question)

    now = read_session(str(question.session_id))

    assert (now.live, now.phase, now.round) == (live, "waiting", None)


def test_question_whose_last_round_is_void_is_told_as_stopped_until_it_is_opened_again():
    void = RoundFactory(phase="void", shown=False)
    Session.objects.filter(pk=void.session_id).update(question=void.question)
    assert read_session(str(void.session_id)).stopped is True

    RoundFactory(question=void.question)
    assert read_session(str(void.session_id)).stopped is False


def test_round_keeps_the_wording_that_it_was_opened_with():
    shown = RoundFactory()
    shown.question.prompt = "Edited"
    shown.question.save()

    now = read_session(str(shown.session_id))

    assert now.question.prompt == "Is a social insurance scheme needed?"
    assert now.round.result.wording == now.question


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


def test_session_of_whoever_chose_none_is_the_only_live_one_or_the_last_that_ended():
    conference = ConferenceFactory()
    first, second = (SessionFactory(conference=conference, state="draft") for _ in range(2))

    def current() -> str | None:
        return read_conference(conference.code).current

    def become(session: Session, state: str, minutes_ago: int | None = None) -> None:
        ended_at = None if minutes_ago is None else timezone.now() - timedelta(minutes=minutes_ago)
        Session.objects.filter(pk=session.pk).update(state=state, ended_at=ended_at)

    assert current() is None
    become(first, "live")
    assert current() == str(first.pk)
    become(second, "live")
    assert current() is None
    assert [s.id for s in read_conference(conference.code).live] == [str(first.pk), str(second.pk)]
    become(second, "ended", minutes_ago=5)
    assert current() == str(first.pk)
    become(first, "ended", minutes_ago=9)
    assert current() == str(second.pk)


def test_unknown_code_is_no_conference():
    assert read_conference("XXXXXX") is None


def test_numbers_are_read_for_what_exists():
    session = SessionFactory(seq=3, tally_seq=4, conference__seq=5)
    nobody = str(uuid.uuid4())

    assert read_numbers([str(session.conference_id), nobody], [str(session.pk), nobody]) == (
        {str(session.conference_id): 5},
        {str(session.pk): (3, 4)},
    )


def test_reading_a_session_takes_as_many_queries_for_many_votes_as_for_few(
    django_assert_max_num_queries,
):
    shown = RoundFactory()
    for _ in range(10):
        vote(shown, 0)

    with django_assert_max_num_queries(4):
        read_session(str(shown.session_id))
