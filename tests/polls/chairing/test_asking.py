"""Asking what nobody prepared."""

import pytest

from polls.errors import FileMistakes, Malformed, WrongPhase
from polls.exports import export_csv, export_json
from polls.models import Question, Round, Session
from polls.programme import read_programme
from polls.tallies import read_results
from tests.hostile import ACCEPTED, REFUSED
from tests.polls.chairing.steering import on_screen, prompts, steer, texts


def test_question_stands_right_after_the_one_on_screen_and_is_shown(session):
    steer(session, "next")
    done = steer(session, "ask", kind="yes_no", prompt="Lunch now?")

    asked = on_screen(session)
    assert done.phase == "waiting"
    assert prompts(session) == ["One?", "Lunch now?", "Two?", "Three?"]
    assert (asked.prompt, asked.kind, texts(asked)) == ("Lunch now?", "single", ["Yes", "No"])
    steer(session, "next")
    assert on_screen(session).prompt == "Two?"


def test_question_of_a_session_that_shows_nothing_is_its_first(session):
    steer(session, "ask", kind="yes_no")

    assert prompts(session) == ["Yes or no?", "One?", "Two?", "Three?"]


@pytest.mark.parametrize(
    ("kind", "prompt", "first", "last", "number"),
    [
        ("yes_no", "Yes or no?", "Yes", "No", 2),
        ("agree_disagree", "Agree or disagree?", "Strongly agree", "Strongly disagree", 5),
        ("one_to_five", "From 1 (least) to 5 (most)?", "1", "5", 5),
    ],
)
@pytest.mark.parametrize("said", [{}, {"prompt": ""}])
def test_preset_asks_by_itself(session, kind, prompt, first, last, number, said):
    steer(session, "ask", kind=kind, **said)

    asked = on_screen(session)
    choices = texts(asked)
    assert (asked.prompt, choices[0], choices[-1], len(choices)) == (prompt, first, last, number)


def test_question_is_opened_at_once_where_that_is_asked(session):
    choices = ["Now", "Later"]
    done = steer(session, "ask", kind="single", prompt="When?", choices=choices, open=True)

    round = Round.objects.get()
    assert (done.phase, done.round_id) == ("open", str(round.pk))
    assert [choice["text"] for choice in round.wording["choices"]] == choices
    assert round.closes_at is None


def test_question_opened_at_once_may_have_a_timer(session):
    steer(session, "ask", kind="yes_no", open=True, seconds=30)

    round = Round.objects.get()
    assert (round.closes_at - round.opened_at).total_seconds() == 30


def test_it_is_marked_wherever_results_are_read(session):
    steer(session, "ask", kind="yes_no", open=True)
    steer(session, "close")
    steer(session, "next")
    steer(session, "open")
    steer(session, "close")

    told = read_programme(str(session.pk))["questions"]
    assert [question["from_chair"] for question in told] == [True, False, False, False]
    assert [result.note for result in read_results(session)] == ["Asked from the chair.", ""]
    csv = b"".join(export_csv(session.conference)).decode()
    assert csv.count("Asked from the chair.") == 2  # a line for each choice
    data = b"".join(export_json(session.conference)).decode()
    assert data.count('"from_chair": true') == 1


def test_mark_outlives_its_question(session):
    steer(session, "ask", kind="yes_no", open=True)
    steer(session, "close")
    Question.objects.filter(from_chair=True).delete()

    assert [result.from_chair for result in read_results(session)] == [True]


@pytest.mark.parametrize(
    ("args", "mistake"),
    [
        ({}, "kind: a text is needed"),
        ({"kind": "single", "choices": ["A", "B"]}, "prompt: a text is needed"),
        ({"kind": "single", "prompt": "Q?"}, "choices: at least two"),
        ({"kind": "single", "prompt": "Q?", "choices": ["A"]}, "choices: at least two"),
        ({"kind": "single", "prompt": "Q?", "choices": "A\nB"}, "choices: a list is needed: […]"),
        ({"kind": "single", "prompt": "Q?", "choices": ["A", 7]}, "choices[1]: a text is needed"),
        ({"kind": "yes_no", "prompt": "x" * 501}, "prompt: at most 500 characters, not 501"),
        ({"kind": ["yes_no"], "prompt": "Q?"}, "kind: a text is needed"),
    ],
)
def test_mistake_is_named_with_its_place_and_nothing_is_made(session, args, mistake):
    with pytest.raises(FileMistakes) as refused:
        steer(session, "ask", **args)

    assert mistake in refused.value.detail
    assert (Question.objects.count(), Session.objects.get().seq) == (3, session.seq)


@pytest.mark.parametrize("text", REFUSED, ids=REFUSED.get)
def test_text_that_nobody_can_read_is_refused(session, text):
    with pytest.raises(FileMistakes):
        steer(session, "ask", kind="yes_no", prompt=text)
    with pytest.raises(FileMistakes):
        steer(session, "ask", kind="single", prompt="Q?", choices=["Yes", text])

    assert Question.objects.count() == 3


def test_hostile_text_is_kept_whole(session):
    for text in ACCEPTED:
        steer(session, "ask", kind="single", prompt=text, choices=[text, "Other"])
        asked = on_screen(session)
        assert (asked.prompt, texts(asked)) == (text, [text, "Other"])


@pytest.mark.parametrize("args", [{"open": 1}, {"open": True, "seconds": 0}])
def test_argument_of_another_type_is_refused_and_makes_nothing(session, args):
    with pytest.raises(Malformed):
        steer(session, "ask", kind="yes_no", **args)

    assert Question.objects.count() == 3


def test_nothing_is_asked_beside_an_open_vote(session):
    steer(session, "next")
    steer(session, "open")

    with pytest.raises(WrongPhase):
        steer(session, "ask", kind="yes_no")

    assert Question.objects.count() == 3


def test_repeated_ref_asks_once(session):
    first = steer(session, "ask", kind="yes_no", ref="1")

    assert steer(session, "ask", kind="yes_no", ref="1") == first
    assert Question.objects.count() == 4
