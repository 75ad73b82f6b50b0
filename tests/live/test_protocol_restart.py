"""What survives: a killed server, a restarted one, a quiet hour, a database that goes away."""

import asyncio
import json

import httpx
import pytest

from tests.chaos.waiting import until
from tests.clients import PATIENCE, http, join
from tests.servers import prepare_full


@pytest.fixture
async def own_hall(make_server, make_hall):
    """A live conference on a server of the test's own."""
    hall = await make_hall(await asyncio.to_thread(make_server))
    await hall.do("start")
    return hall


async def test_killed_server_comes_back_with_every_acknowledged_ballot(own_hall):
    hall = own_hall
    round_id = await hall.open()
    tokens = [await join(hall.server, hall.code) for _ in range(10)]
    phones = [await hall.phone(token=token) for token in tokens]
    for number, phone in enumerate(phones):
        answer = await phone.vote(round_id, [hall.choices(1)[number % 4]], rev=3)
        assert answer["type"] == "ack"
    projector = await hall.projector()
    before = await projector.receive("tally", ballots=10)
    seq = (await phones[0].receive("state"))["seq"]

    hall.server.kill()
    await asyncio.to_thread(hall.server.start)

    phone = await hall.phone(token=tokens[5])
    state = await phone.receive("state")
    mine = await phone.receive("mine")
    after = await (await hall.projector()).receive("tally")
    assert (state["phase"], state["round"]["id"]) == ("open", round_id)
    assert state["seq"] >= seq
    assert (mine["rev"], mine["answer"]) == (3, [hall.choices(1)[1]])
    assert await hall.counts(round_id) == [3, 3, 2, 2]
    assert after["tally_seq"] >= before["tally_seq"]
    assert after["joined"] == 10
    assert (await phone.vote(round_id, hall.choices(1)[:1], rev=4))["type"] == "ack"
    assert (await hall.do("close"))["seq"] > seq


async def test_server_killed_amid_a_burst_keeps_what_it_acknowledged(own_hall):
    hall = own_hall
    round_id = await hall.open()
    tokens = [await join(hall.server, hall.code) for _ in range(60)]
    phones = [await hall.phone(token=token) for token in tokens]
    choice = hall.choices(1)[:1]
    body = {"type": "vote", "ref": "burst", "round": round_id, "rev": 1, "answer": choice}
    for phone in phones:
        await phone.send(body)

    await phones[0].receive("ack")
    hall.server.kill()
    for phone in phones:
        await phone.close_code()
    acknowledged = {
        token
        for token, phone in zip(tokens, phones, strict=True)
        if any(json.loads(frame)["type"] == "ack" for frame in phone.frames)
    }
    await asyncio.to_thread(hall.server.start)

    standing = set()
    async with http(hall.server) as client:
        for token in tokens:
            answer = await client.get(
                f"/api/v1/conferences/{hall.code}/state",
                headers={"Authorization": f"Bearer {token}"},
            )
            if answer.json()["mine"]["rev"] == 1:
                standing.add(token)
    assert acknowledged <= standing
    assert (await hall.result(round_id))["ballots"] == len(standing)


async def test_stopped_server_says_restart_and_closes_with_4412(own_hall):
    hall = own_hall
    round_id = await hall.open()
    sockets = [await hall.phone(), await hall.projector(), await hall.chair()]
    for socket in sockets:
        await socket.receive("state")
    choice = hall.choices(1)[:1]
    await sockets[0].send(
        {"type": "vote", "ref": "last", "round": round_id, "rev": 1, "answer": choice}
    )

    code = await asyncio.to_thread(hall.server.stop)

    assert code == 0
    for socket in sockets:
        restart = await socket.receive("restart")
        assert restart["retry_ms"] > 0
        assert await socket.close_code() == 4412
    answer = await sockets[0].receive("ack", "refused", ref="last")
    await asyncio.to_thread(hall.server.start)
    counted = (await hall.result(round_id))["ballots"]
    assert (answer["type"], answer.get("code"), counted) in {
        ("ack", None, 1),
        ("refused", "unavailable", 0),
    }


