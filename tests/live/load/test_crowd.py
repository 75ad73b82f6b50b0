"""A crowd, its projector and its chair against the product."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from live.load import Chair, Crowd, Over, Pace, Projector, Refused, Venue
from live.load.crowd import JoinFailed
from tests.clients import Hall

#: Nobody waits in a test.
HURRY = Pace(base=0.01, cap=0.1, after_close=0.1, resend=0.05)


@pytest.fixture
def venue(hall: Hall) -> Venue:
    return Venue(hall.server.url, hall.code)


@pytest.fixture
async def chair(hall: Hall, venue: Venue) -> AsyncIterator[Chair]:
    chair = Chair(venue, token=hall.server.token("organiser"), pace=HURRY)
    await chair.connect()
    yield chair
    await chair.close()


@pytest.fixture
async def projector(venue: Venue) -> AsyncIterator[Projector]:
    projector = Projector(venue, pace=HURRY)
    await projector.connect()
    yield projector
    await projector.close()


@pytest.fixture
async def crowd(venue: Venue) -> AsyncIterator[Crowd]:
    crowd = Crowd(venue, pace=HURRY)
    await crowd.join(20, at_once=4)
    await crowd.connect()
    yield crowd
    await crowd.leave()


async def open_round(chair: Chair, crowd: Crowd) -> str:
    await chair.command("next")
    opened = (await chair.command("open"))["round"]
    await crowd.until(lambda phone: phone.round == opened)
    return opened


async def test_what_was_acknowledged_is_on_the_projector(chair, projector, crowd):
    opened = await open_round(chair, crowd)

    await crowd.vote_at_once()
    await projector.until(lambda: projector.tally and projector.tally["ballots"] == 20)

    standing = crowd.standing(opened)
    shown = {row["choice"]: row["count"] for row in projector.tally["counts"] if row["count"]}
    assert (standing.ballots, standing.revisions, standing.counts) == (20, 20, shown)
    assert crowd.record.acknowledged == len(crowd.record.latencies) == 20


async def test_closed_loop_counts_every_revision(chair, crowd):
    opened = await open_round(chair, crowd)

    await crowd.vote_in_loop(0.1)

    assert not any(phone.waiting for phone in crowd.phones)
    assert crowd.standing(opened).revisions == crowd.record.acknowledged >= 20


async def test_phone_that_was_cut_off_comes_back_to_its_ballot(chair, crowd):
    await open_round(chair, crowd)
    phone = crowd.phones[0]
    choice = phone.question["choices"][0]["id"]
    await phone.cast([choice])
    phone.rev, phone.answer = 0, None

    phone.lose()
    await phone.until(lambda: phone.rev == 1)

    assert phone.answer == [choice]
    assert crowd.record.lost.total() == 1


async def test_browsers_show_their_token_as_a_cookie(chair, venue, crowd):
    browsers = Crowd(venue, browser=True)
    await browsers.join(2)

    await browsers.connect()

    assert [phone.connected for phone in browsers.phones] == [True, True]
    assert all("Authorization" not in phone.headers for phone in browsers.phones)
    await browsers.leave()


async def test_command_out_of_turn_is_refused(chair):
    with pytest.raises(Refused) as raised:
        await chair.command("close")

    assert raised.value.code == "wrong_phase"


async def test_reveal_reaches_every_phone(chair, crowd):
    await open_round(chair, crowd)
    await crowd.vote_at_once()
    await chair.command("close")
    revealed = asyncio.ensure_future(crowd.until(lambda phone: phone.state["phase"] == "revealed"))

    await chair.command("reveal")
    await revealed

    assert {phone.state["results"]["ballots"] for phone in crowd.phones} == {20}


async def test_unknown_code_is_refused_at_the_door_and_on_the_socket(hall):
    nowhere = Crowd(Venue(hall.server.url, "ZZZZZZ"), pace=HURRY)
    with pytest.raises(JoinFailed, match="404"):
        await nowhere.join(1)
    nowhere.admit(["token"])

    with pytest.raises(Over) as raised:
        await nowhere.connect()

    assert raised.value.code == 4404
