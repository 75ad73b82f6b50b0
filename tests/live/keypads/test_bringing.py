"""Bringing over to a server that lies, or refuses: no press is lost for it."""

import time

import pytest

from live.api.callers import LARGEST_BATCH
from live.keypads.bringing import MOST
from live.keypads.frames import LONGEST_KEYPAD, LONGEST_KEYS
from live.keypads.presses import Heard, Round
from live.keypads.spool import HIGHEST_SEQUENCE
from tests.live.keypads.impostor import accept, ferry_to, on_screen

ONE = Round("one")


LIES = [
    (401, {"code": "replayed", "last": 2**53}, False),
    (404, {"code": "replayed", "last": "x"}, False),
    (400, {"code": "malformed"}, False),
    (409, {"code": "replayed", "last": 5}, False),
    (401, [], False),
    (200, {"answers": []}, False),
]


@pytest.mark.parametrize("lie", LIES)
def test_what_is_not_signed_deletes_and_renumbers_nothing(impostor, spool, lie):
    lies = iter([lie, lie])
    impostor.answer = lambda batch: next(lies, None) or accept(batch)
    spool.take([Heard("17", "2"), Heard("18", "1")], ONE, held=False)
    with ferry_to(impostor, spool) as contact:
        impostor.wait(lambda: contact.tally.answers["ack"] == 2)

    assert contact.tally.answers == {"ack": 2}
    assert impostor.batches[-1]["sequence"] < 20


@pytest.mark.parametrize("last", ["x", None, -1, True, 2**53, HIGHEST_SEQUENCE, 1.5])
def test_number_that_no_server_says_is_not_taken_over(impostor, spool, last):
    lies = iter([(409, {"code": "replayed", "last": last}, True)])
    impostor.answer = lambda batch: next(lies, None) or accept(batch)
    spool.take([Heard("17", "2")], ONE, held=False)
    with ferry_to(impostor, spool) as contact:
        impostor.wait(lambda: contact.tally.answers["ack"] == 1)

    assert impostor.batches[-1]["sequence"] < 20


def test_batch_of_the_longest_names_is_small_enough_for_the_server(impostor, spool):
    names = [f"{number:03}" + "\N{RAISED HAND}" * (LONGEST_KEYPAD - 3) for number in range(MOST)]
    spool.take([Heard(name, "A" * LONGEST_KEYS, 100) for name in names], ONE, held=False)
    with ferry_to(impostor, spool) as contact:
        contact.idle.update(dict.fromkeys(names, 100))
        impostor.wait(lambda: contact.tally.answers["ack"] == MOST)

    assert [len(batch["presses"]) for batch in impostor.batches if batch["presses"]] == [MOST]
    assert MOST * LONGEST_KEYPAD * 4 < impostor.largest <= LARGEST_BATCH


def test_number_that_the_server_has_taken_is_gone_on_from(impostor, spool):
    lies = iter([(409, {"code": "replayed", "last": 700}, True)])
    impostor.answer = lambda batch: next(lies, None) or accept(batch)
    spool.take([Heard("17", "2")], ONE, held=False)
    with ferry_to(impostor, spool) as contact:
        impostor.wait(lambda: contact.tally.answers["ack"] == 1)

    assert [batch["sequence"] for batch in impostor.batches[-1:]] == [701]


def test_press_is_not_given_up_for_what_was_heard_beside_it(impostor, spool):
    def answer(batch):
        return (400, {"code": "malformed"}, True) if "heard" in batch else accept(batch)

    impostor.answer = answer
    spool.take([Heard("17", "2"), Heard("18", "1")], ONE, held=False)
    with ferry_to(impostor, spool) as contact:
        contact.idle["99"] = None
        impostor.wait(lambda: contact.tally.answers["ack"] == 2)

    assert contact.tally.answers == {"ack": 2}


