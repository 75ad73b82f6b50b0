"""What a delegate's page shows, and that its script can take over from it."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

from live.pages.phone import Phone
from live.pages.phone_pieces import BLANKS, MODULES
from live.pages.phone_words import LATE, OVER
from live.pages.place import Place
from polls.kinds import ASKED
from tests.node import needs_node, told_by

SCRIPTS = Path(settings.BASE_DIR) / "static" / "js"


def question(kind: str = "single", least: int = 1, most: int = 1, offered: int = 3) -> dict:
    """A question as the protocol has it."""
    return {
        "id": "q1",
        "kind": kind,
        "prompt": "Tea or coffee?",
        "help": "",
        "min_choices": least,
        "max_choices": most,
        "choices": [{"id": f"c{place}", "text": f"Choice {place}"} for place in range(offered)],
    }


def phone(phase: str = "open", answer: list[str] | None = None, **more: object) -> Phone:
    """A phone in a round on a question."""
    state = {
        "session": {"id": "s1", "title": "Drinks"},
        "phase": phase,
        "practice": False,
        "rehearsal": False,
        "stopped": False,
        "round": {"id": "r1", "number": 1, "closes_at": None},
        "question": question(),
        "results": None,
        **more,
    }
    place = Place("ABC789", "Conference", "/j/ABC789/")
    return Phone(place=place, state=state, mine={"answer": answer})


def imports_of(name: str) -> set[str]:
    """Every module that a script imports, and those that they import."""
    text = (SCRIPTS / name).read_text()
    direct = set(re.findall(r'^import .* from "\./(.+)";$', text, re.MULTILINE))
    return direct.union(*(imports_of(module) for module in direct))


def test_every_module_is_fetched_with_the_page():
    assert sorted(MODULES) == sorted(f"js/{name}" for name in imports_of("delegate.js"))


def test_every_import_ends_in_a_semicolon():
    for name in [*imports_of("delegate.js"), "delegate.js"]:
        lines = (SCRIPTS / name).read_text().splitlines()
        assert [line for line in lines if line.startswith("import") and line[-1] != ";"] == []


def test_the_markup_that_the_script_copies_has_the_name_of_its_view():
    views = [(name, file) for name, file in BLANKS if not name.endswith("-row")]

    for name, file in views:
        blank = get_template(file).render({"page": None, "row": None})
        assert f'data-view="{name}"' in blank


@pytest.mark.parametrize(
    ("phase", "more", "view"),
    [
        ("waiting", {"question": None, "round": None}, "waiting"),
        ("waiting", {"question": None, "round": None, "sessions": [{}, {}]}, "rooms"),
        ("waiting", {"round": None}, "still"),
        ("open", {}, "vote"),
        ("closed", {}, "still"),
        ("revealed", {}, "result"),
        ("ended", {}, "ended"),
    ],
)
def test_each_phase_has_its_view(phase, more, view):
    assert phone(phase, **more).view == view


def test_a_view_is_named_as_the_script_names_it():
    assert phone().key == "open s1 q1 r1"
    assert phone("waiting", session=None, question=None, round=None).key == "waiting   "


@pytest.mark.parametrize(
    ("kind", "least", "most", "offered", "hint"),
    [
        ("single", 1, 1, 3, "Choose one."),
        ("multiple", 2, 2, 3, "Choose exactly 2."),
        ("multiple", 1, 3, 3, "Choose as many as you like."),
        ("multiple", 1, 2, 3, "Choose up to 2."),
        ("multiple", 2, 3, 3, "Choose at least 2."),
        ("multiple", 2, 3, 4, "Choose from 2 to 3."),
    ],
)
def test_how_many_to_choose_is_told_in_words(kind, least, most, offered, hint):
    assert phone(question=question(kind, least, most, offered)).hint == hint


def test_the_title_begins_with_what_became_of_the_vote():
    assert phone(answer=["c1"]).title == "Your vote is in: B – Tea or coffee? – Conference"
    assert phone().title == "Tea or coffee? – Conference"


SEALED = {"id": "r1", "number": 1, "closes_at": None, "sealed": True}
RESTORED = {"id": "r1", "number": 1, "closes_at": None, "sealed": False, "as_of_backup": True}


@pytest.mark.parametrize("answer", [None, ["c1"]])
def test_a_sealed_round_says_that_nobody_can_tell_whoever_asks(answer):
    sealed = phone("closed", answer, round=SEALED)

    assert (sealed.status, sealed.mood) == (
        "Your answer can no longer be traced, even by us",
        "none",
    )
    assert [row.checked for row in sealed.rows] == [False] * 3


def test_a_seal_that_the_state_does_not_know_yet_is_told_by_the_ballot():
    place = Place("ABC789", "Conference", "/j/ABC789/")
    mine = {"answer": None, "sealed": True}

    told = Phone(place=place, state=phone("closed").state, mine=mine)

    assert told.status == "Your answer can no longer be traced, even by us"


def test_a_round_without_its_key_offers_no_form_and_says_nothing_of_a_ballot():
    restored = phone("open", round=RESTORED)

    assert (restored.view, restored.status) == ("still", "")
    assert restored.lead == "This vote was restored from a backup. It takes no further answers."


def test_equal_counts_have_equal_percentages_and_a_note_where_they_miss_a_hundred():
    counts = [{"choice": f"c{place}", "count": 1} for place in range(3)]
    thirds = phone("revealed", results={"ballots": 3, "counts": counts, "sentence": ""})

    assert [row.percent for row in thirds.rows] == [33, 33, 33]
    assert thirds.note == "Percentages are rounded and do not add up to 100."


def counted(kind: str, counts: list[int], ballots: int) -> Phone:
    """A phone that is shown a result."""
    lines = [{"choice": f"c{place}", "count": count} for place, count in enumerate(counts)]
    asked = question(kind, 1, len(counts), len(counts))
    results = {"ballots": ballots, "counts": lines, "sentence": ""}
    return phone("revealed", question=asked, results=results)


@needs_node
def test_the_script_says_the_same_note_beneath_a_result():
    cases = [
        (kind, counts, ballots)
        for kind in ASKED
        for counts, ballots in [([1, 1, 1], 3), ([2, 1, 1], 4), ([0, 0, 0], 0)]
    ]
    told = told_by("figures.js", "given.map((result) => it.resultNote(...result))", cases)

    assert told == [counted(*case).note for case in cases]
    assert len(set(told)) == 3


@needs_node
def test_the_script_says_the_same_hint_and_the_same_sentences():
    asked = [
        question(kind, least, most, 4)
        for kind in ASKED
        for least, most in [(1, 1), (1, 3), (1, 4), (2, 2), (2, 3), (2, 4)]
    ]

    assert told_by("words.js", "given.map(it.hint)", asked) == [
        phone(question=one).hint for one in asked
    ]
    assert told_by("words.js", "[it.LATE, it.OVER]") == [LATE, OVER]


def test_a_session_that_repeats_the_conferences_name_is_not_told_twice():
    assert phone(session={"id": "s1", "title": "Conference"}).banner == ""
    assert phone().banner == "Drinks"


def test_a_chosen_session_stays_in_every_address():
    place = Place("ABC789", "Conference", "/j/ABC789/", session="a&b")
    chosen = Phone(place=place, state=phone().state, mine={"answer": None})

    assert chosen.vote_address == "/j/ABC789/vote?session=a%26b"
    assert chosen.data["socket"] == "/ws/delegate/ABC789/?session=a%26b"
