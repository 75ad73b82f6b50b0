"""Processes are restarted one after the other while everybody votes."""

import asyncio
from collections import Counter
from time import perf_counter

from tests.chaos.audit import audit, expect_acknowledged
from tests.chaos.houses import House, Site, house
from tests.chaos.report import Report

#: Seconds after which every phone is back.
BACK = 40.0
#: The share of returning phones that may come within one second.
SURGE = 0.4
RESTARTING = 4412


async def rolling(site: Site, report: Report) -> None:
    """Rolling restart (SIGTERM one after the other) while voting."""
    async with house(site, report) as home:
        await home.gather()
        await home.open()
        async with home.audience.voting(pause=1.0):
            await asyncio.sleep(site.scale.steady)
            began = perf_counter()
            for server in home.servers:
                await asyncio.to_thread(server.restart)
            await home.audience.back(within=2 * BACK)
            report.at_most(perf_counter() - began, BACK, "all back within")
            await asyncio.sleep(site.scale.steady)
        _check_goodbyes(home, began)
        expect_acknowledged(home)
        await audit(home)


def _check_goodbyes(home: House, began: float) -> None:
    """Everybody was told, closed with 4412, and came back spread out."""
    phones = home.audience.phones
    lost = sum((phone.record.lost for phone in phones), Counter())
    told = sum(phone.told_restart for phone in phones)
    home.report.note(f"{told} told to come back, closed with {dict(lost)}")
    home.report.expect(set(lost) == {RESTARTING}, "every socket is closed with 4412")
    home.report.expect(
        lost[RESTARTING] > 0
        and all(phone.told_restart >= phone.record.lost[RESTARTING] for phone in phones),
        "every socket is told restart before",
    )
    returns = [at - began for phone in phones for at in phone.greeted_at if at > began]
    busiest = max(Counter(int(at) for at in returns).values(), default=0)
    home.report.note(f"at most {busiest} of {len(returns)} came back in the same second")
    home.report.expect(busiest <= max(5, SURGE * len(returns)), "phones come back spread out")
