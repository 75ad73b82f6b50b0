"""Keys of rounds, wrapped under a secret that is not in the database."""

import uuid

import pytest

from polls.keys import KeyLost, make_key, unwrap_key, wrap_key

ROUND, OTHER = uuid.uuid4(), uuid.uuid4()
KEY = bytes(range(32))


def test_a_wrapped_key_is_unwrapped_for_its_round():
    assert unwrap_key(ROUND, wrap_key(ROUND, KEY)) == KEY


def test_a_wrapped_key_shows_nothing_of_the_key_and_differs_each_time():
    one, other = wrap_key(ROUND, KEY), wrap_key(ROUND, KEY)

    assert one != other
    assert not any(KEY[start : start + 4] in one for start in range(28))


def test_keys_are_of_256_bits_and_no_two_are_alike():
    keys = {unwrap_key(ROUND, make_key(ROUND)) for _ in range(50)}

    assert len(keys) == 50
    assert {len(key) for key in keys} == {32}


def test_a_wrapped_key_opens_nothing_for_another_round():
    with pytest.raises(KeyLost):
        unwrap_key(OTHER, wrap_key(ROUND, KEY))


def test_under_another_secret_the_key_is_lost(settings):
    wrapped = wrap_key(ROUND, KEY)
    settings.BALLOT_SECRET = settings.SECRET_KEY

    with pytest.raises(KeyLost):
        unwrap_key(ROUND, wrapped)


@pytest.mark.parametrize("damaged", [b"", b"short", bytes(60)])
def test_what_was_never_wrapped_is_no_key(damaged):
    with pytest.raises(KeyLost):
        unwrap_key(ROUND, damaged)
