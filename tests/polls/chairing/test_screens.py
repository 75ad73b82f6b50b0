"""What covers the picture: how to join, a message, a break; and what takes it away."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from polls import clock
from polls.errors import Invalid, Malformed, WrongPhase
from polls.models import Deed, Session
from polls.screens import end_after, end_at, time_told
from polls.sessions import read_session
from tests.hostile import ACCEPTED, REFUSED
from tests.polls.chairing.steering import steer

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def seen(session):
    """What the room is told to see in the place of everything else."""
    return read_session(str(session.pk)).screen


def kind(session):
    """The kind of that, or None."""
    return seen(session) and seen(session).kind


def last_deed():
    """What the log says last."""
    return Deed.objects.latest("pk").words


def test_message_is_on_screen_until_it_is_taken_off(session):
    steer(session, "screen_message", text="  Lunch is served \n in the foyer ")
    shown = seen(session)
    told = last_deed()
    steer(session, "screen_clear")

    assert (shown.kind, shown.text) == ("message", "Lunch is served in the foyer")
    assert told.startswith("Showed the room the message “Lunch is served in the foyer”, in “")
    assert seen(session) is None
    assert last_deed().startswith("Took the message off the screen, in “")
    with pytest.raises(WrongPhase):
        steer(session, "screen_clear")


@pytest.mark.parametrize("text", ACCEPTED)
def test_message_of_whatever_can_be_read_is_kept_whole(session, text):
    steer(session, "screen_message", text=text)

    assert seen(session).text == text


@pytest.mark.parametrize(("text", "why"), REFUSED.items())
def test_message_that_cannot_be_read_changes_nothing(session, text, why):
    steer(session, "screen_join")
    with pytest.raises(Invalid) as refused:
        steer(session, "screen_message", text=text)

    assert why in refused.value.detail or "U+0000" in refused.value.detail
    assert kind(session) == "join"


@pytest.mark.parametrize("text", ["", " \n ", "x" * 281])
def test_message_has_from_1_to_280_characters(session, text):
    with pytest.raises(Invalid):
        steer(session, "screen_message", text=text)
    with pytest.raises(Malformed):
        steer(session, "screen_message", text=None)

    steer(session, "screen_message", text="x" * 280)
    assert len(seen(session).text) == 280


def test_break_ends_on_a_full_minute_and_never_sooner_than_was_said(session):
    before = clock.now()
    steer(session, "screen_break", minutes=15)
    ends_at = seen(session).ends_at

    assert before + 15 * MINUTE <= ends_at < clock.now() + 16 * MINUTE
    assert (ends_at.second, ends_at.microsecond) == (0, 0)
    assert seen(session).time_zone == "Europe/London"
    told = time_told(ends_at, "Europe/London")
    assert last_deed().startswith(f"Announced a break until {told}, in “")


@pytest.mark.parametrize(
    ("time", "zone", "ends_at"),
    [
        ((13, 30), "Europe/London", NOON + 30 * MINUTE),
        ((12, 59), "Europe/London", NOON + (24 * 60 - 1) * MINUTE),
        ((14, 0), "Europe/Berlin", NOON + 24 * 60 * MINUTE),
        ((14, 1), "Europe/Berlin", NOON + MINUTE),
        ((0, 15), "Asia/Tokyo", NOON + 195 * MINUTE),
    ],
)
def test_time_of_day_is_that_of_the_conference(time, zone, ends_at):
    assert end_at(time, zone, NOON) == ends_at


def test_break_until_the_night_when_clocks_go_back_ends_once():
    evening = datetime(2026, 10, 24, 20, tzinfo=UTC)

    # 01:30 comes twice in London that night, in summer time first.
    assert end_at((1, 30), "Europe/London", evening) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_break_until_a_time_that_is_past_is_refused(session):
    past = time_told(clock.now() - 5 * MINUTE, "Europe/London")
    with pytest.raises(Invalid):
        steer(session, "screen_break", until=past)

    soon = time_told(clock.now() + 30 * MINUTE, "Europe/London")
    steer(session, "screen_break", until=soon)
    assert time_told(seen(session).ends_at, "Europe/London") == soon


def test_minutes_are_filled_up():
    assert end_after(NOON, 5) == NOON + 5 * MINUTE
    assert end_after(NOON + timedelta(seconds=1), 5) == NOON + 6 * MINUTE


def test_more_time_counts_from_the_end_or_from_now_once_it_is_over(session):
    steer(session, "screen_break", minutes=15)
    ends_at = seen(session).ends_at
    steer(session, "screen_extend", minutes=5)
    assert seen(session).ends_at == ends_at + 5 * MINUTE

    Session.objects.update(screen_until=clock.now() - 10 * MINUTE)
    steer(session, "screen_extend", minutes=5)
    assert 4.9 * MINUTE < seen(session).ends_at - clock.now() <= 6 * MINUTE
    with pytest.raises(Invalid):
        steer(session, "screen_extend", minutes=720)
    steer(session, "screen_message", text="Welcome back")
    with pytest.raises(WrongPhase):
        steer(session, "screen_extend", minutes=5)


def test_break_that_is_over_stays_until_somebody_takes_it_off(session):
    steer(session, "screen_break", minutes=1)
    Session.objects.update(screen_until=clock.now() - MINUTE)

    assert kind(session) == "break"


@pytest.mark.parametrize(
    "args",
    [{}, {"minutes": 0}, {"minutes": 721}, {"minutes": "5"}, {"minutes": True}, {"until": "24:00"},
     {"until": "9:30"}, {"until": 930}, {"until": "14:30 "}],
)  # fmt: skip
def test_break_without_a_length_or_time_is_refused(session, args):
    with pytest.raises(Malformed):
        steer(session, "screen_break", **args)

    assert seen(session) is None


@pytest.mark.parametrize("do", ["screen_join", "screen_message", "screen_break"])
def test_nothing_covers_an_open_vote(session, do):
    steer(session, "next")
    steer(session, "open")
    with pytest.raises(WrongPhase):
        steer(session, do, text="Hello", minutes=5)

    assert seen(session) is None


@pytest.mark.parametrize("steps", [
    ["next"],
    ["next", "open"],
    ["next", "open", "close", "reveal"],
    ["next", "open", "close", "reopen"],
    ["next", "open", "close", "reveal", "hide"],
    ["next", "open", "close", "void"],
    ["next", "next", "previous"],
    ["end"],
])  # fmt: skip
def test_step_that_shows_something_takes_off_what_covers_it(session, steps):
    for do in steps[:-1]:
        steer(session, do)
    steer(session, "screen_message", text="A moment, please")
    steer(session, steps[-1])

    assert seen(session) is None
    assert Session.objects.get().screen == ""


def test_question_that_is_asked_or_voided_is_seen(session):
    steer(session, "screen_break", minutes=5)
    steer(session, "ask", kind="yes_no")
    assert seen(session) is None
    steer(session, "open")
    steer(session, "close")
    steer(session, "screen_join")
    question = Session.objects.get().question_id
    steer(session, "correct", question=str(question), prompt="Is it?")
    assert kind(session) == "join"
    steer(session, "correct", question=str(question), prompt="Is it not?", void=True)
    assert seen(session) is None


@pytest.mark.parametrize("do", ["blank", "skip", "look"])
def test_step_that_shows_nothing_leaves_it(session, do):
    steer(session, "screen_message", text="A moment, please")
    question = str(session.questions.first().pk)
    steer(session, do, on=True, question=question, size="large")

    assert kind(session) == "message"


def test_nothing_is_shown_in_a_session_that_is_not_live(session):
    Session.objects.update(state="draft")
    with pytest.raises(WrongPhase):
        steer(session, "screen_message", text="Hello")


def test_rehearsal_that_is_cleared_leaves_nothing_on_screen(session):
    Session.objects.update(rehearsal=True)
    steer(session, "screen_break", minutes=5)
    steer(session, "clear")

    assert (Session.objects.get().screen, Session.objects.get().screen_until) == ("", None)


@pytest.mark.parametrize("wrong", [
    {"screen": "message"},
    {"screen": "break"},
    {"screen_text": "Hello"},
    {"screen": "join", "screen_until": NOON},
    {"screen": "film"},
])  # fmt: skip
def test_database_keeps_no_screen_without_what_it_shows(session, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Session.objects.update(**wrong)
