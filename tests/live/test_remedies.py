"""Remedies on a running server: what reaches whom, over sockets and by plain forms."""

import asyncio

import httpx
import pytest

from tests.clients import Hall, Socket, join
from tests.live.test_agenda import publish, reveal_obstacles
from tests.organiser import Organiser
from tests.plain_browser import PlainBrowser


async def collect(hall: Hall) -> list[dict]:
    """Publish an agenda of three topics and open their lists; return these."""
    await publish(hall, await reveal_obstacles(hall, (3, 2, 1)))
    await hall.do("remedies_open")
    return (await (await hall.phone()).receive("state"))["remedies"]["lists"]


async def put(browser: PlainBrowser, topic: str, text: str, /, **more: str) -> httpx.Response:
    """Put an entry forward by the plain form."""
    browser.address = browser.address.removesuffix("remedies/") + "remedies/"
    await browser.look()
    form = next(form for form in browser.forms if form.action.endswith("/put"))
    fields = {**form.hidden, "topic": topic, "kind": "way", "text": text, "signed": "", **more}
    answer = await browser.client.post(form.action, data=fields)
    browser._read(answer)
    return answer


async def moderate(hall: Hall, organiser: Organiser, do: str, **about: str) -> None:
    """Decide on the first entry that waits, by the moderator's page."""
    address = f"/sessions/{hall.session['id']}/remedies/"
    page = (await organiser.client.get(address)).text
    entry = page.split('data-entry="')[1].split('"')[0]
    version = page.split('data-seen="')[1].split('"')[0]
    await organiser.post(address, entry=entry, version=version, do=do, **about)


async def listed(socket: Socket, *texts: str) -> dict:
    """Wait for the message after which these entries were told."""
    told: list[str] = []
    while not set(texts) <= set(told):
        message = await socket.receive("remedies")
        told += [entry["text"] for entry in message["entries"]]
    return message


@pytest.fixture
async def organiser(hall):
    organiser = await Organiser.sign_in(hall.server)
    yield organiser
    await organiser.close()


@pytest.fixture
async def browser(hall):
    browser = PlainBrowser.on(hall.server, hall.code)
    await browser.look()
    yield browser
    await browser.close()


async def test_entry_waits_is_approved_and_reaches_phones_projector_and_its_author(
    hall, organiser, browser
):
    first, *_ = await collect(hall)
    chair, projector = await hall.chair(), await hall.projector()
    while (waiting := await chair.receive("moderation"))["held"]:
        continue
    await put(browser, first["topic"], "One budget for both")
    told = await chair.receive("moderation")
    await moderate(hall, organiser, "approve")

    assert "A moderator looks at it first" in browser.text
    assert (waiting["held"], told["held"], told["set_aside"]) == (0, 1, 0)
    assert (await listed(projector, "One budget for both"))["after"] is not None
    assert "It is in the list" in await browser.look()
    other = PlainBrowser.on(hall.server, hall.code)
    await other.look()
    other.address += "remedies/"
    text = await other.look()
    await other.close()
    assert "One budget for both" in text
    assert "From this phone" not in text


async def test_plain_form_upvotes_and_the_frozen_list_stands_by_votes(hall, organiser, browser):
    first, *_ = await collect(hall)
    for text in ("One", "Two"):
        await put(browser, first["topic"], text)
        await moderate(hall, organiser, "approve")
    await browser.look()
    form = next(f for f in browser.forms if f.options and f.action.endswith("/upvote"))
    second = [o for o in form.options if o != form.options[0]]
    answer = await browser.submit(form, second)
    assert ">Your upvotes are in: 1</p>" in answer.text
    assert "Your upvotes are in: 1" in await browser.look()
    form = next(f for f in browser.forms if f.options and f.action.endswith("/upvote"))
    assert form.chosen == second
    chair = await hall.chair()
    await hall.do("remedies_show", topic=first["topic"], live=True)
    tally = await chair.receive("tally")
    while not (tally["remedies"] and tally["remedies"]["ballots"]):
        tally = await chair.receive("tally")
    await hall.do("remedies_freeze", topic=first["topic"])

    assert tally["remedies"]["counts"] == [{"choice": second[0], "count": 1}]
    assert "The list is frozen." in await browser.look()
    stage = (await hall.get(f"/stage/{hall.code}/")).text
    assert 'data-screen="remedies"' in stage
    assert "2 entries: the most upvotes first." in stage


@pytest.mark.parametrize(
    ("text", "more", "words"),
    [
        ("", {}, "Type what you want to put forward."),
        ("x" * 281, {}, "Your text has 281 characters, and 280 are the most."),
        ("kept", {"signed": "y" * 61}, "The name has 61 characters, and 60 are the most."),
        ("kept", {"topic": "nonsense"}, "Choose the topic that it belongs to."),
        ("kept", {"kind": "nonsense"}, "Choose a way to overcome it"),
    ],
)
async def test_bad_entry_comes_back_with_what_was_typed(hall, browser, text, more, words):
    first, *_ = await collect(hall)
    answer = await put(browser, first["topic"], text, **more)

    assert answer.status_code == 422
    assert words in browser.text
    assert text in answer.text


async def test_too_many_entries_within_a_minute_are_refused_and_kept(hall, browser):
    first, *_ = await collect(hall)
    for number in range(6):
        assert (await put(browser, first["topic"], f"Entry {number}")).status_code == 200
    answer = await put(browser, first["topic"], "One too many")

    assert answer.status_code == 429
    assert "6 entries within a minute" in browser.text
    assert "One too many" in answer.text


async def test_upvote_by_a_socket_is_a_vote_as_every_other(hall, organiser, browser):
    first, *_ = await collect(hall)
    await put(browser, first["topic"], "One")
    await moderate(hall, organiser, "approve")
    token = await join(hall.server, hall.code)
    phone = await hall.phone(token=token)
    entry = (await listed(await hall.projector(), "One"))["entries"][0]["id"]

    assert (await phone.vote(first["round"], [entry]))["type"] == "ack"
    assert (await phone.vote(first["round"], ["00000000-0000-4000-8000-000000000000"]))[
        "code"
    ] == "invalid"


async def test_killed_server_comes_back_with_lists_upvotes_and_screen(make_server, make_hall):
    hall = await make_hall(await asyncio.to_thread(make_server))
    await hall.do("start")
    first, *_ = await collect(hall)
    organiser = await Organiser.sign_in(hall.server)
    browser = PlainBrowser.on(hall.server, hall.code)
    await browser.look()
    for text in ("One", "Waits"):
        await put(browser, first["topic"], text)
    await moderate(hall, organiser, "approve")
    await hall.do("remedies_show", topic=first["topic"], live=True)
    projector = await hall.projector()
    entry = (await listed(projector, "One"))["entries"][0]["id"]
    phone = await hall.phone()
    assert (await phone.vote(first["round"], [entry]))["type"] == "ack"
    before = await (await hall.phone()).receive("state")

    hall.server.kill()
    await asyncio.to_thread(hall.server.start)

    projector, chair = await hall.projector(), await hall.chair()
    state = await projector.receive("state")
    tally = await projector.receive("tally")
    assert state == before
    assert tally["remedies"]["counts"] == [{"choice": entry, "count": 1}]
    assert (await listed(projector, "One"))["after"] is None
    assert (await chair.receive("moderation"))["held"] == 1
    assert "A moderator looks at it first" in await browser.look()
    await browser.close()
    await organiser.close()
