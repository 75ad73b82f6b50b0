"""Clients that read slowly, or not at all, while the room is busy."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from time import perf_counter

import psutil

from tests.chaos.audit import audit, expect_acknowledged, expect_connected
from tests.chaos.delegates import Doors, handshake
from tests.chaos.houses import House, KeepingProjector, Site, house
from tests.chaos.report import Report, share_within
from tests.servers import Server

#: Bytes by which a process may grow.
GROWTH = 50 * 1024 * 1024
#: Bytes a second that the slow projector reads.
SLOW = 1024
#: States between two looks at the memory.
LOOK = 20
#: As long as the organiser's form lets a choice be, so that every state is some 10 KB.
LONG_CHOICES = [f"{number}: {'very long ' * 28}" for number in range(20)]


async def silent(site: Site, report: Report) -> None:
    """A projector that reads 1 KB/s, and phones that never read."""
    async with house(site, report, choices=LONG_CHOICES) as home:
        home.audience.phones += [home.phone(one) for one in await home.join(20)]
        await home.audience.connect()
        await home.open()
        before = _memory(home)
        async with (
            _slow_projector(home) as slow,
            _silent_phones(home),
            home.audience.voting(pause=1.0),
        ):
            began = perf_counter()
            most = await _send_states(home)
            await _see_the_last_state(home)
        waits = [cast.answered - cast.sent for cast in home.audience.casts if cast.sent > began]
        report.note(f"{len(home.audience.phones)} voters, {site.scale.silent} silent phones")
        report.note(f"{site.scale.states} states")
        report.note(f"the slow projector saw {slow.tallies} tallies")
        grown = max(now - then for now, then in zip(most, before, strict=True))
        report.at_most(grown / 2**20, GROWTH / 2**20, "a process grew by", "MB")
        report.at_most(share_within(waits, 0.99), site.scale.others, "p99 of others' votes")
        expect_connected(home)
        expect_acknowledged(home)
        await audit(home)


async def _send_states(home: House) -> list[int]:
    """Change the state again and again; return the most memory that each process had."""
    most = _memory(home)
    for number in range(home.scale.states):
        await home.command("blank", on=number % 2 == 0)
        if number % LOOK == 0:
            most = [max(pair) for pair in zip(most, _memory(home), strict=True)]
    return [max(pair) for pair in zip(most, _memory(home), strict=True)]


async def _see_the_last_state(home: House) -> None:
    """Every phone that reads has the newest state as soon as ever."""
    seq = (await home.command("blank", on=False))["seq"]
    told = perf_counter()
    await home.audience.until(lambda phone: phone.state["seq"] >= seq)
    home.report.at_most(
        perf_counter() - told, home.scale.others, "others see the last state within"
    )


def _memory(home: House) -> list[int]:
    """Bytes of each process that nobody shares (USS)."""
    pids = [server.process.pid for server in home.servers]
    return [psutil.Process(pid).memory_full_info().uss for pid in pids]


@contextlib.asynccontextmanager
async def _silent_phones(home: House) -> AsyncIterator[None]:
    """Phones that shake hands and never read, not even the answer to that."""
    tokens = await home.join(home.scale.silent)
    with contextlib.ExitStack() as opened:
        for number, token in enumerate(tokens):
            server = home.servers[number % len(home.servers)]
            opened.enter_context(_shake_hands(server, home.doors.code, token))
        yield


def _shake_hands(server: Server, code: str, token: str) -> socket.socket:
    end = socket.socket()
    end.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    end.connect(("127.0.0.1", server.port))
    end.sendall(handshake(server.port, code, token))
    return end


@contextlib.asynccontextmanager
async def _slow_projector(home: House) -> AsyncIterator[KeepingProjector]:
    """A projector whose network carries one kilobyte a second."""
    port = home.servers[0].port

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", port, limit=SLOW)
        try:
            async with asyncio.TaskGroup() as ways:
                ways.create_task(_carry(reader, back, pause=0))
                ways.create_task(_carry(there, writer, pause=1))
        except* (OSError, _Ended):
            back.close()
            writer.close()

    line = await asyncio.start_server(carry, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{line.sockets[0].getsockname()[1]}"
    slow = KeepingProjector(Doors(url, home.doors.code, urls=(url,)), pace=home.scale.pace)
    connecting = asyncio.create_task(slow.connect())
    try:
        yield slow
    finally:
        connecting.cancel()
        await slow.close()
        line.close()


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, pause: float) -> None:
    """Carry what is read, a kilobyte at a time; raises ``_Ended`` at its end."""
    while block := await reader.read(SLOW):
        writer.write(block)
        await writer.drain()
        await asyncio.sleep(pause)
    raise _Ended


class _Ended(Exception):
    """One side has closed: the other way ends too."""
