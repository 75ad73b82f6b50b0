"""A question in a conference file: what it says, what it may leave out, what is wrong with it."""

import pytest

from polls.conference_files import read_conference_file
from tests.polls.files import file_with, mistakes_of, read_question


def test_defaults_fit_the_kind():
    single = read_question()
    assert (single.min_choices, single.max_choices) == (1, 1)
    assert (single.live, single.practice, single.help) == (None, False, "")

    multiple = read_question(kind="multiple", choices=["A", "B", "C"])
    assert (multiple.min_choices, multiple.max_choices) == (1, 3)


def test_tallies_move_as_the_question_says_or_else_as_its_conference_has_it():
    assert read_question().tallies == ""
    assert read_question(tallies="closed").tallies == "closed"
    assert not read_conference_file(file_with()).sensitive
    assert read_conference_file({**file_with(), "sensitive": True}).sensitive


@pytest.mark.parametrize(
    ("tallies", "what"),
    [
        ("often", "“often” is none of each, steps, closed"),
        ("quite often", "at most 8 characters, not 11"),
        (True, "a text is needed"),
    ],
)
def test_other_ways_of_moving_tallies_are_mistakes(tallies, what):
    content = file_with(tallies=tallies)

    assert mistakes_of(content) == [("sessions[0].questions[0].tallies", what)]


def test_preset_brings_its_choices():
    question = read_question(kind="yes_no", choices=None)

    assert (question.kind, question.choices) == ("single", ("Yes", "No"))
    assert read_question(kind="yes_no", choices=["Oui", "Non"]).choices == ("Oui", "Non")


@pytest.mark.parametrize(
    ("choice", "place"),
    [
        ({"id": "3"}, "sessions[0].questions[0].choices[1].text"),
        ({"text": 3}, "sessions[0].questions[0].choices[1].text"),
        ({"text": " "}, "sessions[0].questions[0].choices[1].text"),
        (["No"], "sessions[0].questions[0].choices[1]"),
    ],
)
def test_choice_without_a_text_is_a_mistake_in_its_place(choice, place):
    assert mistakes_of(file_with(choices=["Yes", choice])) == [(place, "a text is needed")]


def test_choices_that_look_the_same_are_the_same():
    assert mistakes_of(file_with(choices=["Yes", "Y\u200bes"])) == [
        ("sessions[0].questions[0].choices[1]", "“Y\u200bes” stands there already")
    ]


def test_lines_become_one():
    assert read_question(prompt="  Two\r\n  lines ").prompt == "Two lines"
