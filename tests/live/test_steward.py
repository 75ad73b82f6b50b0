"""The helper's page on which votes without a device are entered."""

import re

import pytest

from tests.laptop import Laptop
from tests.live.test_next_person import helper_of

WHY = "Balcony"


@pytest.fixture
async def helper(hall):
    laptop = await helper_of(hall)
    yield laptop
    await laptop.close()


def page(hall) -> str:
    """The page's address."""
    return f"/chair/{hall.code}/steward/?session={hall.session['id']}"


async def ticket_on(laptop: Laptop, hall) -> str:
    """The ticket of a form that is opened."""
    shown = (await laptop.client.get(page(hall))).text
    return re.search(r'name="entry" value="([^"]+)"', shown)[1]


async def test_hands_are_entered_once_and_everybody_hears(hall, helper):
    chair = await hall.chair()
    assert "No vote is open." in (await helper.client.get(page(hall))).text
    round = await hall.open()
    yes, no, *_ = hall.choices(1)
    entry = await ticket_on(helper, hall)
    form = {"do": "hands", "entry": entry, "round": round, "reason": WHY}
    form |= {f"hands-{yes}": "12", f"hands-{no}": ""}
    for _ in range(2):
        assert (await helper.post(page(hall), **form)).status_code == 302

    tally = await chair.receive("tally", ballots=12)
    assert tally["channels"]["hands"] == 12
    assert await hall.counts(round) == [12, 0, 0, 0]
    shown = (await helper.client.get(page(hall))).text
    assert "Entered: 12 hands." in shown
    assert "12 hands" in shown.split("Entered in this vote")[1]
    back = await helper.post(page(hall), do="back", entry=entry)
    assert back.status_code == 302
    assert (await hall.result(round))["ballots"] == 0


async def test_ballot_of_one_person_is_entered(hall, helper):
    round = await hall.open(2)
    entry = await ticket_on(helper, hall)
    shown = (await helper.client.get(page(hall))).text
    assert "Hands that were counted" not in shown
    choices = hall.choices(2)[:2]
    form = {"do": "ballot", "entry": entry, "round": round, "reason": WHY}
    answer = await helper.post(page(hall), answer=choices, **form)

    assert answer.status_code == 302
    assert await hall.counts(round) == [1, 1, 0]


async def test_what_is_refused_is_told_and_what_was_typed_stays(hall, helper):
    round = await hall.open()
    yes = hall.choices(1)[0]
    form = {"do": "hands", "entry": await ticket_on(helper, hall), "round": round}
    wrong = await helper.post(page(hall), reason=WHY, **form, **{f"hands-{yes}": "1.5"})
    empty = await helper.post(page(hall), reason="", **form, **{f"hands-{yes}": "3"})
    no_ticket = await helper.post(page(hall), **{**form, "entry": "x"}, reason=WHY)
    await hall.do("close")
    late = await helper.post(page(hall), reason=WHY, **form, **{f"hands-{yes}": "3"})

    assert [a.status_code for a in (wrong, empty, no_ticket, late)] == [422, 422, 422, 409]
    assert "must be a whole number" in wrong.text
    assert 'value="1.5"' in wrong.text
    assert f'value="{WHY}"' in wrong.text
    assert "Give the reason" in empty.text
    assert "Voting is closed" in late.text
    assert (await hall.result(round))["ballots"] == 0


async def test_tablet_that_goes_from_hand_to_hand_enters_nothing(hall, helper):
    round = await hall.open()
    entry = await ticket_on(helper, hall)
    await helper.post(f"/chair/{hall.code}/next/?session={hall.session['id']}", door="open")
    form = {"do": "hands", "entry": entry, "round": round, "reason": WHY}
    shown = await helper.client.get(page(hall))
    token = helper.client.cookies["csrftoken"]
    sent = await helper.client.post(
        page(hall), data={**form, f"hands-{hall.choices(1)[0]}": "3", "csrfmiddlewaretoken": token}
    )

    assert (shown.status_code, sent.status_code) == (403, 403)
    assert "goes from hand to hand" in shown.text
    assert "goes from hand to hand" in sent.text
    assert (await hall.result(round))["ballots"] == 0


async def test_results_name_the_entries_with_their_reasons(hall, helper):
    round = await hall.open()
    form = {"do": "hands", "round": round, "reason": "<b>Balcony</b>"}
    form |= {"entry": await ticket_on(helper, hall), f"hands-{hall.choices(1)[0]}": "2"}
    await helper.post(page(hall), **form)
    organiser = await Laptop.of(hall.server, "organiser")
    results = (await organiser.client.get(f"/organise/sessions/{hall.session['id']}/results/")).text
    await organiser.close()

    assert "2 by hands counted in the room" in results
    assert "&lt;b&gt;Balcony&lt;/b&gt;" in results
