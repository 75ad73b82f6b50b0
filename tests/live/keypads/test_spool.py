"""The spool: presses stay until they are answered, numbered as they came."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.keypads.spool import Heard, Round, Spool, SpoolBusy, toggle

ONE = Round("one")
MANY = Round("many", several=True)


@pytest.fixture
def file(tmp_path):
    """Where a spool lies."""
    return tmp_path / "keypads.spool"


def batch(spool, open_round=None) -> list[tuple[str, str, int]]:
    """What would be brought over now: keypad, keys and version."""
    _, presses = spool.next_batch(open_round, 100)
    return [(press.keypad, press.keys, press.rev) for press in presses]


def test_presses_are_numbered_for_each_keypad_and_round(file):
    spool = Spool(file)
    spool.take([Heard("17", "1"), Heard("18", "1"), Heard("17", "2")], ONE, held=False)
    spool.take([Heard("17", "3")], Round("two"), held=False)

    assert batch(spool) == [("17", "1", 1), ("18", "1", 1), ("17", "2", 2), ("17", "3", 1)]


def test_numbers_go_on_after_a_restart_and_no_batch_has_one_twice(file):
    spool = Spool(file)
    spool.take([Heard("17", "1")], ONE, held=False)
    first, presses = spool.next_batch(None, 100)
    spool.settle(press.id for press in presses)
    spool.close()
    spool = Spool(file)
    spool.take([Heard("17", "2")], ONE, held=False)
    second, presses = spool.next_batch(None, 100)

    assert (first, second) == (1, 2)
    assert [(press.keys, press.rev) for press in presses] == [("2", 2)]


def test_held_presses_wait_for_their_round_alone(file):
    spool = Spool(file)
    spool.take([Heard("17", "1")], ONE, held=True)
    spool.take([Heard("18", "1")], None, held=True)

    assert batch(spool) == []
    assert batch(spool, "another") == []
    assert batch(spool, "one") == [("17", "1", 1)]
    assert spool.count() == (0, 2, 1)


def test_presses_of_a_round_that_is_past_are_let_go_to_be_refused(file):
    spool = Spool(file)
    spool.take([Heard("17", "1")], ONE, held=True)
    spool.take([Heard("18", "1")], None, held=True)
    spool.let_go("two")

    assert batch(spool) == [("17", "1", 1)]
    assert spool.count() == (1, 0, 0)


def test_versions_of_the_server_are_taken_over_and_never_lowered(file):
    spool = Spool(file)
    spool.take([Heard("17", "1"), Heard("17", "1")], ONE, held=False)
    spool.stand("one", {"17": 1, "18": 5})
    spool.take([Heard("17", "2"), Heard("18", "2")], ONE, held=False)

    assert batch(spool)[2:] == [("17", "2", 3), ("18", "2", 6)]


def test_keys_of_several_choices_switch_and_go_on_after_a_restart(file):
    spool = Spool(file, toggles=True)
    spool.take([Heard("17", "1"), Heard("17", "3")], MANY, held=False)
    spool.close()
    spool = Spool(file, toggles=True)
    spool.take([Heard("17", "1"), Heard("17", "")], MANY, held=False)

    assert [keys for _, keys, _ in batch(spool)] == ["1", "13", "3", ""]


def test_round_on_screen_is_remembered(file):
    spool = Spool(file)
    told = [spool.remembered()]
    for round in (ONE, MANY, None):
        spool.remember(round)
        spool.close()
        spool = Spool(file)
        told.append(spool.remembered())

    assert told == [None, ONE, MANY, None]


def test_what_was_answered_is_not_in_the_file(file):
    spool = Spool(file)
    spool.take([Heard("keypad-4711", "2")], ONE, held=False)
    _, presses = spool.next_batch(None, 100)
    spool.settle([presses[0].id])
    spool.begin("two")
    spool.settle([])
    spool.close()

    assert b"keypad-4711" not in file.read_bytes()


def test_two_bridges_cannot_have_one_spool(file):
    spool = Spool(file)
    with pytest.raises(SpoolBusy):
        Spool(file)
    spool.close()


@given(st.lists(st.text("123456789", min_size=1, max_size=3), max_size=20))
def test_key_is_on_when_it_was_pressed_an_odd_number_of_times(presses):
    keys = ""
    for pressed in presses:
        keys = toggle(keys, pressed)

    whole = "".join(presses)
    assert keys == "".join(sorted(key for key in set(whole) if whole.count(key) % 2))
