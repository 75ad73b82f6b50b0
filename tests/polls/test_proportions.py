"""Files that say how simulated delegates vote."""

import json

import pytest

from polls import demo
from polls.conference_files import import_conference, read_conference_file
from polls.errors import FileMistakes
from polls.models import Conference, Session
from polls.proportions import check_proportions, read_proportions, reported_proportions
from tests.factories import QuestionFactory, SessionFactory

PROMPT = "Is a social insurance scheme needed?"


def file(*questions: object) -> str:
    return json.dumps({"questions": questions})


def mistakes_of(content: str) -> list[tuple[str, str]]:
    with pytest.raises(FileMistakes) as caught:
        read_proportions(content)
    return caught.value.mistakes


def test_file_is_read_by_prompt_and_choice():
    read = read_proportions(file({"prompt": PROMPT, "choices": {"Yes": 32, "No": 45.5}}))

    assert read == {PROMPT: {"Yes": 32, "No": 45.5}}


def test_every_mistake_is_named_with_its_place():
    content = file(
        {"prompt": "", "choices": {"Yes": 32}},
        {"prompt": PROMPT, "choices": [32, 22]},
        {"prompt": PROMPT, "choices": {"Yes": 101, "No": "19", "Perhaps": True}},
        "nothing",
    )

    assert mistakes_of(content) == [
        ("questions[0].prompt", "a text is needed"),
        ("questions[1].choices", 'percentages are needed: {"…": 32}'),
        ("questions[2].prompt", "this question stands here twice"),
        ('questions[2].choices["Yes"]', "a percentage from 0 to 100 is needed"),
        ('questions[2].choices["No"]', "a percentage from 0 to 100 is needed"),
        ('questions[2].choices["Perhaps"]', "a percentage from 0 to 100 is needed"),
        ("questions[3]", "an object is needed: {…}"),
    ]


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"questions": {}}'])
def test_what_is_no_such_file_is_refused(content):
    assert mistakes_of(content)


@pytest.mark.django_db
def test_proportions_must_fit_the_session():
    session = SessionFactory()
    QuestionFactory(session=session, prompt=PROMPT)
    QuestionFactory(session=session, prompt="Which of them?", max_choices=2)

    check_proportions({PROMPT: {"Yes": 60, "No": 40}, "Which of them?": {"Yes": 90}}, session)
    with pytest.raises(FileMistakes) as caught:
        check_proportions(
            {
                PROMPT: {"Yes": 60, "No": 41, "Never": 0},
                "Another?": {},
                "Which of them?": {"Yes": 100, "No": 80, "Perhaps": 21},
            },
            session,
        )
    assert caught.value.mistakes == [
        ("questions[0].choices", "the question has no choice “Never”"),
        ("questions[0].choices", "they add up to more than 100 %, and 1 may be chosen"),
        ("questions[1].prompt", "the session has no such question"),
        ("questions[2].choices", "they add up to more than 200 %, and 2 may be chosen"),
    ]


@pytest.fixture
def demo_conference(django_user_model) -> Conference:
    """The demo conference, as a first start brings it."""
    by = django_user_model.objects.create(username="organiser", organises=True)
    return import_conference(file=read_conference_file(demo.DEMO_FILE.read_bytes()), by=by)


@pytest.mark.django_db
def test_demo_conference_reports_its_six_questions(demo_conference):
    first, second, *_ = demo_conference.sessions.all()

    reported = reported_proportions(first)

    assert list(reported) == [question.prompt for question in first.questions.all()][1:]
    assert list(reported[PROMPTS[0]].values()) == [32, 22, 27, 19]
    check_proportions(reported, first)
    assert reported_proportions(second) == {}


PROMPTS = ["Is a social insurance scheme needed to fund the reform of care and support?"]


@pytest.mark.django_db
def test_nothing_is_reported_of_another_conference_or_of_an_edited_question(demo_conference):
    session = demo_conference.sessions.first()
    choice = session.questions.get(prompt=PROMPTS[0]).choices.first()
    choice.text = "Yes, of course"
    choice.save()

    assert len(reported_proportions(session)) == 5
    Conference.objects.filter(pk=demo_conference.pk).update(name="Ours")
    assert reported_proportions(Session.objects.get(pk=session.pk)) == {}
