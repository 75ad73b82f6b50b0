"""Correcting words before a vote, and in the two ways that differ during one."""

import uuid

import pytest

from polls.errors import FileMistakes, Invalid, Malformed, WrongPhase
from polls.exports import export_csv, export_json
from polls.models import Deed, Question, Round
from polls.sessions import read_session
from polls.tallies import read_result, read_results
from polls.voting import Accepted, Vote, cast
from tests.factories import QuestionFactory
from tests.hostile import REFUSED
from tests.polls.chairing.steering import on_screen, steer, texts

NEW = {"prompt": "Is one needed?", "help": "Think first.", "choices": ["Yes!", "Perhaps", "No!"]}


def vote(round: Round, choice: int) -> object:
    """A new delegate votes; return what becomes of it."""
    session = round.session
    answer = [round.wording["choices"][choice]["id"]]
    asked = Vote(str(session.conference_id), uuid.uuid4(), str(round.pk), 1, answer)
    return cast([asked]).outcomes[0]


@pytest.fixture
def voted(session):
    """An open round with two votes for the first choice."""
    steer(session, "next")
    steer(session, "open")
    round = Round.objects.get()
    assert all(isinstance(vote(round, 0), Accepted) for _ in range(2))
    return round


def test_question_is_corrected_before_it_opens(session):
    steer(session, "next")
    question = on_screen(session)
    ids = [choice.pk for choice in question.choices.all()]
    steer(session, "correct", question=str(question.pk), **NEW)

    question.refresh_from_db()
    assert (question.prompt, question.help) == ("Is one needed?", "Think first.")
    assert texts(question) == ["Yes!", "Perhaps", "No!"]
    assert [choice.pk for choice in question.choices.all()] == ids
    assert read_session(str(session.pk)).question.prompt == "Is one needed?"


def test_what_a_correction_does_not_name_stays(session):
    question = session.questions.first()
    steer(session, "correct", question=str(question.pk), help="Think first.")

    question.refresh_from_db()
    assert (question.prompt, question.help) == ("One?", "Think first.")
    assert texts(question) == ["Yes", "Perhaps", "No"]


def test_correction_before_the_vote_may_change_the_number_of_choices(session):
    question = QuestionFactory(session=session, kind="multiple", min_choices=1, max_choices=3)
    steer(session, "correct", question=str(question.pk), choices=["A", "B"])

    question.refresh_from_db()
    assert (texts(question), question.max_choices) == (["A", "B"], 2)
    steer(session, "correct", question=str(question.pk), choices=["A", "B", "C", "D"])
    question.refresh_from_db()
    assert question.max_choices == 4


def test_bound_of_a_question_stays_where_more_is_offered(session):
    question = QuestionFactory(session=session, kind="multiple", min_choices=1, max_choices=2)
    steer(session, "correct", question=str(question.pk), choices=["A", "B", "C", "D"])

    question.refresh_from_db()
    assert question.max_choices == 2


def test_spelling_is_corrected_and_every_vote_stays(session, voted):
    done = steer(session, "respell", **NEW)

    voted.refresh_from_db()
    result = read_result(voted)
    assert (done.phase, done.round_id) == ("open", str(voted.pk))
    assert (result.wording.prompt, result.ballots) == ("Is one needed?", 2)
    assert [count["count"] for count in result.counts] == [2, 0, 0]
    assert isinstance(vote(voted, 0), Accepted)
    question = on_screen(session)
    assert (question.prompt, texts(question)) == ("Is one needed?", NEW["choices"])
    assert result.sentence.startswith("Is one needed? A, Yes!: 100")


def test_old_words_stay_in_record_results_and_exports(session, voted):
    steer(session, "respell", **NEW)
    steer(session, "respell", prompt="Is one really needed?")
    steer(session, "close")

    told = (
        "Wording corrected during the vote: the question was “One?”, is “Is one needed?”; "
        "the help was “”, is “Think first.”; choice A was “Yes”, is “Yes!”; "
        "choice C was “No”, is “No!”; "
        "the question was “Is one needed?”, is “Is one really needed?”."
    )
    (result,) = read_results(session)
    assert result.corrected == told
    assert Deed.objects.filter(words__contains="the question was “One?”").count() == 1
    csv = b"".join(export_csv(session.conference)).decode()
    assert csv.count(told) == 3
    data = b"".join(export_json(session.conference)).decode()
    assert '"of": "A", "before": "Yes", "after": "Yes!"' in data


