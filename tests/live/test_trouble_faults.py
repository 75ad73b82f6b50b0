"""The chair is told of real faults within five seconds, and that they have passed.

Each fault is made outside the server: its database stands still or is gone, its disk is full,
Redis is away, another server process ends.
"""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import psycopg
import pytest

from tests.clients import Chair, Hall
from tests.servers import Server, prepare_full
from tests.servers.disks import ShortFiles, small_disk
from tests.servers.web import PLAIN
from tests.servers.wire import Wire

#: Seconds within which a chair is told.
SOON = 5.0
#: Seconds within which the end of it is told: it has to hold for three.
LATER = 15.0


async def told(chair: Chair, what: str, *, within: float = SOON) -> dict:
    """Wait until the chair is told of a kind of trouble; return what is said of it."""
    async with asyncio.timeout(within):
        while True:
            message = await chair.receive("trouble", within=within)
            for trouble in message["now"]:
                if trouble["what"] == what:
                    return trouble


async def told_passed(chair: Chair, what: str, *, within: float = LATER) -> dict:
    """Wait until the chair is told that it has passed; return what is said of that."""
    async with asyncio.timeout(within):
        while True:
            message = await chair.receive("trouble", within=within)
            for trouble in message["passed"]:
                if trouble["what"] == what:
                    assert what not in {one["what"] for one in message["now"]}
                    return trouble


def kinds(socket) -> set[str]:
    """The types of the messages that a socket got."""
    return {json.loads(frame)["type"] for frame in socket.frames}


@contextmanager
def running(*servers: Server) -> Iterator[None]:
    """Servers that are ended and whose logs are read at the end."""
    try:
        for server in servers:
            server.start()
        yield
    finally:
        for server in servers:
            server.stop()
    for server in servers:
        server.check_log()


@pytest.fixture(scope="module")
def own_full(own_postgres, redis, tmp_path_factory):
    """Servers on that PostgreSQL."""
    folder = tmp_path_factory.mktemp("own-full")
    return prepare_full(folder, postgres=own_postgres, redis=redis)


async def open_vote(make_hall, server: Server) -> tuple[Hall, str]:
    """A live conference with an open round."""
    hall = await make_hall(server)
    await hall.do("start")
    return hall, await hall.open()


async def test_first_word_to_a_chair_is_that_all_is_well(hall):
    chair, projector, phone = await hall.chair(), await hall.projector(), await hall.phone()

    trouble = await chair.receive("trouble")
    for socket in (projector, phone):
        await socket.receive("beat", within=8)

    assert (trouble["now"], trouble["passed"], trouble["servers"]) == ([], [], 1)
    types = [json.loads(frame)["type"] for frame in chair.frames]
    assert types.index("state") < types.index("trouble")
    assert "trouble" not in kinds(projector) | kinds(phone)


async def test_how_long_votes_wait_is_told(hall):
    round_id = await hall.open()
    chair, phone = await hall.chair(), await hall.phone()
    await chair.receive("trouble", wait_p95_ms=None)

    await phone.vote(round_id, hall.choices(1)[:1])
    trouble = await chair.receive("trouble")

    assert 0 < trouble["wait_p95_ms"] < 5000
    assert await chair.receive("trouble", wait_p95_ms=None, within=20)


async def test_database_that_crashes_and_comes_back(own_postgres, own_full, make_hall):
    server = own_full.make()
    with running(server):
        hall, round_id = await open_vote(make_hall, server)
        chair, projector, phone = await hall.chair(), await hall.projector(), await hall.phone()
        await phone.receive("mine")
        seq = (await chair.receive("state"))["seq"]

        await asyncio.to_thread(own_postgres.crash)
        try:
            away = await told(chair, "database")
            vote = asyncio.create_task(phone.vote(round_id, hall.choices(1)[:1]))
            async with asyncio.timeout(6):
                refused = await chair.command("close", seq=seq)
            refused_vote = await vote
        finally:
            await asyncio.to_thread(own_postgres.start)
        back = await told_passed(chair, "database")
        acknowledged = await phone.vote(round_id, hall.choices(1)[:1])

        assert away["holds"]
        assert away["sentence"].startswith("Votes are held back: the database does not answer.")
        assert refused["code"] == refused_vote["code"] == "unavailable"
        assert back["since"] == away["since"] < back["until"]
        assert "held back are sent again" in back["sentence"]
        assert acknowledged["type"] == "ack"
        # The command that was refused was not done later, and nobody had to come again.
        assert (await hall.result(round_id))["phase"] == "open"
        assert "trouble" not in kinds(projector)
        assert "restart" not in kinds(projector) | kinds(chair) | kinds(phone)


