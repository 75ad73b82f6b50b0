"""The connections of half the phones are cut."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from live.load.connection import Message
from tests.chaos.audit import audit
from tests.chaos.delegates import Doors, WitnessPhone
from tests.chaos.houses import House, Site, house
from tests.chaos.report import Report
from tests.chaos.waiting import until
from tests.servers.wire import Wire

#: Seconds after healing by which every phone has the true state.
TRUE = 20.0


async def cut(site: Site, report: Report) -> None:
    """Connections of half the phones cut."""
    async with house(site, report) as home:
        with wires_to(home) as wires:
            urls = tuple(wire.url for wire in wires)
            await home.gather(by=Doors(urls[0], home.doors.code, urls=urls))
            await home.open()
            async with home.audience.voting(pause=1.0):
                await asyncio.sleep(site.scale.steady)
                for wire in wires:
                    wire.cut()
                await asyncio.sleep(site.scale.cut)
                # What they miss: the round is closed, and another one is open.
                await home.command("close")
                await home.open_for(phone for phone in home.audience.phones if phone.connected)
                lost = sum(not phone.connected for phone in home.audience.phones)
                healed = await _heal(home, wires, await _true_state(home))
                report.note(f"{lost} of {len(home.audience.phones)} phones cut off")
                report.at_most(healed, TRUE, "all have the true state within")
                report.expect(lost >= len(home.audience.phones) // 2, "half the phones are cut off")
            await audit(home)


async def _true_state(home: House) -> Message:
    """What the server tells whoever asks now; the votes that come in change nothing of it."""
    path = f"/api/v1/conferences/{home.doors.code}/state"
    answer = await home.ask("GET", path, token=home.audience.tokens[0])
    state = answer.json()["state"]
    assert (state["phase"], state["round"]["id"]) == ("open", home.round)
    return state


async def _heal(home: House, wires: list[Wire], true: Message) -> float:
    """Mend the wires; return the seconds until every phone has the true state."""
    mended = perf_counter()
    for wire in wires:
        wire.mend()

    def is_right(phone: WitnessPhone) -> bool:
        return phone.connected and phone.round == home.round and phone.state == true

    await until(lambda: all(map(is_right, home.audience.phones)), within=3 * TRUE)
    return perf_counter() - mended


@contextmanager
def wires_to(home: House) -> Iterator[list[Wire]]:
    """A wire to each process."""
    wires = [Wire(server.port) for server in home.servers]
    try:
        yield wires
    finally:
        for wire in wires:
            wire.remove()