async def test_timer_that_ran_out_while_the_server_was_down_closes_the_round(own_hall):
    hall = own_hall
    round_id = await hall.open(seconds=1)
    hall.server.kill()
    await asyncio.to_thread(hall.server.start)

    phone = await hall.phone()
    closed = await phone.receive("state", phase="closed")

    assert closed["round"]["id"] == round_id
    assert (await hall.result(round_id))["phase"] == "closed"


async def test_conference_that_ends_sends_everybody_away_with_4410(own_hall):
    hall = own_hall
    sockets = [await hall.phone(), await hall.projector(), await hall.chair()]
    for socket in sockets:
        await socket.receive("state")

    await asyncio.to_thread(
        hall.server.manage,
        "shell",
        "--verbosity=0",
        "-c",
        "from polls.models import Conference; from polls.preparing import end_conference; "
        f"end_conference(conference=Conference.objects.get(code='{hall.code}'))",
    )

    for socket in sockets:
        assert await socket.close_code() == 4410
    assert await (await hall.projector()).close_code() == 4410
    assert await (await hall.chair()).close_code() == 4410


async def test_rate_limits_are_settings(make_server, make_hall):
    server = await asyncio.to_thread(make_server, MESSAGE_BURST="3", MESSAGES_PER_SECOND="0.01")
    hall = await make_hall(server)
    phone = await hall.phone()
    for _ in range(4):
        await phone.send({"type": "ping"})

    assert (await phone.receive("refused"))["code"] == "too_fast"
    assert len([f for f in phone.frames if json.loads(f)["type"] == "pong"]) == 3


async def test_six_quiet_seconds_cost_no_connection_and_no_line_in_the_log(
    prepared_full, own_redis, make_hall
):
    server = prepared_full.make(REDIS_URL=own_redis.url)
    try:
        await asyncio.to_thread(server.start)
        hall = await make_hall(server)
        phone, projector = await hall.phone(), await hall.projector()
        # One listens to hints, one tells them.
        await until(lambda: len(own_redis.clients()) == 2, within=PATIENCE)
        before, lines = own_redis.clients(), server.log.read_text()
        for _ in range(2):
            await phone.receive("beat", within=8)
            await projector.receive("beat", within=8)

        assert own_redis.clients() == before
        assert server.log.read_text() == lines
    finally:
        await asyncio.to_thread(server.stop)
    server.check_log()


async def vote_by_http(hall, round_id: str) -> httpx.Response:
    """Vote as a new delegate without a socket."""
    body = {"type": "vote", "ref": "1", "round": round_id, "rev": 1, "answer": []}
    async with http(hall.server, await join(hall.server, hall.code)) as client:
        return await client.post(f"/api/v1/conferences/{hall.code}/ballots", json=body)


async def test_database_that_goes_away_makes_votes_unavailable_and_loses_none(
    own_postgres, redis, make_hall, tmp_path
):
    prepared = await asyncio.to_thread(prepare_full, tmp_path, postgres=own_postgres, redis=redis)
    server = prepared.make()
    try:
        await asyncio.to_thread(server.start)
        hall = await make_hall(server)
        await hall.do("start")
        round_id = await hall.open()
        phone = await hall.phone()
        await phone.vote(round_id, hall.choices(1)[:1], rev=1)

        await asyncio.to_thread(own_postgres.stop)
        away, by_http = await asyncio.gather(
            phone.vote(round_id, hall.choices(1)[1:2], rev=2), vote_by_http(hall, round_id)
        )
        await asyncio.to_thread(own_postgres.start)
        back = await phone.vote(round_id, hall.choices(1)[1:2], rev=2)

        assert (away["code"], back["type"]) == ("unavailable", "ack")
        assert (by_http.status_code, by_http.json()["code"]) == (503, "unavailable")
        assert await hall.counts(round_id) == [0, 1, 0, 0]
    finally:
        await asyncio.to_thread(server.stop)
    server.check_log()