async def test_database_that_stands_still_keeps_nobody_in_silence(
    own_postgres, own_full, make_hall
):
    server = own_full.make()
    with running(server):
        hall, round_id = await open_vote(make_hall, server)
        chair, phone, other = await hall.chair(), await hall.phone(), await hall.phone()
        for one in (phone, other):
            await one.receive("mine")
        own_postgres.freeze()
        try:
            votes = [
                asyncio.create_task(one.vote(round_id, hall.choices(1)[:1]))
                for one in (phone, other)
            ]
            await told(chair, "database")
            async with asyncio.timeout(6):
                refused = await chair.command("blank", on=True)
            async with asyncio.timeout(12):
                answers = await asyncio.gather(*votes)
        finally:
            own_postgres.thaw()
        await told_passed(chair, "database")
        again = [await one.vote(round_id, hall.choices(1)[:1]) for one in (phone, other)]

        assert refused["code"] == "unavailable"
        assert [answer["code"] for answer in answers] == ["unavailable"] * 2
        assert [answer["type"] for answer in again] == ["ack"] * 2
        assert await hall.counts(round_id) == [2, 0, 0, 0]


async def test_votes_that_wait_for_a_lock_are_told_as_slow(own_full, make_hall):
    server = own_full.make()
    with running(server):
        hall, round_id = await open_vote(make_hall, server)
        chair, phone = await hall.chair(), await hall.phone()
        await phone.receive("mine")
        with psycopg.connect(server.environment["DATABASE_URL"]) as connection:
            connection.execute("SELECT id FROM polls_round WHERE id = %s FOR UPDATE", [round_id])
            vote = asyncio.create_task(phone.vote(round_id, hall.choices(1)[:1]))
            slow = await told(chair, "slow")
            connection.rollback()
        answer = await vote
        await told_passed(chair, "slow", within=20)

        assert (answer["type"], slow["holds"]) == ("ack", True)


async def test_full_disk_refuses_votes_and_says_so(prepared_embedded, make_hall, tmp_path):
    with small_disk(tmp_path / "disk") as disk:
        server = prepared_embedded.make(folder=disk.folder / "data")
        with running(server):
            hall, round_id = await open_vote(make_hall, server)
            chair, phone = await hall.chair(), await hall.phone()
            await phone.vote(round_id, hall.choices(1)[:1], rev=1)
            seq = (await chair.receive("state"))["seq"]

            disk.fill(server)
            vote = asyncio.create_task(phone.vote(round_id, hall.choices(1)[1:2], rev=2))
            full = await told(chair, "disk")
            refused = await chair.command("close", seq=seq)
            answer = await vote
            disk.empty(server)
            await told_passed(chair, "disk")
            again = await phone.vote(round_id, hall.choices(1)[1:2], rev=2)
            closed = await chair.command("close", seq=seq)

            assert full["holds"]
            assert "cannot write to its disk" in full["sentence"]
            assert refused["code"] == answer["code"] == "unavailable"
            assert (again["type"], closed["type"]) == ("ack", "ack")
            assert await hall.counts(round_id) == [0, 1, 0, 0]


async def test_limit_to_files_is_told_like_a_full_disk(prepared_embedded, make_hall, tmp_path):
    disk = ShortFiles(tmp_path)
    server = prepared_embedded.make(folder=tmp_path / "data")
    with running(server):
        hall, _ = await open_vote(make_hall, server)
        chair = await hall.chair()
        await chair.receive("state")

        disk.fill(server)
        refused = await chair.command("close")
        await told(chair, "disk")
        disk.empty(server)
        closed = await chair.command("close")
        passed = await told_passed(chair, "disk")

        assert (refused["code"], closed["type"]) == ("unavailable", "ack")
        assert "No vote was refused meanwhile." in passed["sentence"]


