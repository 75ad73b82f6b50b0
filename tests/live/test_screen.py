"""Message, break, and projectors over real sockets: kept by the database, and by no process."""

import asyncio
import json

import pytest

from tests.clients import Hall, Projector
from tests.plain_browser import PlainBrowser


@pytest.fixture
async def own_hall(make_server, make_hall) -> Hall:
    """A live conference on a server of the test's own."""
    hall = await make_hall(await asyncio.to_thread(make_server))
    await hall.do("start")
    return hall


async def introduce(projector: Projector, key: str, **about) -> int | None:
    """Say who a projector is; return the number that it was given."""
    await projector.send({"type": "projector", "key": key, **about})
    return (await projector.receive("numbered"))["number"]


async def connected(chair, *wanted: int) -> list[dict]:
    """Wait until the console lists just the projectors with these numbers."""
    while True:
        told = (await chair.receive("projectors"))["projectors"]
        if [each["number"] for each in told] == list(wanted):
            return told


async def test_message_reaches_everybody_at_once_with_the_same_bytes(hall):
    everybody = [await hall.phone(), await hall.projector(), await hall.chair()]
    done = await everybody[2].command("screen_message", text="Lunch is served")
    states = [await socket.receive("state", seq=done["seq"]) for socket in everybody]

    assert states[0]["screen"] == {"kind": "message", "text": "Lunch is served"}
    said = [[f for f in s.frames if f.startswith('{"type":"state"')][-1] for s in everybody]
    assert said == [said[0]] * 3


async def test_two_chairs_do_not_overwrite_each_others_message(hall):
    first, second = await hall.chair(), await hall.chair()
    seen = (await first.receive("state"))["seq"]
    done = await first.command("screen_message", text="Lunch is served", seq=seen)
    refused = await second.command("screen_clear", seq=seen)

    assert (done["type"], refused["code"]) == ("ack", "stale")


async def test_vote_takes_a_break_off_the_screen_and_is_cast(hall):
    phone = await hall.phone()
    await hall.do("show", question=hall.question(1)["id"])
    shown = await hall.do("screen_break", minutes=15)
    resting = await phone.receive("state", seq=shown["seq"])
    opened = await hall.do("open")
    state = await phone.receive("state", seq=opened["seq"])
    answer = await phone.vote(opened["round"], [hall.choices(1)[0]])
    refused = await hall.steer("screen_break", minutes=5)

    assert (resting["screen"]["kind"], resting["screen"]["time_zone"]) == ("break", "Europe/London")
    assert (state["screen"], answer["type"]) == (None, "ack")
    assert (refused.status_code, refused.json()["code"]) == (409, "wrong_phase")


async def test_pages_without_scripts_tell_message_break_and_the_way_in(hall):
    browser = PlainBrowser.on(hall.server, hall.code)
    await hall.do("screen_message", text="<b>Lunch</b> & tea")
    message = await browser.look()
    large = (await hall.get(f"/stage/{hall.code}/")).text
    await hall.do("screen_break", minutes=15)
    pause = await browser.look()
    calm = (await hall.get(f"/stage/{hall.code}/")).text
    await hall.do("screen_join")
    inviting = (await hall.get(f"/stage/{hall.code}/")).text
    await browser.close()

    assert "<b>Lunch</b> & tea" in message
    assert "&lt;b&gt;Lunch&lt;/b&gt; &amp; tea</h1>" in large
    assert 'data-screen="message"' in large
    assert "Break. Back at " in pause
    assert 'data-screen="break"' in calm
    assert 'data-screen="waiting"' in inviting


async def test_look_is_in_the_page_and_the_address_goes_before_the_console(hall):
    await hall.do("look", size="largest", theme="contrast")
    page = (await hall.get(f"/stage/{hall.code}/")).text
    own = (await hall.get(f"/stage/{hall.code}/?theme=light")).text

    assert "stage-page--size-largest stage-page--contrast" in page
    assert "stage-page--size-largest stage-page--light" in own


async def test_killed_server_comes_back_with_the_same_break_look_and_numbers(own_hall):
    hall = own_hall
    await hall.do("look", projector=2, theme="light")
    done = await hall.do("screen_break", minutes=15)
    before = await (await hall.phone()).receive("state", seq=done["seq"])
    left, right = await hall.projector(), await hall.projector()
    assert [await introduce(left, "l"), await introduce(right, "r")] == [1, 2]

    hall.server.kill()
    await asyncio.to_thread(hall.server.start)

    after = await (await hall.phone()).receive("state")
    assert after == before
    chair = await hall.chair()
    assert await introduce(await hall.projector(), "r", number=2) == 2
    assert await introduce(await hall.projector(), "l", number=1) == 1
    await connected(chair, 1, 2)
    assert (await hall.do("screen_extend", minutes=5))["seq"] == before["seq"] + 1


async def test_console_lists_projectors_that_come_change_and_go(hall):
    chair = await hall.chair()
    first, second = await hall.projector(), await hall.projector()
    assert [await introduce(first, "a"), await introduce(second, "b", theme="dark")] == [1, 2]
    told = await connected(chair, 1, 2)
    assert [each["theme"] for each in told] == [None, "dark"]

    late = await hall.chair()
    assert (await late.receive("projectors"))["projectors"] == told
    # The same page in another theme keeps its number; another page cannot take it.
    assert await introduce(second, "b", number=2) == 2
    assert await introduce(await hall.projector(), "c", number=2) == 3
    assert [each["theme"] for each in await connected(chair, 1, 2, 3)] == [None] * 3
    await first.close()
    await connected(chair, 2, 3)
    assert await introduce(await hall.projector(), "d", number=1) == 1


@pytest.mark.parametrize("wrong", [
    {}, {"key": ""}, {"key": "x" * 65}, {"key": 1}, {"key": "a", "number": 0},
    {"key": "a", "number": 25}, {"key": "a", "number": "1"}, {"key": "a", "number": True},
    {"key": "a", "theme": "pink"}, {"key": "a", "theme": ""}, {"key": "a", "theme": {}},
])  # fmt: skip
async def test_projector_that_says_nonsense_is_refused(hall, wrong):
    projector = await hall.projector()
    await projector.send_raw(json.dumps({"type": "projector", **wrong}))

    assert (await projector.receive("refused"))["code"] == "malformed"
