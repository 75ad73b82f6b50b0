"""Two people, or two tabs, at one thing: the later save undoes nothing unseen."""

import html
import re
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.urls import reverse

from polls import preparing
from polls.contents import Overtaken, content_of, mark_of
from polls.errors import Stale
from polls.models import Conference, Question, Session
from polls.question_files import QuestionFile
from tests.factories import ConferenceFactory, QuestionFactory, RoundFactory, SessionFactory

SAVE_ANYWAY = "Save all the same"


def read(response):
    """The words of a page."""
    text = html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))
    return " ".join(text.split())


def hidden(response):
    """The mark that a form carries."""
    return re.search(r'name="seen" value="(\w+)"', response.content.decode())[1]


CASES = {
    "edit_conference": (
        Conference,
        {"name": "Mine", "time_zone": "Europe/London", "languages": "en", "live": "on"},
        {"name": "Theirs"},
        "Name: Theirs",
    ),
    "edit_session": (Session, {"title": "Mine", "room": ""}, {"title": "Theirs"}, "Title: Theirs"),
    "edit_question": (
        Question,
        {"kind": "single", "prompt": "Mine?", "choices": "Yes\r\nNo", "live": ""},
        {"prompt": "Theirs?"},
        "Question: Theirs?",
    ),
}
TEXT = {Conference: "name", Session: "title", Question: "prompt"}


@pytest.fixture(params=CASES)
def case(request, question):
    """A page, what is typed there, and what somebody else wrote meanwhile, told in words."""
    model, typed, theirs, told = CASES[request.param]
    of = {Conference: question.session.conference, Session: question.session, Question: question}
    address = reverse(request.param, args=[of[model].pk])
    return model, address, typed, theirs, told


def test_save_over_somebody_elses_change_is_refused_and_says_what_stands(laptop, case):
    model, address, typed, theirs, told = case
    seen = hidden(laptop.get(address))
    model.objects.update(**theirs)

    answer = laptop.post(address, {**typed, "seen": seen})
    page = read(answer)

    assert answer.status_code == 422
    assert "This was changed after you opened the form. Nothing was saved." in page
    assert told in page
    assert SAVE_ANYWAY in page
    assert answer.context["form"][TEXT[model]].value() == typed[TEXT[model]]
    assert model.objects.filter(**theirs).exists()


def test_second_press_saves_all_the_same(laptop, case):
    model, address, typed, theirs, _ = case
    seen = hidden(laptop.get(address))
    model.objects.update(**theirs)
    again = hidden(laptop.post(address, {**typed, "seen": seen}))

    assert laptop.post(address, {**typed, "seen": again}).status_code == 302
    assert getattr(model.objects.get(), TEXT[model]) == typed[TEXT[model]]


def test_second_press_is_refused_where_it_changed_once_more(laptop, case):
    model, address, typed, theirs, _ = case
    seen = hidden(laptop.get(address))
    model.objects.update(**theirs)
    again = hidden(laptop.post(address, {**typed, "seen": seen}))
    model.objects.update(**{TEXT[model]: "Once more"})
    answer = laptop.post(address, {**typed, "seen": again})

    assert answer.status_code == 422
    assert ": Once more" in read(answer)


def test_what_nobody_else_changed_is_saved_at_once_and_twice_the_same_too(laptop, case):
    model, address, typed, _, _ = case
    seen = hidden(laptop.get(address))

    assert laptop.post(address, {**typed, "seen": seen}).status_code == 302
    assert laptop.post(address, {**typed, "seen": seen}).status_code == 302
    assert getattr(model.objects.get(), TEXT[model]) == typed[TEXT[model]]


def test_a_mistake_in_between_does_not_hide_that_it_was_changed(laptop, case):
    model, address, typed, theirs, _ = case
    seen = hidden(laptop.get(address))
    model.objects.update(**theirs)
    wrong = laptop.post(address, {**typed, TEXT[model]: "", "seen": seen})

    assert hidden(wrong) == seen
    assert laptop.post(address, {**typed, "seen": hidden(wrong)}).status_code == 422
    assert model.objects.filter(**theirs).exists()


def test_changed_choices_are_told_and_what_is_unchanged_is_not(laptop, question):
    address = reverse("edit_question", args=[question.pk])
    seen = hidden(laptop.get(address))
    question.choices.create(text="Perhaps", position=7)
    sent = {"kind": "single", "prompt": question.prompt, "choices": "Yes\r\nNo", "seen": seen}
    answer = laptop.post(address, sent)

    assert answer.context["stands"] == [("Choices", "Yes / No / Perhaps")]
    assert question.choices.count() == 3


def test_every_field_is_told_in_words(laptop, conference):
    address = reverse("edit_conference", args=[conference.pk])
    seen = hidden(laptop.get(address))
    Conference.objects.update(starts_on="2026-11-22", sensitive=True, expected=None)
    sent = {
        "name": conference.name,
        "time_zone": "UTC",
        "languages": "en",
        "live": "on",
        "stage_is_public": "on",
        "expected": "80",
        "seen": seen,
    }
    assert laptop.post(address, sent).context["stands"] == [
        ("First day", "2026-11-22"),
        ("People expected", "nothing"),
        ("Time zone", "Europe/London"),
        ("Sensitive: counts move in steps", "yes"),
    ]


