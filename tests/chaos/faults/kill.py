"""A server process is killed in mid-burst, again and again."""

import asyncio
import random
from time import perf_counter

from tests.chaos.audience import Cast
from tests.chaos.audit import audit, expect_acknowledged
from tests.chaos.houses import House, Site, house
from tests.chaos.report import Report, share_within

#: Seconds after the restart by which nearly everybody is acknowledged.
BACK = 15.0


async def kill(site: Site, report: Report) -> None:
    """`kill -9` of a server process in mid-burst."""
    delays: list[float] = []
    async with house(site, report) as home:
        await home.gather()
        await home.open()
        async with home.audience.voting(pause=0.5):
            for number in range(site.scale.kills):
                await asyncio.sleep(random.uniform(0.5, 1) * site.scale.steady)
                await home.audience.somebody_votes()
                restarted = await _kill_one(home, number)
                await home.audience.answered(before=restarted, within=4 * BACK)
                await home.audience.back(within=4 * BACK)
                delays += _after(home.audience.casts, restarted)
        report.note(f"{site.scale.kills} kills, {len(delays):,} votes under way")
        report.at_most(share_within(delays, 0.99), BACK, "99 % acknowledged after restart within")
        report.expect(
            len(delays) >= site.scale.kills, "votes are under way when the process is killed"
        )
        expect_acknowledged(home)
        await audit(home)


async def _kill_one(home: House, number: int) -> float:
    """Kill a process and start it again at once; return when it was."""
    server = home.servers[number % len(home.servers)]
    server.kill()
    restarted = perf_counter()
    await asyncio.to_thread(server.start)
    return restarted


def _after(casts: list[Cast], restarted: float) -> list[float]:
    """Seconds from the restart to the answer of each vote that was under way."""
    return [cast.answered - restarted for cast in casts if cast.sent < restarted < cast.answered]