def test_press_alone_that_the_server_cannot_read_is_given_up_and_the_others_go_over(
    impostor, spool
):
    def answer(batch):
        unreadable = any(press["keypad"] == "17" for press in batch["presses"])
        return (400, {"code": "malformed"}, True) if unreadable else accept(batch)

    impostor.answer = answer
    spool.take([Heard("17", "2"), Heard("18", "1")], ONE, held=False)
    with ferry_to(impostor, spool) as contact:
        impostor.wait(lambda: contact.tally.answers["ack"] == 1)

    assert contact.tally.answers == {"malformed": 1, "ack": 1}


@pytest.mark.parametrize("signed", [True, False])
def test_bridge_that_is_told_to_wait_waits_and_loses_nothing(impostor, spool, signed):
    came = []

    def answer(batch):
        came.append(time.monotonic())
        return (429, {"code": "too_fast"}, signed) if len(came) == 1 else accept(batch)

    impostor.answer, impostor.retry_after = answer, "1"
    spool.take([Heard("17", "2"), Heard("18", "1")], ONE, held=False)
    with ferry_to(impostor, spool) as contact:
        impostor.wait(lambda: contact.tally.answers["ack"] == 2)

    assert came[1] - came[0] >= 1
    assert contact.tally.answers == {"ack": 2}
    assert spool.count() == (0, 0, 0)


def test_latest_press_of_a_keypad_is_sent_once_more_above_what_stands(impostor, spool):
    def answer(batch):
        told = [
            {"type": "ack", "round": "one", "rev": press["rev"]}
            if press["rev"] > 4
            else {"type": "refused", "code": "stale", "detail": "", "rev": 4}
            for press in batch["presses"]
        ]
        return 200, {"sequence": batch["sequence"], "answers": told}, True

    impostor.answer = answer
    with ferry_to(impostor, spool) as contact:
        impostor.wait(lambda: contact.known is not None and not contact.trouble)
        contact.take([Heard("17", "1"), Heard("17", "2")])
        impostor.wait(lambda: contact.tally.answers["ack"] == 1)

    sent = [(p["keys"], p["rev"]) for batch in impostor.batches for p in batch["presses"]]
    assert sent[-1] == ("2", 5)
    assert spool.count() == (0, 0, 0)


# What is held.


def test_server_is_told_what_is_held_and_says_what_to_bring_in(impostor, spool):
    def answer(batch):
        status, told, signed = accept(batch)
        # Nothing is left to decide of the round, up to the second of its presses.
        return status, told | {"bring": {"one": 2} if batch["holds"] == 3 else {}}, signed

    impostor.answer = answer
    impostor.screen = on_screen(round="two")
    spool.take([Heard("17", "2"), Heard("18", "1"), Heard("19", "1")], ONE, held=True)
    with ferry_to(impostor, spool) as contact:
        impostor.wait(lambda: contact.tally.answers["ack"] == 2)
        batches = len(impostor.batches)
        impostor.screen = on_screen(round="two", mark="2")
        # Told again at once when what is on screen has moved on, and not before.
        impostor.wait(lambda: len(impostor.batches) > batches)

    assert impostor.batches[0]["held"] == [{"round": "one", "presses": 3, "last": 3}]
    brought = [press["keypad"] for batch in impostor.batches for press in batch["presses"]]
    assert brought == ["17", "18"]
    assert impostor.batches[-1]["held"] == [{"round": "one", "presses": 1, "last": 3}]
    assert spool.count() == (0, 1, 0)


def test_presses_of_the_round_that_is_open_go_in_and_are_not_told_as_held(impostor, spool):
    spool.take([Heard("17", "2")], ONE, held=True)
    with ferry_to(impostor, spool) as contact:
        impostor.wait(lambda: contact.tally.answers["ack"] == 1)

    assert (impostor.batches[0]["holds"], impostor.batches[0].get("held")) == (0, None)


def test_presses_that_were_given_up_are_told_as_a_number(impostor, spool):
    spool.take([Heard("17", "2"), Heard("18", "2")], None, held=True)
    with ferry_to(impostor, spool) as contact:
        impostor.wait(lambda: any("gave_up" in batch for batch in impostor.batches))

    assert impostor.batches[-1]["gave_up"] == contact.tally.unknown == 2
    assert impostor.batches[-1]["spool"] == spool.name
