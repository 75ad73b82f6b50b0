"""What organisers change of questions, and what of it may not touch a vote."""

import pytest

from polls import preparing
from polls.errors import WrongPhase
from polls.models import Choice, Conference, Question, Round, Session
from polls.tallies import read_results
from tests.factories import QuestionFactory, RoundFactory
from tests.polls.files import read_question
from tests.polls.preparing.looking import seq_of, texts_of

pytestmark = pytest.mark.django_db


def test_new_question_stands_last():
    first = QuestionFactory(position=4)
    question = Question(session=first.session)
    preparing.save_question(question=question, file=read_question())

    assert list(first.session.questions.all()) == [first, question]
    assert texts_of(question) == ["Yes", "No"]


def test_edit_of_a_voted_question_leaves_its_result():
    round = RoundFactory(phase=Round.Phase.CLOSED)
    before = read_results(round.session)
    preparing.save_question(
        question=round.question,
        file=read_question(prompt="Other words?", choices=["Maybe", "Never"]),
    )

    assert read_results(round.session) == before
    assert texts_of(round.question) == ["Maybe", "Never"]


def test_choices_that_stay_keep_their_ids():
    question = QuestionFactory(choices=["Yes", "Perhaps", "No"])
    yes, perhaps, no = question.choices.all()
    preparing.save_question(
        question=question, file=read_question(choices=["No", "Perhaps not", "Yes", "Else"])
    )

    kept = list(question.choices.all())
    assert [choice.pk for choice in kept[:3]] == [no.pk, perhaps.pk, yes.pk]
    assert [choice.text for choice in kept] == ["No", "Perhaps not", "Yes", "Else"]


def test_choice_that_is_gone_is_deleted_and_none_takes_its_place():
    question = QuestionFactory(choices=["Yes", "No"])
    ids = set(question.choices.values_list("pk", flat=True))
    preparing.save_question(question=question, file=read_question(choices=["Never", "Yes"]))

    assert texts_of(question) == ["Never", "Yes"]
    assert question.choices.first().pk not in ids
    assert Choice.objects.count() == 2


@pytest.mark.parametrize(
    "rule",
    [
        lambda question: preparing.save_question(question=question, file=read_question()),
        lambda question: preparing.delete_question(question=question),
    ],
)
def test_question_under_an_open_vote_stays_as_it_is(rule):
    round = RoundFactory()
    with pytest.raises(WrongPhase, match="Close the vote first"):
        rule(round.question)

    question = Question.objects.get()
    assert question.prompt == round.wording["prompt"]
    assert texts_of(question) == [choice["text"] for choice in round.wording["choices"]]


def test_deleted_question_keeps_its_results():
    round = RoundFactory(phase=Round.Phase.REVEALED, shown=False)
    preparing.delete_question(question=round.question)

    assert [result.round_id for result in read_results(round.session)] == [str(round.pk)]
    assert Round.objects.get().question is None


def test_question_that_the_room_sees_is_not_deleted():
    question = QuestionFactory()
    Session.objects.update(question=question)
    with pytest.raises(WrongPhase, match="room sees"):
        preparing.delete_question(question=question)

    Session.objects.update(state=Session.State.ENDED)
    preparing.delete_question(question=question)
    assert not Question.objects.exists()


def test_edits_raise_seq_and_never_write_an_old_one_back():
    question = QuestionFactory()
    session, conference = question.session, question.session.conference
    Session.objects.update(seq=40)
    Conference.objects.update(seq=70)

    preparing.save_question(question=question, file=read_question())
    assert seq_of(session) == (41, 71)
    preparing.save_session(session=session)
    assert seq_of(session) == (42, 72)
    preparing.save_conference(conference=conference)
    assert seq_of(session) == (43, 73)
    preparing.move_question(question=question, steps=1)
    assert seq_of(session) == (44, 74)


def test_duplicate_of_a_question_stands_after_it_with_choices_of_its_own():
    question = QuestionFactory(prompt="x" * 500)
    last = QuestionFactory(session=question.session)
    copy = preparing.duplicate_question(question=question)

    assert list(question.session.questions.all()) == [question, copy, last]
    assert copy.prompt == "x" * 493 + " (copy)"
    assert texts_of(copy) == texts_of(question)
    assert copy.choices.first() not in question.choices.all()