def test_corrections_of_a_void_vote_are_told_too(session, voted):
    steer(session, "respell", **NEW)
    steer(session, "void")

    assert "choice C was “No”, is “No!”" in b"".join(export_csv(session.conference)).decode()


@pytest.mark.parametrize("choices", [["Yes", "No"], ["Yes", "Perhaps", "No", "Never"]])
def test_spelling_cannot_change_the_number_of_choices(session, voted, choices):
    with pytest.raises(Invalid) as refused:
        steer(session, "respell", choices=choices)

    assert "3 choices" in refused.value.detail
    assert Round.objects.get().wording == voted.wording


@pytest.mark.parametrize("args", [{}, {"prompt": "One?"}])
def test_spelling_that_changes_nothing_is_refused(session, voted, args):
    with pytest.raises(Invalid):
        steer(session, "respell", **args)

    assert Round.objects.get().corrections == []


@pytest.mark.parametrize("text", REFUSED, ids=REFUSED.get)
@pytest.mark.parametrize("field", ["prompt", "help", "choices"])
def test_text_that_nobody_can_read_is_refused(session, voted, field, text):
    typed = ["Yes", "Perhaps", text] if field == "choices" else text
    other = session.questions.last()
    for do, args in (("respell", {}), ("correct", {"question": str(other.pk)})):
        with pytest.raises(FileMistakes):
            steer(session, do, **args, **{field: typed})

    assert Round.objects.get().wording == voted.wording
    assert Question.objects.get(pk=other.pk).prompt == "Three?"


def test_another_meaning_voids_the_vote_and_shows_the_question_again(session, voted):
    question = on_screen(session)
    done = steer(session, "correct", question=str(question.pk), void=True, choices=["A", "B"])

    now = read_session(str(session.pk))
    assert (done.phase, done.round_id, now.stopped) == ("waiting", None, True)
    assert [option.text for option in now.question.options] == ["A", "B"]
    voted.refresh_from_db()
    assert (voted.phase, read_result(voted).ballots) == ("void", 0)
    assert voted.wording["prompt"] == "One?"
    steer(session, "open")
    assert Round.objects.latest("number").number == 2


def test_open_vote_keeps_its_meaning_unless_it_is_voided(session, voted):
    question = on_screen(session)
    with pytest.raises(WrongPhase):
        steer(session, "correct", question=str(question.pk), choices=["A", "B"])
    with pytest.raises(WrongPhase):
        steer(session, "correct", question=str(session.questions.last().pk), void=True)

    assert texts(question) == ["Yes", "Perhaps", "No"]
    assert Round.objects.get().phase == "open"


def test_mistake_in_another_meaning_leaves_the_vote_open(session, voted):
    question = on_screen(session)
    with pytest.raises(FileMistakes):
        steer(session, "correct", question=str(question.pk), void=True, choices=["A"])

    assert Round.objects.get().phase == "open"


def test_sealed_vote_is_not_voided_by_a_correction(session, voted):
    question = on_screen(session)
    steer(session, "close")
    steer(session, "seal")
    with pytest.raises(WrongPhase):
        steer(session, "correct", question=str(question.pk), void=True, prompt="Other?")

    assert Question.objects.get(pk=question.pk).prompt == "One?"


@pytest.mark.parametrize(
    ("args", "error"),
    [
        ({}, Malformed),
        ({"question": 7}, Malformed),
        ({"question": str(uuid.uuid4())}, Invalid),
        ({"void": "yes"}, Malformed),
        ({"prompt": ""}, FileMistakes),
        ({"choices": {}}, FileMistakes),
    ],
)
def test_wrong_argument_of_a_correction_is_refused(session, args, error):
    question = {"question": str(session.questions.first().pk)} if error != Invalid else {}
    if args and "question" not in args:
        args = question | args
    with pytest.raises(error):
        steer(session, "correct", **args)

    assert session.questions.first().prompt == "One?"
