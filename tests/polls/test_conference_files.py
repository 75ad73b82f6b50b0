"""Conference files: everything or nothing, every mistake in its place, and back again."""

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from polls.conference_files import export_conference, import_conference, read_conference_file
from polls.demo import DEMO_FILE
from polls.errors import FileMistakes, NotAllowed
from polls.models import Conference
from polls.texts import KEPT, as_seen, mistake_in
from tests.factories import UserFactory
from tests.polls.files import ONE, file_with, mistakes_of, read_question


def test_unknown_keys_are_left_out_and_named_with_their_place():
    choices = ["Yes", {"text": "No", "txet": "Never"}]
    asked = file_with(practise=True, colour="red", choices=choices)
    content = {**asked, "version": 3, "live": False}
    content["sessions"][0] |= {"rom": "Main hall", "questionss": []}
    file = read_conference_file(content)
    question = "sessions[0].questions[0]"

    assert (file.name, file.live) == ("C", False)
    assert file.warnings == (
        ("version", "unknown key, left out"),
        ("sessions[0].rom", "unknown key, left out; did you mean “room”?"),
        ("sessions[0].questionss", "unknown key, left out; did you mean “questions”?"),
        (f"{question}.practise", "unknown key, left out; did you mean “practice”?"),
        (f"{question}.colour", "unknown key, left out"),
        (f"{question}.choices[1].txet", "unknown key, left out; did you mean “text”?"),
    )


def test_unknown_keys_stand_beside_the_mistakes_that_they_make():
    with pytest.raises(FileMistakes) as raised:
        read_conference_file({"name": "C", "sesions": []})

    assert raised.value.mistakes == [("sessions", "a list is needed: […]")]
    assert raised.value.warnings == [("sesions", "unknown key, left out; did you mean “sessions”?")]


def test_comments_are_no_unknown_keys():
    question = {"x-source": "minutes", "_note": "ask Anna", "$id": 3}
    assert read_conference_file({**file_with(**question), "$schema": "…"}).warnings == ()


@pytest.mark.parametrize("key", ["\ud800", "a\u202eb", "<b>", "x" * 5000, "größe"])
def test_unknown_key_is_named_so_that_it_can_be_read_anywhere(key):
    ((place, _),) = read_conference_file({**file_with(), key: 1}).warnings

    assert place.isascii()
    assert place.isprintable()
    assert len(place) < 300


def test_only_so_many_unknown_keys_are_named():
    content = {**file_with(), **{f"key{number}": 1 for number in range(1000)}}

    assert len(read_conference_file(content).warnings) == 50


def test_what_the_api_tells_of_a_conference_is_a_file():
    told = {
        "id": "0b0d", "code": "ABC379", "door": "open", "expected": None, "name": "C",
        "sessions": [{"id": "1", "title": "S", "state": "ended", "questions": [{
            "id": "2", "kind": "single", "prompt": "Tea?",
            "choices": [{"id": "3", "text": "Yes"}, {"id": "4", "text": "No"}],
            "rounds": [{"id": "5", "number": 1, "phase": "sealed"}],
        }]}],
    }  # fmt: skip
    file = read_conference_file(told)

    assert file.warnings == ()
    assert file == read_conference_file(file_with())


DAY = 'a date such as "2026-11-22" is needed'
FLAG = "true or false is needed"
EXPECTED = "a whole number from 1 to 1000000 is needed"


@pytest.mark.parametrize(
    ("key", "value", "what"),
    [
        *(
            (key, value, DAY)
            for key in ("starts_on", "ends_on", "first_day", "last_day")
            for value in ("2026-13-40", "2026-02-30", "22.11.2026", "", 20261122, True, ["2026"])
        ),
        *(
            (key, value, FLAG)
            for key in ("live", "sensitive", "stage_is_public")
            for value in ("true", "false", "", 0, 1, [])
        ),
        *(("expected", value, EXPECTED) for value in ("100", 0, -1, 1.5, True, 10**30, [])),
        ("time_zone", "London", "“London” is not a time zone such as Europe/London."),
        ("time_zone", 1, "a text is needed"),
        ("languages", "en", "a list is needed: […]"),
        ("languages", {"en": True}, "a list is needed: […]"),
        ("sessions", "S", "a list is needed: […]"),
    ],
)
def test_value_of_the_wrong_kind_is_a_mistake_in_its_place(key, value, what):
    assert mistakes_of({**file_with(), key: value}) == [(key, what)]


