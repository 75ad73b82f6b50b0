"""Troubles begin, turn into one another and pass; neighbours come and go."""

from datetime import UTC, datetime, timedelta

import pytest

from live.neighbours import DRAINING, FORGET, SILENT, Neighbours
from live.trouble import CALM, KEPT, NOW, PASSED, SEEN, Servers, Trouble

START = datetime(2026, 11, 22, 14, 3, tzinfo=UTC)


class Lookout:
    """Looks at signs, a second after another."""

    def __init__(self) -> None:
        self.trouble = Trouble()
        self.at = START

    def look(self, *whats: str, times: int = 1, refused: int = 0, servers=None, **numbers) -> None:
        signs = dict.fromkeys(whats, 1) | numbers
        for _ in range(times):
            self.trouble.look(signs, at=self.at, refused=refused, servers=servers or Servers())
            self.at += timedelta(seconds=1)

    @property
    def now(self) -> list[dict]:
        return self.trouble.message(None)["now"]

    @property
    def passed(self) -> list[dict]:
        return self.trouble.message(None)["passed"]


@pytest.fixture
def lookout():
    return Lookout()


def test_one_sign_alone_is_no_trouble(lookout):
    lookout.look("database", times=SEEN - 1)
    lookout.look()

    assert (lookout.now, lookout.passed) == ([], [])


def test_trouble_is_told_from_its_first_sign(lookout):
    lookout.look("database", times=SEEN)

    assert lookout.now == [
        {
            "what": "database",
            "since": "2026-11-22T14:03:00Z",
            "holds": True,
            "sentence": NOW["database"],
        }
    ]


def test_trouble_that_pauses_has_not_passed(lookout):
    lookout.look("database", times=SEEN)
    lookout.look(times=CALM - 1)
    lookout.look("database")
    lookout.look(times=CALM - 1)

    assert [trouble["since"] for trouble in lookout.now] == ["2026-11-22T14:03:00Z"]
    assert lookout.passed == []


def test_what_has_passed_is_told_for_a_minute(lookout):
    lookout.look("database", times=SEEN)
    lookout.look(times=CALM)
    passed = lookout.passed
    lookout.look(times=KEPT - 1)
    still = lookout.passed
    lookout.look()

    assert lookout.now == []
    assert passed == still
    assert [(one["since"], one["until"]) for one in passed] == [
        ("2026-11-22T14:03:00Z", "2026-11-22T14:03:07Z")
    ]
    assert lookout.passed == []


@pytest.mark.parametrize("what", ["disk", "slow"])
def test_what_turns_into_a_database_away_has_not_passed(lookout, what):
    lookout.look(what, times=SEEN)
    lookout.look("database", times=CALM)

    assert [(one["what"], one["since"]) for one in lookout.now] == [
        ("database", "2026-11-22T14:03:00Z")
    ]
    assert lookout.passed == []


@pytest.mark.parametrize(
    ("refused", "servers", "ending"),
    [
        (0, 1, " No vote was refused meanwhile."),
        (3, 1, " Votes that were held back are sent again by themselves: give them a moment."),
        (3, 2, " Votes that were held back are sent again by themselves: give them a moment."),
        (0, 2, ""),
    ],
)
def test_end_says_of_votes_only_what_is_known_here(lookout, refused, servers, ending):
    many = Servers(servers, servers)
    lookout.look("database", times=SEEN, refused=5, servers=many)
    lookout.look(times=CALM, refused=5 + refused, servers=many)

    assert lookout.passed[0]["sentence"] == PASSED["database"] + ending


def test_sentence_counts_servers(lookout):
    lookout.look(times=SEEN, servers=Servers(2, 4), other_gone=2)

    assert lookout.now[0]["sentence"].startswith("2 of 4 servers do not answer; their phones")


@pytest.mark.parametrize("what", ["other_draining", "other_gone", "other_database"])
def test_server_that_does_not_come_back_is_said_to_be_missing(lookout, what):
    lookout.look(what, times=SEEN, servers=Servers(1, 2))
    lookout.look(times=CALM, servers=Servers(1, 1))

    assert lookout.passed[0]["sentence"] == "The room goes on with 1 of 2 servers."


@pytest.mark.parametrize("what", NOW)
def test_every_kind_has_a_beginning_and_an_end(lookout, what):
    lookout.look(what, times=SEEN, servers=Servers(1, 2))
    lookout.look(times=CALM, servers=Servers(2, 2))

    assert "{" not in lookout.passed[0]["sentence"]
    assert set(NOW) == set(PASSED)


WELL: frozenset[str] = frozenset()


def test_neighbour_that_drains_is_missed_until_another_comes():
    neighbours = Neighbours()
    neighbours.hear("a", WELL, 0.0)
    neighbours.hear("a", frozenset({DRAINING}), 1.0)
    neighbours.hear("a", frozenset({DRAINING}), 1.1)
    missed = neighbours.signs(WELL), neighbours.present, neighbours.expected
    neighbours.hear("b", WELL, 2.0)

    assert missed == ({"other_draining": 1}, 1, 2)
    assert (neighbours.signs(WELL), neighbours.present, neighbours.expected) == ({}, 2, 2)


def test_neighbour_that_falls_silent_is_gone_until_it_speaks_again():
    neighbours = Neighbours()
    neighbours.hear("a", WELL, 0.0)
    neighbours.hear("b", WELL, 1.0)
    neighbours.look(SILENT + 0.5, deaf=False)
    missed = neighbours.signs(WELL)
    neighbours.hear("a", WELL, 5.0)

    assert missed == {"other_gone": 1}
    assert (neighbours.signs(WELL), neighbours.present) == ({}, 3)


def test_nobody_is_missed_by_the_deaf():
    neighbours = Neighbours()
    neighbours.hear("a", WELL, 0.0)
    neighbours.look(100.0, deaf=True)
    neighbours.look(100.0 + SILENT, deaf=False)

    assert neighbours.signs(WELL) == {}


def test_neighbour_that_never_comes_back_is_waited_for_a_minute():
    neighbours = Neighbours()
    neighbours.hear("a", WELL, 0.0)
    neighbours.hear("a", frozenset({DRAINING}), 1.0)
    neighbours.look(1.0 + FORGET, deaf=False)
    waited = neighbours.expected
    neighbours.look(1.1 + FORGET, deaf=False)

    assert (waited, neighbours.expected) == (2, 1)


def test_what_ails_all_alike_is_no_trouble_of_others():
    neighbours = Neighbours()
    neighbours.hear("a", frozenset({"database"}), 0.0)

    assert neighbours.signs(WELL) == {"other_database": 1}
    assert neighbours.signs(frozenset({"database"})) == {}
