"""What covers the picture as the pages tell it before any script runs, and as their scripts do."""

from datetime import UTC, datetime, timedelta

import pytest

from live.pages.screen import screen_line, screen_view
from live.pages.stage import screen_of
from tests.node import needs_node, told_by

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
BREAK = {"kind": "break", "ends_at": "2026-07-01T13:30:00Z", "time_zone": "Europe/London"}
MESSAGE = {"kind": "message", "text": "Lunch is served"}
#: Minutes after noon at which sentences differ.
MOMENTS = (0, 60, 88.4, 88.6, 89, 89.5, 89.99, 90, 90.01, 200)


def test_break_is_told_in_the_time_of_the_conference():
    assert screen_line(BREAK, NOON) == "Break. Back at 14:30. About 90 minutes are left."
    assert screen_line(BREAK, NOON + timedelta(hours=2)) == "The break is over."
    assert screen_view({"screen": BREAK}, NOON)["time"] == "14:30"


def test_phone_is_told_a_message_and_not_how_to_join():
    assert screen_line(MESSAGE, NOON) == "Lunch is served"
    assert screen_line({"kind": "join"}, NOON) == ""
    assert screen_line(None, NOON) == ""


@needs_node
@pytest.mark.parametrize(
    ("state", "screen"),
    [
        ({"screen": {"kind": "join"}}, "waiting"),
        ({"screen": MESSAGE}, "message"),
        ({"screen": BREAK}, "break"),
        ({"screen": MESSAGE, "blank": True}, "blank"),
        ({"screen": MESSAGE, "phase": "ended"}, "ended"),
        ({"screen": None}, "agenda"),
    ],
)
def test_what_covers_the_picture_goes_before_agenda_and_question(state, screen):
    whole = {"blank": False, "phase": "closed", "agenda": {"id": "a"}, "question": {"id": "q"}}
    whole |= state

    assert screen_of(whole) == screen
    assert told_by("stage/view.js", "it.screenOf(given)", whole) == screen


@needs_node
def test_scripts_say_the_same_at_every_moment():
    moments = [
        (screen, NOON + timedelta(minutes=after))
        for screen in (BREAK, MESSAGE)
        for after in MOMENTS
    ]
    given = [[screen, now.timestamp() * 1000] for screen, now in moments]
    theirs = told_by("screen.js", "given.map(([each, now]) => it.screenLine(each, now))", given)

    assert theirs == [screen_line(screen, now) for screen, now in moments]
