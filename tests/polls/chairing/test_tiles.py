"""Tiles of keypads received: with them a vote keeps its counts until the close."""

import pytest

from polls.errors import Malformed, WrongPhase
from polls.models import Session
from polls.programme import read_programme
from polls.sessions import read_session
from tests.polls.chairing.steering import steer


def test_votes_that_are_opened_with_tiles_keep_their_counts_until_the_close(session):
    steer(session, "keypad_tiles", on=True)
    steer(session, "next")
    before = read_session(str(session.pk))
    told = read_programme(str(session.pk))["questions"][0]
    steer(session, "open")
    now = read_session(str(session.pk))

    assert (before.tallies, before.live, before.tiled) == ("closed", False, None)
    assert (told["tallies"], told["live"]) == ("closed", False)
    assert (now.tallies, now.live) == ("closed", False)
    assert now.tiled == now.round.result.round_id
    assert now.round.result.counts is None
    with pytest.raises(WrongPhase):
        steer(session, "reveal")
    with pytest.raises(WrongPhase):
        steer(session, "keypad_tiles", on=False)


def test_vote_whose_counts_were_seen_shows_no_tiles(session):
    steer(session, "next")
    steer(session, "open")
    steer(session, "close")
    steer(session, "keypad_tiles", on=True)
    steer(session, "reopen")

    now = read_session(str(session.pk))
    assert (now.keypad_tiles, now.tallies, now.tiled) == (True, "each", None)


def test_tiles_are_turned_off_again(session):
    steer(session, "keypad_tiles", on=True)
    steer(session, "keypad_tiles", on=False)
    steer(session, "next")
    steer(session, "open")

    assert read_session(str(session.pk)).tallies == "each"
    with pytest.raises(Malformed):
        steer(session, "keypad_tiles")
    assert Session.objects.get(pk=session.pk).keypad_tiles is False
