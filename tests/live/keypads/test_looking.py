"""Looking at a server that is silent, or late: what is pressed meanwhile is held, or was heard."""

import pytest

from live.keypads.contact import Contact
from live.keypads.link import Line
from live.keypads.looking import Lookout
from live.keypads.presses import Heard
from tests.live.keypads.impostor import TOKEN, ferry_to, on_screen


def test_presses_while_nothing_comes_through_any_more_are_held(impostor, spool):
    with ferry_to(impostor, spool) as contact:
        impostor.wait(lambda: contact.known is not None and not contact.trouble)
        impostor.mute.set()
        assert contact.take([Heard("17", "2")]) is True
        before = spool.count()
        impostor.wait(lambda: bool(contact.trouble))

    assert before == (1, 0, 0)
    assert spool.count() == (0, 1, 0)


def test_idle_press_is_kept_until_a_look_says_that_there_was_no_vote(impostor, spool):
    impostor.screen = on_screen("waiting", None)
    with ferry_to(impostor, spool) as contact:
        impostor.wait(lambda: contact.known is not None and not contact.trouble)
        impostor.mute.set()
        assert contact.take([Heard("17", "2")]) is False
        impostor.wait(lambda: bool(contact.trouble))
        assert spool.count() == (0, 1, 1)
        impostor.mute.clear()
        impostor.screen = on_screen(mark="2")
        impostor.wait(lambda: not contact.trouble)

    assert contact.tally.unknown == 1
    assert spool.count() == (0, 0, 0)


def test_idle_press_is_forgotten_once_a_later_look_says_that_there_is_no_vote(impostor, spool):
    impostor.screen = on_screen("waiting", None)
    with ferry_to(impostor, spool) as contact:
        impostor.wait(lambda: contact.known is not None and not contact.trouble)
        contact.take([Heard("17", "2")])
        looks = impostor.looks
        impostor.wait(lambda: impostor.looks > looks + 2)

    assert (contact.tally.idle, contact.tally.unknown) == (1, 0)
    spool.settle_idle(spool.newest(), sure=False)
    assert spool.count() == (0, 0, 0)


def test_idle_presses_before_a_vote_opens_in_contact_were_heard_and_are_not_given_up(
    impostor, spool
):
    impostor.screen = on_screen("waiting", None)
    with ferry_to(impostor, spool) as contact:
        impostor.wait(lambda: contact.known is not None and not contact.trouble)
        with contact.lock:  # No look is taken in before the vote opens.
            contact.spool.take([Heard("17", "2")], None, held=False, idle=True)
            impostor.screen = on_screen(mark="2")
        impostor.wait(lambda: contact.known.open_round == "one")
        impostor.wait(lambda: bool(impostor.batches))

    assert (contact.tally.unknown, spool.gave_up()) == (0, 0)
    assert spool.count() == (0, 0, 0)
    assert not any(batch["presses"] for batch in impostor.batches)


@pytest.mark.parametrize(("prompt", "gave_up"), [(True, 0), (False, 1)])
def test_only_of_an_answer_that_came_late_nobody_knows_what_was_pressed_before_it(
    impostor, spool, prompt, gave_up
):
    nowhere = Line(impostor.server, TOKEN)
    contact = Contact(spool)
    lookout = Lookout(contact, nowhere, session=None, tell=lambda _: None)
    lookout.show(on_screen("waiting", None), 0, prompt=True)
    contact.take([Heard("17", "2")])
    spool.begin("one")
    lookout.show(on_screen(mark="2"), 0, prompt=prompt)

    assert (contact.tally.idle, contact.tally.unknown) == (1, gave_up)
    assert spool.count() == (0, 0, 0)


def test_presses_while_the_bridge_asks_for_the_versions_of_a_vote_are_votes(impostor, spool):
    nowhere = Line(impostor.server, TOKEN)
    contact = Contact(spool)
    lookout = Lookout(contact, nowhere, session=None, tell=lambda _: None)
    lookout.show(on_screen("waiting", None), 0, prompt=True)
    impostor.looked = lambda: contact.take([Heard("17", "2")])
    impostor.screen = on_screen(mark="2")
    lookout.show(on_screen(mark="2"), 0, prompt=True)
    nowhere.close()

    assert [(press.keys, press.rev) for press in spool.next_batch("one", 9)[1]] == [("2", 1)]
