"""An agenda on screen: the same for everybody, led through by commands, and kept by no process."""

import asyncio

import pytest

from tests.clients import Hall, Socket, join
from tests.forms import fields_of
from tests.organiser import Organiser
from tests.plain_browser import PlainBrowser

PROMPT = "What are the main obstacles?"
TIMES = {"total": "60", "minimum": "5", "step": "5", "most": "3", "parallel": "no"}


async def reveal_obstacles(hall: Hall, votes: tuple[int, int, int]) -> str:
    """Let delegates vote on the second question, and show the result; return the round."""
    round_id = await hall.open(2)
    choices = hall.choices(2)
    for choice, number in zip(choices, votes, strict=True):
        for _ in range(number):
            phone = await hall.phone(token=await join(hall.server, hall.code))
            assert (await phone.vote(round_id, [choice]))["type"] == "ack"
    await hall.do("close")
    await hall.do("reveal")
    return round_id


async def publish(hall: Hall, round_id: str) -> str:
    """Make an agenda of a result by its pages, and publish it until it is seen; return its id."""
    phone = await hall.phone()
    organiser = await Organiser.sign_in(hall.server)
    try:
        await organiser.post(f"/agendas/of/{round_id}/", **TIMES)
        address = (await organiser.client.get(f"/agendas/of/{round_id}/")).headers["Location"]
        fields = fields_of((await organiser.client.get(address)).text, "agenda")
        del fields["csrfmiddlewaretoken"]
        await organiser.post(address, **{**fields, "do": "publish"})
    finally:
        await organiser.close()
    await agenda_on(phone)
    return address.split("/")[2]


async def agenda_on(socket: Socket) -> dict:
    """Wait for the state with an agenda."""
    while (state := await socket.receive("state"))["agenda"] is None:
        continue
    return state


@pytest.fixture
async def own_hall(make_server, make_hall) -> Hall:
    """A live conference on a server of the test's own, whose first vote was revealed."""
    hall = await make_hall(await asyncio.to_thread(make_server))
    await hall.do("start")
    return hall


def told(state: dict) -> list[tuple]:
    """The topics of a state: title, minutes and standing."""
    return [(t["title"], t["minutes"], t["standing"]) for t in state["agenda"]["topics"]]


async def test_agenda_reaches_everybody_at_once_with_the_same_bytes(hall):
    round_id = await reveal_obstacles(hall, (2, 3, 1))
    first, second = await hall.phone(), await hall.phone()
    projector, chair = await hall.projector(), await hall.chair()
    for socket in (first, second, projector, chair):
        assert (await socket.receive("state"))["agenda"] is None
    agenda = await publish(hall, round_id)

    everybody = (first, second, projector, chair)
    states = [await agenda_on(socket) for socket in everybody]
    assert told(states[0]) == [
        ("Resistance", 30, "next"),
        ("Lack of integration", 20, "later"),
        ("Scarce resources", 10, "later"),
    ]
    said = [[f for f in s.frames if f.startswith('{"type":"state"')][-1] for s in everybody]
    assert said == [said[0]] * 4
    assert (states[0]["phase"], states[0]["agenda"]["id"]) == ("revealed", agenda)
    assert [t["votes"] for t in states[0]["agenda"]["topics"]] == [3, 2, 1]
    programme = await chair.receive("programme")
    while not any(each["published"] for each in programme["agendas"]):
        programme = await chair.receive("programme")
    assert programme["agendas"] == [
        {
            "id": agenda,
            "round": round_id,
            "title": PROMPT,
            "published": True,
            "topics": [{"id": t["id"], "title": t["title"]} for t in states[0]["agenda"]["topics"]],
        }
    ]


async def test_chair_leads_through_it_and_a_stale_press_skips_no_topic(hall):
    round_id = await reveal_obstacles(hall, (3, 2, 1))
    await publish(hall, round_id)
    chair, phone = await hall.chair(), await hall.phone()
    seen = await chair.receive("state")
    begun = await chair.command("agenda_next", seq=seen["seq"])
    stale = await chair.command("agenda_next", seq=seen["seq"])
    state = await phone.receive("state", seq=begun["seq"])

    assert (begun["type"], stale["code"]) == ("ack", "stale")
    assert [standing for *_, standing in told(state)] == ["now", "next", "later"]
    first, second, third = state["agenda"]["topics"]
    assert first["ends_at"] == second["starts_at"]
    longer = await chair.command("agenda_extend", seconds=300)
    extended = await phone.receive("state", seq=longer["seq"])
    assert extended["agenda"]["topics"][0]["extended"] == 300
    assert extended["agenda"]["topics"][1]["starts_at"] > second["starts_at"]
    moved = await chair.command("agenda_move", topic=third["id"], steps=-1)
    state = await phone.receive("state", seq=moved["seq"])
    assert [t["id"] for t in state["agenda"]["topics"]] == [first["id"], third["id"], second["id"]]
    # A vote in between, and back to the agenda, whose time ran on.
    opened = await hall.do("open")
    assert (await phone.receive("state", seq=opened["seq"]))["agenda"] is None
    refused = await chair.command("agenda_show")
    assert refused["code"] == "wrong_phase"
    await hall.do("close")
    shown = await chair.command("agenda_show")
    state = await phone.receive("state", seq=shown["seq"])
    assert state["agenda"]["topics"][0]["starts_at"] == first["starts_at"]


async def test_phone_without_scripts_reads_it_and_what_is_on(hall):
    round_id = await reveal_obstacles(hall, (3, 2, 1))
    await publish(hall, round_id)
    browser = PlainBrowser.on(hall.server, hall.code)
    ahead = await browser.look()
    await hall.do("agenda_next")
    running = await browser.look()
    stage = (await hall.get(f"/stage/{hall.code}/")).text
    await browser.close()

    assert PROMPT in ahead
    assert "3 topics, 60 minutes in all." in ahead
    assert "30 minutes Lack of integration Next" in ahead
    assert "Now: Lack of integration. About 30 minutes are left. Next: Resistance." in running
    assert 'data-screen="agenda"' in stage
    assert "Now: Lack of integration." in stage


async def test_killed_server_comes_back_with_the_same_agenda_topic_and_time(own_hall):
    hall = own_hall
    round_id = await reveal_obstacles(hall, (3, 2, 1))
    await publish(hall, round_id)
    await hall.do("agenda_next")
    await hall.do("agenda_extend", seconds=120)
    done = await hall.do("agenda_next")
    phone = await hall.phone()
    before = await phone.receive("state", seq=done["seq"])

    hall.server.kill()
    await asyncio.to_thread(hall.server.start)

    after = await (await hall.phone()).receive("state")
    assert after == before
    assert [standing for *_, standing in told(after)] == ["done", "now", "next"]
    assert (await hall.do("agenda_previous"))["seq"] == before["seq"] + 1
