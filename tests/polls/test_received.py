"""Whose keypad was received: told where nobody sees counts, and of what stands."""

import pytest

from live.protocol import tallies
from live.protocol.encoding import encode
from live.serving import MAX_FRAME, MOST_UNREAD
from polls.chairing import Order, carry_out
from polls.keypad_lists import Listed
from polls.keypads import list_keypads
from polls.lost_keypads import lose_keypad
from polls.models import Round, Session, Tallies
from polls.presses import Press, read_presses
from polls.received import LENGTHS, MOST, Received, read_received, shorten
from polls.sealing import seal_round
from polls.sessions import read_session
from polls.texts import mistake_in
from polls.voting import cast
from tests.factories import RoundFactory, UserFactory
from tests.hostile import ACCEPTED


@pytest.fixture
def round(each_database):
    """An open round whose counts nobody sees before the close, and the keypads 2, 10, 18."""
    round = RoundFactory(live=False, tallies=Tallies.CLOSED)
    Session.objects.filter(pk=round.session_id).update(keypad_tiles=True)
    listed = [Listed("2"), Listed("10"), Listed("18", "Desk")]
    list_keypads(conference=round.session.conference, listed=listed)
    return round


def press(round, keypad, keys, rev=1):
    """A press goes into the ballot box."""
    conference_id = str(round.session.conference_id)
    told = read_presses(conference_id, [Press(keypad, str(round.pk), rev, keys)])
    cast([each.vote for each in told])


def lit(round):
    """The numbers of the keypads that were received; None where nobody may be told."""
    told = read_received(str(round.session.conference_id), str(round.pk))
    return told and [told.numbers[place] for place in told.received]


def test_keypads_light_up_whatever_they_chose_and_go_dark_as_they_withdraw(round):
    before = lit(round)
    press(round, "18", "3")
    press(round, "2", "1")
    after = lit(round)
    press(round, "2", "", rev=2)

    assert (before, after, lit(round)) == ([], ["2", "Desk"], ["Desk"])


def test_refused_presses_and_lost_keypads_light_nothing(round):
    press(round, "2", "9")
    press(round, "10", "1")
    lose_keypad(conference=round.session.conference, serial="10")

    assert lit(round) == []
    told = read_received(str(round.session.conference_id), str(round.pk))
    assert told.numbers == ["2", "Desk"]


@pytest.mark.parametrize("tallies", [Tallies.EACH, Tallies.STEPS])
def test_nobody_is_told_while_counts_may_move(round, tallies):
    press(round, "2", "1")
    round.tallies = tallies
    round.save()

    assert lit(round) is None
    assert read_session(str(round.session_id)).tiled is None


def test_nobody_is_told_once_the_vote_is_closed_reopened_shown_or_sealed(round):
    user = UserFactory()
    round.session.chairs.add(user)
    press(round, "2", "1")
    told = [lit(round)]
    for step in ("close", "reopen", "close", "reveal"):
        session = str(round.session_id)
        carry_out(session_id=session, by=user, order=Order(step, {"round": str(round.pk)}))
        if step == "reopen":
            press(round, "10", "2")
        told.append(lit(round))
    seal_round(Round.objects.get(pk=round.pk))

    assert [*told, lit(round)] == [["2"], None, None, None, None, None]


def test_round_of_another_conference_is_told_to_nobody(round):
    other = RoundFactory(live=False, tallies=Tallies.CLOSED)

    assert read_received(str(round.session.conference_id), str(other.pk)) is None


# What one message holds.


@pytest.mark.parametrize("sign", ["7", "ß", "ﷺ", "🏴", '"', "a\u0301"])
def test_five_thousand_of_the_longest_labels_fit_into_one_message(sign):
    labels = [f"{number}{sign * 80}"[:76] + f"{number:04}" for number in range(MOST)]
    told = Received("r" * 36, shorten(labels), range(MOST))
    frame = len(encode(tallies.keypads(told)).encode())

    assert len(told.numbers) == MOST
    assert max(map(len, told.numbers)) in LENGTHS
    assert frame <= min(MOST_UNREAD, MAX_FRAME // 2)


def test_numbers_are_whole_however_many_there_are():
    numbers = [str(100_000 + number) for number in range(MOST)]

    assert shorten(numbers) == numbers


@pytest.mark.parametrize(
    ("label", "short"),
    [
        ("x" * 16, "x" * 16),
        ("Table 4, row 17, seat 233", "Table 4…seat 233"),
        ("Table 4 " + "x" * 8 + " \u0301\u0301 seat 33", "Table 4…seat 33"),
        ("A" * 6 + "\u200d" * 20 + "B" * 7, "AAAAAA…BBBBBBB"),
    ],
)
def test_long_label_loses_its_middle_and_no_half_of_a_sign_is_left(label, short):
    assert shorten([label]) == [short]


def test_labels_of_many_keypads_are_shorter_so_that_they_can_be_read():
    labels = [f"Table 4, seat {number:03}" for number in range(301)]

    assert shorten(labels[:300])[17] == "Table 4…seat 017"
    assert shorten(labels)[17] == "Tab…017"


def test_every_hostile_text_is_still_text_when_it_is_short():
    assert [mistake_in(each) for each in shorten(ACCEPTED)] == [""] * len(ACCEPTED)