@pytest.mark.parametrize("fault", ["kill", "freeze"])
async def test_redis_that_is_away_is_told_and_votes_go_on(
    prepared_full, own_redis, make_hall, fault
):
    server = prepared_full.make(REDIS_URL=own_redis.url)
    with running(server):
        hall, round_id = await open_vote(make_hall, server)
        chair, phone = await hall.chair(), await hall.phone()

        getattr(own_redis, fault)()
        away = await told(chair, "redis")
        answer = await phone.vote(round_id, hall.choices(1)[:1])
        reloaded = await hall.chair()
        await told(reloaded, "redis")
        await asyncio.to_thread({"kill": own_redis.start, "freeze": own_redis.thaw}[fault])
        await told_passed(chair, "redis")

        assert answer["type"] == "ack"
        assert not away["holds"]


async def test_chair_hears_of_the_other_server_restarting(prepared_full, make_hall):
    here = prepared_full.make()
    there = here.sibling()
    with running(here, there):
        hall, _ = await open_vote(make_hall, here)
        chair = await hall.chair()
        await chair.receive("trouble", servers=2)

        code = await asyncio.to_thread(there.stop)
        away = await told(chair, "other_draining")
        await asyncio.to_thread(there.start)
        back = await told_passed(chair, "other_draining")

        assert code == 0
        assert away["sentence"].startswith("One of 2 servers is restarting; its phones come back")
        assert back["sentence"] == "All 2 servers are there."


async def test_chair_of_the_server_that_restarts_is_told_before_it_goes(prepared_full, make_hall):
    server = prepared_full.make()
    with running(server):
        hall, _ = await open_vote(make_hall, server)
        chair = await hall.chair()

        stopping = asyncio.create_task(asyncio.to_thread(server.stop))
        await told(chair, "draining")
        await chair.receive("restart")

        assert await chair.close_code() == 4412
        assert await stopping == 0


async def test_chair_hears_of_the_other_server_killed(prepared_full, make_hall):
    here = prepared_full.make()
    there = here.sibling()
    with running(here, there):
        hall, _ = await open_vote(make_hall, here)
        chair = await hall.chair()
        await chair.receive("trouble", servers=2)

        there.kill()
        gone = await told(chair, "other_gone")
        await asyncio.to_thread(there.start)
        await told_passed(chair, "other_gone")

        assert gone["sentence"].startswith("One of 2 servers does not answer; its phones come back")


async def test_chair_hears_of_the_other_server_without_its_database(prepared_full, make_hall):
    wire = Wire(prepared_full.postgres.port)
    here = prepared_full.make()
    url = here.environment["DATABASE_URL"]
    there = here.sibling(
        DATABASE_URL=url.replace(f":{prepared_full.postgres.port}/", f":{wire.port}/")
    )
    with running(here, there):
        hall, _ = await open_vote(make_hall, here)
        chair = await hall.chair()
        await chair.receive("trouble", servers=2)

        wire.cut()
        cut = await told(chair, "other_database")
        wire.mend()
        await told_passed(chair, "other_database")

        assert cut["sentence"].startswith("One of 2 servers cannot store votes; its phones send")
    wire.remove()


async def test_chair_who_comes_while_the_database_is_away_is_told_why(
    own_postgres, own_full, make_hall
):
    server = own_full.make()
    with running(server):
        hall, _ = await open_vote(make_hall, server)
        chair = await hall.chair()
        await asyncio.to_thread(own_postgres.crash)
        try:
            await told(chair, "database")
            late = await hall.chair()
            await told(late, "database", within=10)

            assert await late.close_code() == 4412
        finally:
            await asyncio.to_thread(own_postgres.start)


def test_operators_see_the_trouble_among_the_figures(server):
    figures = httpx.get(f"{server.url}/metrics", **PLAIN).text

    assert 'show_of_hands_trouble{what="database"} 0.0' in figures