def test_first_and_last_day_are_the_days_of_a_conference_too():
    file = read_conference_file(
        {**file_with(), "first_day": "2026-11-22", "last_day": "2026-11-23"}
    )

    assert (file.starts_on, file.ends_on) == (date(2026, 11, 22), date(2026, 11, 23))
    assert file.warnings == ()
    twice = {**file_with(), "first_day": "2026-11-22", "starts_on": "2026-11-21"}
    assert mistakes_of(twice) == [("first_day", "starts_on says it already")]


def test_every_mistake_is_named_with_its_place():
    content = {
        "name": "",
        "live": "yes",
        "starts_on": "tomorrow",
        "time_zone": "Mars/Olympus",
        "languages": ["en", 7],
        "sessions": [
            {
                "title": 1,
                "questions": [
                    {**ONE, "choices": ["Only one"]},
                    {**ONE, "kind": "essay"},
                    {**ONE, "choices": ["A", "A", 3], "prompt": None},
                    {**ONE, "kind": "multiple", "min_choices": 0, "max_choices": True},
                    "no object",
                ],
            },
            {"title": "No questions"},
        ],
    }

    assert mistakes_of(content) == [
        ("name", "a text is needed"),
        ("live", "true or false is needed"),
        ("starts_on", 'a date such as "2026-11-22" is needed'),
        ("time_zone", "“Mars/Olympus” is not a time zone such as Europe/London."),
        ("languages[1]", 'a code such as "en" is needed'),
        ("sessions[0].title", "a text is needed"),
        ("sessions[0].questions[0].choices", "at least two"),
        (
            "sessions[0].questions[1].kind",
            "“essay” is none of single, multiple, yes_no, agree_disagree, one_to_five",
        ),
        ("sessions[0].questions[2].prompt", "a text is needed"),
        ("sessions[0].questions[2].choices[2]", "a text is needed"),
        ("sessions[0].questions[2].choices[1]", "“A” stands there already"),
        ("sessions[0].questions[3].min_choices", "a whole number from 1 to 100 is needed"),
        ("sessions[0].questions[3].max_choices", "a whole number from 1 to 100 is needed"),
        ("sessions[0].questions[4]", "an object is needed: {…}"),
        ("sessions[1].questions", "a list is needed: […]"),
    ]


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ('{"name": "C",\n "sessions": ]', "line 2, column 14"),
        (b'{"name": "\xff"}', "byte 10"),
        ("[" * 100_000, "file"),
        ("NaN", "file"),
        ("1" * 10_000, "file"),
        ("[]", "file"),
        ('"text"', "file"),
        ("", "line 1, column 1"),
    ],
)
def test_what_is_no_file_says_where(content, place):
    assert [where for where, _ in mistakes_of(content)] == [place]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a\0b", "contains U+0000, which is no character of a text"),
        ("\ud800", "contains U+D800, which is no character of a text"),
        ("\u202eseY", "contains U+202E, which is no character of a text"),
        ("\u2060\u200b\u200d", "contains nothing that can be seen"),
    ],
)
def test_what_is_no_readable_text_is_refused_in_every_place(text, what):
    question = {"kind": "single", "prompt": text, "help": text, "choices": ["Yes", text]}
    session = {"title": text, "room": text, "questions": [question]}
    places = ["name", "sessions[0].title", "sessions[0].room"]
    asked = [f"sessions[0].questions[0].{key}" for key in ("prompt", "help", "choices[1]")]

    assert mistakes_of({"name": text, "sessions": [session]}) == [
        (place, what) for place in [*places, *asked]
    ]


