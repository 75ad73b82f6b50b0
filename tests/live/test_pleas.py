"""More time, please: the chair is told how many, of each delegate once, and nobody who."""

import uuid

import pytest

from live.pleas import MOST, Pleas, plea_of
from tests.clients import Hall, http, join

NOBODY = "00000000-0000-4000-8000-000000000000"


def test_plea_counts_once_and_another_round_begins_afresh():
    pleas = Pleas()
    pleas.follow("r1")

    assert pleas.add([1, 2]) == {1, 2}
    assert pleas.add([2, 3]) == {3}
    pleas.follow("r1")
    assert pleas.names == {1, 2, 3}
    pleas.follow("r2")
    assert pleas.names == set()


def test_more_pleas_than_there_can_be_are_not_believed():
    pleas = Pleas()
    pleas.add(range(MOST))

    assert pleas.add([MOST]) == set()
    assert len(pleas.names) == MOST


def test_delegate_has_another_name_in_each_round():
    who = uuid.uuid4()

    assert plea_of(who, "r1") == plea_of(who, "r1")
    assert len({plea_of(who, "r1"), plea_of(who, "r2"), plea_of(uuid.uuid4(), "r1")}) == 3


async def plead(phone, round_id: str) -> dict:
    """Ask for more time; return the answer."""
    await phone.send({"type": "more_time", "ref": "t", "round": round_id})
    return await phone.receive("heard", "refused", ref="t")


async def test_chair_hears_how_many_asked_each_once(hall: Hall):
    round_id = await hall.open(seconds=600)
    chair = await hall.chair()
    assert (await chair.receive("tally"))["more_time"] == 0
    token = await join(hall.server, hall.code)
    first, twin, second = (
        await hall.phone(token=token),
        await hall.phone(token=token),
        await hall.phone(),
    )
    for phone in (first, twin, second, second):
        assert await plead(phone, round_id) == {"type": "heard", "ref": "t", "round": round_id}

    await chair.receive("tally", more_time=2)
    newcomer = await hall.chair()
    assert (await newcomer.receive("tally"))["more_time"] == 2
    projector = await hall.projector()
    assert "more_time" not in await projector.receive("tally")


async def test_next_vote_begins_without_pleas(hall: Hall):
    round_id = await hall.open()
    phone = await hall.phone()
    await plead(phone, round_id)
    await hall.do("close")
    again = (await hall.do("open"))["round"]

    chair = await hall.chair()
    assert (await chair.receive("tally", round=again))["more_time"] == 0


@pytest.mark.parametrize("wrong", ["closed", "another"])
async def test_plea_is_refused_where_the_room_does_not_vote_on_that(hall: Hall, wrong):
    round_id = await hall.open()
    phone = await hall.phone()
    if wrong == "closed":
        done = await hall.do("close")
        await phone.receive("state", seq=done["seq"])
    refused = await plead(phone, NOBODY if wrong == "another" else round_id)

    assert (refused["code"], refused["detail"]) == (
        "invalid",
        "The room is not voting on this now.",
    )


@pytest.mark.parametrize("frame", ['{"type": "more_time"}', '{"type": "more_time", "ref": "t"}'])
async def test_plea_without_a_field_is_malformed(hall: Hall, frame):
    phone = await hall.phone()
    await phone.send_raw(frame)

    assert (await phone.receive("refused"))["code"] == "malformed"


async def test_plain_form_asks_as_a_socket_does_and_the_page_says_so(hall: Hall):
    round_id = await hall.open(seconds=600)
    chair = await hall.chair()
    async with http(hall.server) as browser:
        page = (await browser.get(f"/j/{hall.code}/")).text
        assert "More time, please" in page
        assert 'data-part="asked-for-time" hidden' in page
        form = {"round": round_id, "csrfmiddlewaretoken": browser.cookies["csrftoken"]}
        headers = {"Referer": hall.server.url}
        answer = await browser.post(f"/j/{hall.code}/more-time", data=form, headers=headers)
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/j/{hall.code}/")
        page = (await browser.get(f"/j/{hall.code}/")).text

    assert 'data-part="asked-for-time">' in page
    await chair.receive("tally", more_time=1)
