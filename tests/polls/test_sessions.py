"""A session as its room sees it."""

import pytest

from polls.models import Session
from polls.sessions import read_session
from tests.factories import QuestionFactory, RoundFactory
from tests.polls.voters import vote

pytestmark = pytest.mark.usefixtures("each_database")


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


def test_reading_a_session_takes_as_many_queries_for_many_votes_as_for_few(
    django_assert_max_num_queries,
):
    shown = RoundFactory()
    for _ in range(10):
        vote(shown, 0)

    with django_assert_max_num_queries(4):
        read_session(str(shown.session_id))
