"""A stop, seen from outside: first /readyz, then the votes, then the sockets, within 15 seconds."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress

import httpx
import psutil
import pytest

from tests.clients import Hall, Phone, join
from tests.conftest import do_without
from tests.live.conftest import CONFERENCE
from tests.servers import NotInstalled, Server, prepare_full
from tests.servers.processes import find_program
from tests.servers.product import ROOT
from tests.servers.web import PLAIN

#: Seconds that a stop may take.
STOP = 15.0


async def voting_hall(server: Server, make_hall, phones: int = 10) -> tuple[Hall, str, list[Phone]]:
    """A hall with an open round and phones that know of it."""
    hall = await make_hall(server)
    await hall.do("start")
    round_id = await hall.open()
    here = [await hall.phone() for _ in range(phones)]
    for phone in here:
        await phone.receive("mine")
    return hall, round_id, here


async def send_votes(phones: list[Phone], round_id: str, choice: str, *, rev: int = 1) -> None:
    """Send everybody's vote without waiting for the answers."""
    vote = {"type": "vote", "ref": f"v{rev}", "round": round_id, "rev": rev, "answer": [choice]}
    for phone in phones:
        await phone.send(vote)


async def outcome(phone: Phone, *, rev: int = 1) -> str:
    """What a phone was told of its vote: ``ack``, the code of a refusal, or nothing."""
    with suppress(AssertionError):
        answer = await phone.receive("ack", "refused", ref=f"v{rev}", within=1)
        return answer.get("code", answer["type"])
    return ""


async def wait_for(condition: Callable[[], bool]) -> None:
    """Wait for something that another process does."""
    async with asyncio.timeout(STOP):
        while not await asyncio.to_thread(condition):
            pass


def readiness(server: Server) -> tuple[int, str]:
    """What a balancer is told that comes on a new connection: status, and ``serving``."""
    try:
        answer = httpx.get(f"{server.url}/readyz", **PLAIN)
    except httpx.TransportError:
        return 0, "refused"
    return answer.status_code, answer.json()["checks"]["serving"]


async def test_readiness_turns_before_votes_are_refused(make_server, make_hall):
    server = await asyncio.to_thread(make_server, STOP_DELAY="1.5")
    hall, round_id, phones = await voting_hall(server, make_hall)
    assert readiness(server) == (200, "ok")

    began = time.monotonic()
    server.process.child.send_signal(signal.SIGTERM)
    await wait_for(lambda: readiness(server) != (200, "ok"))
    turned = readiness(server)
    # As before: a vote is taken, and somebody new is let in.
    latecomer = await hall.phone(token=await join(server, hall.code))
    answer = await latecomer.vote(round_id, hall.choices(1)[:1])
    for phone in [*phones, latecomer]:
        await phone.receive("restart")
        assert await phone.close_code() == 4412
    gone = readiness(server)
    code = await asyncio.to_thread(server.process.child.wait, STOP)

    assert (turned, answer["type"], gone, code) == ((503, "draining"), "ack", (0, "refused"), 0)
    assert time.monotonic() - began < STOP


async def test_votes_under_way_are_written_and_answered_before_sockets_close(
    make_server, make_hall
):
    server = await asyncio.to_thread(make_server)
    hall, round_id, phones = await voting_hall(server, make_hall, 30)
    choice = hall.choices(1)[0]

    await send_votes(phones, round_id, choice)
    server.process.child.send_signal(signal.SIGTERM)
    codes = [await phone.close_code() for phone in phones]
    told = [await outcome(phone) for phone in phones]
    ended = await asyncio.to_thread(server.process.child.wait, STOP)
    await asyncio.to_thread(server.start)

    assert (set(codes), ended) == ({4412}, 0)
    # A frame may arrive after the socket was closed for it: that vote is sent again.
    assert set(told) <= {"ack", "unavailable", ""}
    assert (await hall.result(round_id))["ballots"] == told.count("ack") > 0


@pytest.fixture
def frozen_postgres(own_postgres):
    """A PostgreSQL that a test may freeze."""
    yield own_postgres
    for process in family(own_postgres.process.pid):
        process.resume()


def family(pid: int) -> list[psutil.Process]:
    """A process and all that it started."""
    parent = psutil.Process(pid)
    return [parent, *parent.children(recursive=True)]


async def test_database_that_hangs_does_not_hold_up_the_end(
    frozen_postgres, redis, make_hall, tmp_path
):
    prepared = await asyncio.to_thread(
        prepare_full, tmp_path, postgres=frozen_postgres, redis=redis
    )
    server = prepared.make()
    try:
        await asyncio.to_thread(server.start)
        hall, round_id, phones = await voting_hall(server, make_hall)
        await send_votes(phones, round_id, hall.choices(1)[0])
        assert [await outcome(phone) for phone in phones] == ["ack"] * len(phones)

        for process in family(frozen_postgres.process.pid):
            process.suspend()
        await send_votes(phones, round_id, hall.choices(1)[1], rev=2)
        began = time.monotonic()
        server.process.child.send_signal(signal.SIGTERM)
        for phone in phones:
            await phone.receive("restart", within=STOP)
            assert await phone.close_code() == 4412
        await asyncio.to_thread(server.process.child.wait, STOP + 5)
        lasted = time.monotonic() - began
        for process in family(frozen_postgres.process.pid):
            process.resume()
        await asyncio.to_thread(server.start)

        assert lasted < STOP + 1
        assert (await hall.result(round_id))["ballots"] == len(phones)
    finally:
        await asyncio.to_thread(server.stop)
    server.check_log()


async def test_ctrl_c_goes_to_all_of_make_run_and_may_be_pressed_twice(prepared_embedded, tmp_path):
    server = prepared_embedded.make()
    # As a terminal does it: the shell of make and the server are one group, which is interrupted.
    with subprocess.Popen(  # noqa: ASYNC220 -- it is awaited in a thread
        ["sh", "-c", f"{sys.executable} manage.py up; echo ended with $?"],
        cwd=ROOT,
        env=server.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as shell:
        try:
            await wait_for(lambda: readiness(server) == (200, "ok"))
            phone = await Phone.open(
                server, code := await first_code(server), token=await join(server, code)
            )
            await phone.receive("mine")

            os.killpg(shell.pid, signal.SIGINT)
            await phone.receive("restart")
            os.killpg(shell.pid, signal.SIGINT)
            said, _ = await asyncio.to_thread(shell.communicate, timeout=STOP)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(shell.pid, signal.SIGKILL)

    assert await phone.close_code() == 4412
    assert "Every vote is kept in" in said
    assert "Traceback" not in said


async def first_code(server: Server) -> str:
    """The code of a new conference."""
    return (await Hall.make(server, CONFERENCE)).code


async def test_first_process_of_a_container_stops_in_good_order(prepared_embedded, make_hall):
    try:
        unshare = find_program("unshare")
        if os.geteuid() != 0:
            raise NotInstalled("a container's first process: only root may make one")
    except NotInstalled as missing:
        do_without(missing)
    server = prepared_embedded.make()
    server.process.command = [
        *(unshare, "--pid", "--fork", "--kill-child", "--"),
        *server.process.command,
    ]
    try:
        await asyncio.to_thread(server.start)
        _, _, phones = await voting_hall(server, make_hall)
        (first,) = psutil.Process(server.process.pid).children()

        first.terminate()
        for phone in phones:
            await phone.receive("restart")
            assert await phone.close_code() == 4412
        ended = await asyncio.to_thread(server.process.child.wait, STOP)

        assert ended == 0
    finally:
        await asyncio.to_thread(server.stop)
    server.check_log()