def test_what_was_deleted_between_look_and_lock_says_so(laptop, question):
    other = Question.objects.get(pk=question.pk)
    question.delete()
    with pytest.raises(Stale, match="deleted"):
        preparing.save_question(question=other, file=content_file())
    assert not Question.objects.exists()

    held = Session.objects.get()
    Session.objects.all().delete()
    with pytest.raises(Stale, match="deleted"):
        preparing.save_session(session=held)
    with pytest.raises(Stale, match="deleted"):
        preparing.save_question(question=Question(session=held), file=content_file())
    with pytest.raises(Stale, match="deleted"):
        preparing.delete_session(session=held)
    assert not Session.objects.exists()


def content_file():
    """A question as a form reads it."""
    read_question = QuestionFile
    return read_question("single", "Tea?", "", ("Yes", "No"), 1, 1, None, "", False)


def test_edit_leaves_the_place_that_a_question_was_moved_to(question):
    stale = Question.objects.get(pk=question.pk)
    last = QuestionFactory(session=question.session)
    preparing.move_question(question=question, steps=1)
    preparing.save_question(question=stale, file=content_file())

    assert [q.pk for q in question.session.questions.all()] == [last.pk, question.pk]


@pytest.mark.parametrize("made", [ConferenceFactory, SessionFactory, QuestionFactory])
def test_of_two_saves_at_once_exactly_one_is_taken(each_database, made):
    thing = made()
    seen, barrier, told = mark_of(content_of(thing)), Barrier(2), []

    def save(words):
        try:
            mine = type(thing).objects.get(pk=thing.pk)
            barrier.wait(10)
            save_as(mine, words, seen)
            told.append(words)
        except Overtaken:
            told.append("overtaken")
        finally:
            connection.close()

    both = [Thread(target=save, args=(words,)) for words in ("One", "Two")]
    for each in both:
        each.start()
    for each in both:
        each.join(20)

    stands = getattr(type(thing).objects.get(), TEXT[type(thing)])
    assert sorted(told) == sorted([stands, "overtaken"])


def save_as(thing, words, seen):
    """Save a thing under other words."""
    if isinstance(thing, Question):
        file = QuestionFile("single", words, "", ("Yes", "No"), 1, 1, None, "", False)
        preparing.save_question(question=thing, file=file, seen=seen)
        return
    setattr(thing, TEXT[type(thing)], words)
    rule = preparing.save_session if isinstance(thing, Session) else preparing.save_conference
    rule(**{type(thing).__name__.lower(): thing}, seen=seen)


DELETING = {
    "delete_session": "This session is live. End it first",
    "delete_question": "The room is voting. Close the vote first",
    "delete_conference": "The room is voting. Close the vote first",
    "end_conference": "The room is voting. Close the vote first",
}


@pytest.mark.parametrize("name", DELETING)
def test_what_cannot_be_done_is_said_beforehand_without_a_button(laptop, question, name):
    round = RoundFactory(question=question)
    of = {"question": question, "session": question.session}
    thing = of.get(name.partition("_")[2], question.session.conference)
    address = reverse(name, args=[thing.pk])
    answer = laptop.get(address)
    page = answer.content.decode().partition("<main")[2]

    assert DELETING[name] in read(answer)
    assert "<button" not in page
    assert "<input" not in page
    assert DELETING[name] in read(laptop.post(address, {"name": "New Realities"}))
    assert type(thing).objects.exists()

    round.delete()
    Session.objects.update(state="draft")
    assert "<button" in laptop.get(address).content.decode().partition("<main")[2]


@pytest.mark.parametrize(
    ("name", "one", "two"),
    [
        (
            "delete_session",
            "Deleted with it: 1 question, and the results of 1 vote.",
            "Deleted with it: 2 questions, and the results of 2 votes.",
        ),
        ("delete_question", "results of 1 vote on it stay", "results of 2 votes on it stay"),
        (
            "delete_conference",
            "Deleted with it: 1 session, and the results of 1 vote.",
            "Deleted with it: 2 sessions, and the results of 2 votes.",
        ),
    ],
)
def test_one_is_one_and_two_are_two(laptop, question, name, one, two):
    Session.objects.update(state="draft")
    of = {"question": question, "session": question.session}
    thing = of.get(name.partition("_")[2], question.session.conference)
    address = reverse(name, args=[thing.pk])
    RoundFactory(question=question, phase="closed", shown=False)
    assert one in read(laptop.get(address))

    RoundFactory(question=question, phase="closed", shown=False)
    QuestionFactory(session=question.session)
    SessionFactory(conference=question.session.conference)
    assert two in read(laptop.get(address))