def test_lengths_are_those_of_the_database():
    assert read_question(prompt="x" * 500, help="x" * 500).prompt == "x" * 500
    assert mistakes_of(file_with(prompt="x" * 501)) == [
        ("sessions[0].questions[0].prompt", "at most 500 characters, not 501")
    ]


def test_numbers_of_sessions_and_questions_are_limited():
    session = {"title": "S", "questions": []}
    assert mistakes_of({"name": "C", "sessions": [session] * 201}) == [
        ("sessions", "at most 200, not 201")
    ]
    full = {"title": "S", "questions": [ONE] * 251}
    assert mistakes_of({"name": "C", "sessions": [full] * 2}) == [
        ("sessions", "at most 500 questions in all")
    ]


def test_conference_ends_not_before_it_starts():
    content = {**file_with(), "starts_on": "2026-11-23", "ends_on": "2026-11-22"}
    assert mistakes_of(content) == [("ends_on", "not before starts_on")]


@pytest.mark.django_db
def test_import_makes_the_importer_organiser():
    user = UserFactory(organises=True)
    conference = import_conference(file=read_conference_file(file_with()), by=user)

    assert list(conference.organisers.all()) == [user]
    assert conference.sessions.get().questions.get().choices.count() == 2


@pytest.mark.django_db
def test_import_by_somebody_who_may_not_changes_nothing():
    with pytest.raises(NotAllowed):
        import_conference(file=read_conference_file(file_with()), by=UserFactory())
    assert not Conference.objects.exists()


@pytest.mark.django_db
def test_demo_comes_back_equal():
    file = read_conference_file(DEMO_FILE.read_bytes())
    conference = import_conference(file=file, by=None)

    assert read_conference_file(export_conference(conference)) == file


def test_demo_opens_with_practice_and_six_questions():
    questions = read_conference_file(DEMO_FILE.read_text()).sessions[0].questions

    assert [question.practice for question in questions] == [True] + [False] * 6
    assert questions[0].prompt == "Tea or coffee?"
    assert [len(question.choices) for question in questions[1:]] == [4, 4, 3, 6, 3, 2]


characters = st.characters(
    exclude_categories=["Cc", "Cs", "Cf", "Zl", "Zp"], include_characters=sorted(KEPT)
)
texts = st.text(characters, max_size=60).filter(lambda text: not mistake_in(text.strip()))
wanted_texts = texts.filter(lambda text: text.strip())
choices = st.lists(
    wanted_texts, min_size=2, max_size=6, unique_by=lambda text: as_seen(text.strip())
)
flags = st.booleans()
questions = st.fixed_dictionaries(
    {"kind": st.sampled_from(["single", "multiple"]), "prompt": wanted_texts, "choices": choices},
    optional={
        "help": texts,
        "live": flags,
        "tallies": st.sampled_from(["each", "steps", "closed"]),
        "practice": flags,
    },
)
sessions = st.fixed_dictionaries(
    {"title": wanted_texts, "questions": st.lists(questions, max_size=3)}, optional={"room": texts}
)
files = st.fixed_dictionaries(
    {"name": wanted_texts, "sessions": st.lists(sessions, max_size=3)},
    optional={
        "live": flags,
        "sensitive": flags,
        "stage_is_public": flags,
        "starts_on": st.dates(max_value=date(2030, 1, 1)).map(str),
        "ends_on": st.dates(min_value=date(2030, 1, 1)).map(str),
        "time_zone": st.sampled_from(["Europe/London", "Europe/Berlin", "UTC"]),
        "languages": st.lists(st.sampled_from(["en", "cy", "pt-BR"]), max_size=3),
        "expected": st.integers(1, 1_000_000),
    },
)


class RoundTrip(TestCase):
    """Whatever reads without a mistake comes back equal from the database."""

    @settings(deadline=None, max_examples=40)
    @given(files)
    def test_imported_file_is_exported_equal(self, content):
        file = read_conference_file(json.dumps(content))
        exported = export_conference(import_conference(file=file, by=None))

        assert read_conference_file(json.dumps(exported)) == file
