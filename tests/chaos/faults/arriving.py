"""A hall full of phones behind one address loses the network, and all come back at once."""

import asyncio
from collections import Counter
from dataclasses import replace
from time import perf_counter

from tests.chaos.audit import audit, expect_acknowledged
from tests.chaos.delegates import WitnessPhone
from tests.chaos.houses import House, Site, house
from tests.chaos.report import Report, share_within
from tests.chaos.waiting import until

#: Seconds within which nearly all are live again.
LIVE = 30.0


async def arriving(site: Site, report: Report) -> None:
    """Thousands of phones of one address reconnect within seconds."""
    async with house(site, report) as home:
        await home.gather()
        hall = await _fill_the_hall(home)
        try:
            await home.open()
            async with home.audience.voting(pause=1.0):
                began = perf_counter()
                for phone in hall:
                    phone.lose()
                await until(
                    lambda: all(p.connected and p.greeted_at[-1] > began for p in hall),
                    within=3 * LIVE,
                )
                ended = perf_counter()
        finally:
            await asyncio.gather(*(phone.close() for phone in hall))
        delays = [phone.greeted_at[-1] - began for phone in hall]
        casts = [cast for cast in home.audience.casts if began < cast.sent < ended]
        waits = [cast.answered - cast.sent for cast in casts]
        report.note(f"{len(hall):,} phones")
        report.at_most(share_within(delays, 0.99), LIVE, "99 % live within")
        report.at_most(share_within(waits, 0.99), site.scale.others, "p99 of others' votes")
        report.expect(len(waits) > 0, "others vote meanwhile")
        _check_failures(report, hall)
        expect_acknowledged(home)
        await audit(home)


async def _fill_the_hall(home: House) -> list[WitnessPhone]:
    """Phones that only listen, all connected."""
    tokens = await home.join(home.scale.arriving)
    hall = [home.phone(token, name="hall") for token in tokens]
    for phone in hall:
        phone.pace = replace(home.scale.pace, after_loss=home.scale.arriving_within)
    turn = asyncio.Semaphore(100)

    async def connect(phone: WitnessPhone) -> None:
        async with turn:
            await phone.connect()

    await asyncio.gather(*(connect(phone) for phone in hall))
    return hall


def _check_failures(report: Report, hall: list[WitnessPhone]) -> None:
    """Nobody was turned away at the door: neither 429 nor any other status."""
    failures = sum((phone.record.failures for phone in hall), Counter())
    refused = {name: number for name, number in failures.items() if name.startswith("WS")}
    report.note(f"{failures.total()} attempts failed")
    report.expect(not refused, f"nobody is refused at the door, but {refused}")
