"""Keypads that a base station hears just as somebody lists, admits or replaces them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from polls.errors import Stale
from polls.keypad_lists import Listed
from polls.keypads import admit_held, hold_back, list_keypads
from polls.lost_keypads import replace_keypad
from tests.factories import ConferenceFactory

# SQLite lets one write after the other.
pytestmark = pytest.mark.parametrize("each_database", ["postgres"], indirect=True)


@pytest.fixture
def conference(each_database):
    """A conference with the keypad 17, and with 98, which waits to be admitted."""
    conference = ConferenceFactory()
    list_keypads(conference=conference, listed=[Listed("17")])
    hold_back(str(conference.pk), ["98"])
    return conference


@contextmanager
def heard_before(statement: str, conference, serial: str) -> Iterator[None]:
    """A base station hears a keypad, in a connection of its own, just before a statement."""
    heard = threading.Event()

    def hear():
        hold_back(str(conference.pk), [serial])
        connection.close()

    def interrupt(execute, sql, params, many, context):
        if sql.startswith(statement) and not heard.is_set():
            heard.set()
            station = threading.Thread(target=hear)
            station.start()
            station.join()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(interrupt):
        yield
    assert heard.is_set()


def states(conference) -> dict[str, tuple[str, str]]:
    """Every keypad's state and label by its serial."""
    rows = conference.keypads.values_list("serial", "state", "label")
    return {serial: (state, label) for serial, state, label in rows}


def test_keypad_that_is_heard_as_it_is_listed_is_listed(conference):
    with heard_before('INSERT INTO "polls_keypad"', conference, "99"):
        list_keypads(conference=conference, listed=[Listed("99", "Table 4")])

    assert states(conference)["99"] == ("known", "Table 4")


def test_keypad_that_is_heard_as_others_are_admitted_is_not_admitted_unseen(conference):
    with (
        heard_before('UPDATE "polls_keypad"', conference, "99"),
        pytest.raises(Stale, match="look again"),
    ):
        admit_held(conference=conference, seen=1)

    assert states(conference) == {"17": ("known", ""), "98": ("held", ""), "99": ("held", "")}


def test_keypad_that_is_heard_as_it_replaces_another_is_told(conference):
    with (
        heard_before('UPDATE "polls_keypad"', conference, "99"),
        pytest.raises(Stale, match="once more"),
    ):
        replace_keypad(conference=conference, serial="17", by="99")
    assert states(conference)["17"] == ("known", "")
    replace_keypad(conference=conference, serial="17", by="99")

    assert states(conference) == {
        "17": ("lost", ""), "98": ("held", ""), "99": ("known", ""),
    }  # fmt: skip
