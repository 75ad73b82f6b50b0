"""The spool: presses stay until they are answered, numbered as they came."""

import pytest

from live.keypads.presses import Heard, HeldFor, Round
from live.keypads.spool import Spool

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


def test_what_is_held_is_told_by_round_without_keypads(file):
    spool = Spool(file)
    spool.take([Heard("17", "1"), Heard("18", "1")], ONE, held=True)
    spool.take([Heard("19", "1")], None, held=True)
    spool.take([Heard("17", "1")], Round("two"), held=True)
    spool.take([Heard("17", "1")], Round("three"), held=False)

    assert spool.held() == [HeldFor("one", 2, 2), HeldFor("two", 1, 4)]


def test_presses_that_are_brought_in_are_those_up_to_a_place_and_are_numbered_no_more(file):
    spool = Spool(file)
    spool.take([Heard("17", "1"), Heard("18", "1")], ONE, held=True)
    spool.take([Heard("18", "2")], ONE, held=True)

    assert (spool.bring_in("one", 2), spool.bring_in("one", 2), spool.bring_in("two", 9)) == (
        2,
        0,
        0,
    )
    assert batch(spool) == [("17", "1", 1), ("18", "1", 1)]
    assert spool.count() == (2, 1, 0)
    assert not spool.renumber(only(spool), 7)
    # Cut off before they came over: the server says so once more.
    spool.hold_all()
    assert (batch(spool), spool.held()) == ([], [HeldFor("one", 3, 3)])
    spool.close()


def test_presses_of_no_known_round_are_given_up_and_counted_beyond_a_restart(file):
    spool = Spool(file)
    spool.take([Heard("17", "1"), Heard("18", "1")], None, held=True)
    spool.take([Heard("17", "1")], ONE, held=True)
    given_up = [spool.give_up_unknown(), spool.give_up_unknown()]
    spool.take([Heard("17", "1")], None, held=True)
    spool.close()
    spool = Spool(file)

    assert (given_up, spool.give_up_unknown(), spool.gave_up()) == ([2, 0], 1, 3)
    assert spool.count() == (0, 1, 0)
    spool.close()


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


def test_what_was_answered_is_in_no_file_while_another_press_is_held(file, monkeypatch):
    monkeypatch.setattr("live.keypads.spool.TIDY", 0)
    spool = Spool(file)
    spool.take([Heard("keypad-1", "1")], Round("before"), held=True)
    spool.take([Heard("keypad-4711", "2")], ONE, held=False)
    beside = file.with_name(f"{file.name}-wal")
    assert b"keypad-4711" in beside.read_bytes()
    _, presses = spool.next_batch(None, 100)
    spool.settle([press.id for press in presses])
    spool.begin("two")

    files = [each.read_bytes() for each in (file, beside)]
    assert not any(b"keypad-4711" in content for content in files)
    assert spool.count() == (0, 1, 0)
    spool.close()


def test_what_was_deleted_is_written_over_within_a_second(file, monkeypatch):
    spool = Spool(file)
    for _ in range(2):
        spool.take([Heard("17", "2")], ONE, held=False)
        _, presses = spool.next_batch(None, 100)
        spool.settle([press.id for press in presses])
    assert spool.untidy
    monkeypatch.setattr("live.keypads.spool.TIDY", 0)
    spool.tidy()

    assert not spool.untidy
    spool.close()


def only(spool, keypad="17"):
    """The one press of a keypad that waits."""
    _, presses = spool.next_batch("one", 100)
    return [press for press in presses if press.keypad == keypad][-1]


def test_latest_press_is_numbered_above_what_stands_and_once(file):
    spool = Spool(file)
    spool.take([Heard("17", "1"), Heard("17", "2")], ONE, held=False)
    _, (first, latest) = spool.next_batch(None, 100)

    assert not spool.renumber(first, 7)
    assert spool.renumber(latest, 7)
    assert batch(spool) == [("17", "1", 1), ("17", "2", 8)]
    assert not spool.renumber(only(spool), 9)
    spool.take([Heard("17", "3")], ONE, held=False)
    assert batch(spool)[-1] == ("17", "3", 9)
    spool.close()


def test_held_press_is_never_put_above_what_was_pressed_elsewhere(file):
    spool = Spool(file)
    spool.take([Heard("17", "1")], ONE, held=True)

    assert not spool.renumber(only(spool), 7)
    spool.close()


def test_presses_of_a_spool_that_did_not_know_the_versions_are_moved_above_them(file):
    spool = Spool(file)
    spool.take([Heard("17", "1"), Heard("17", "2"), Heard("18", "1")], ONE, held=True)
    spool.shift("one", {"17": 5})
    spool.stand("one", {"17": 5})
    spool.take([Heard("17", "3")], ONE, held=True)

    assert batch(spool, "one") == [("17", "1", 6), ("17", "2", 7), ("18", "1", 1), ("17", "3", 8)]
    spool.close()
