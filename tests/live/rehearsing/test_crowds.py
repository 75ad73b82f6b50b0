"""The crowd that a chair asks for: a process of the server's, which does not outlive it."""

import asyncio
import os
import select
import signal
from pathlib import Path

import pytest

from tests.clients import PATIENCE, Hall
from tests.servers import Server


def crowds_of(server: Server) -> list[int]:
    """The processes that a server started, by their ids."""
    pid = server.process.pid
    return [*map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]


async def is_gone(pidfd: int) -> bool:
    """Wait until a process has ended."""
    ready, _, _ = await asyncio.to_thread(select.select, [pidfd], [], [], PATIENCE)
    os.close(pidfd)
    return bool(ready)


async def rehearse(hall: Hall, delegates: int = 3) -> int:
    """Let a crowd come, as the console does, and wait until it is in; return its process."""
    chair = await hall.chair(session=hall.session["id"])
    answer = await chair.command("rehearse", delegates=delegates, seed=7)
    assert answer["type"] == "ack", answer
    await hall.open()
    await chair.receive("tally", joined=delegates, present=delegates)
    (crowd,) = crowds_of(hall.server)
    return os.pidfd_open(crowd)


async def test_crowd_leaves_when_the_rehearsal_is_cleared(make_server, make_hall):
    hall: Hall = await make_hall(make_server())
    crowd = await rehearse(hall)

    await hall.do("clear")

    assert await is_gone(crowd)


async def test_session_has_one_crowd_and_the_next_takes_its_seats(make_server, make_hall):
    hall: Hall = await make_hall(make_server())
    first = await rehearse(hall, 3)
    chair = await hall.chair(session=hall.session["id"])

    await hall.do("rehearse", delegates=5)

    assert await is_gone(first)
    await chair.receive("tally", joined=5)


async def test_chair_learns_at_once_that_the_crowd_has_died(make_server, make_hall):
    hall: Hall = await make_hall(make_server())
    crowd = await rehearse(hall)
    chair = await hall.chair(session=hall.session["id"])
    await chair.receive("beat", simulated=3)

    signal.pidfd_send_signal(crowd, signal.SIGKILL)

    assert await is_gone(crowd)
    await chair.receive("beat", simulated=0, present=0)


@pytest.mark.parametrize("end", [Server.stop, Server.kill])
async def test_crowd_does_not_outlive_its_server_whatever_that_dies_of(
    prepared_embedded, make_hall, end
):
    server = prepared_embedded.make()
    server.start()
    try:
        crowd = await rehearse(await make_hall(server))

        await asyncio.to_thread(end, server)

        assert await is_gone(crowd)
    finally:
        server.stop()


async def test_rehearsal_is_cleared_after_the_server_died_in_the_middle_of_it(
    prepared_embedded, make_hall
):
    server = prepared_embedded.make()
    server.start()
    try:
        hall: Hall = await make_hall(server)
        crowd = await rehearse(hall)
        server.kill()
        assert await is_gone(crowd)
        server.start()

        await hall.do("clear")
        await hall.do("start")

        chair = await hall.chair(session=hall.session["id"])
        opened = await hall.open()
        tally = await chair.receive("tally", round=opened)
        assert (tally["ballots"], tally["joined"]) == (0, 0)
    finally:
        server.stop()


async def test_session_held_for_real_gets_no_crowd(server, make_hall):
    hall: Hall = await make_hall(server)
    await hall.do("start")

    answer = await hall.steer("rehearse", delegates=3)

    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_phase")
    assert crowds_of(server) == []
