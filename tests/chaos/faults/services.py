"""What lies behind the processes goes away: Redis, PostgreSQL."""

import asyncio
from time import perf_counter

import httpx

from tests.chaos.audit import audit, close_if_open, shows
from tests.chaos.houses import House, Site, house
from tests.chaos.report import Report, share_within
from tests.servers.web import PLAIN

#: Seconds within which the projector is right after Redis is back.
RIGHT = 6.0
#: Seconds that a vote may take while Redis is away.
THROUGHOUT = 2.0
#: Seconds after PostgreSQL is back by which nearly everybody is acknowledged.
BACK = 15.0


async def redis_away(site: Site, report: Report) -> None:
    """Redis killed and restarted empty."""
    assert site.redis is not None
    async with house(site, report) as home:
        await home.gather()
        await home.open()
        try:
            async with home.audience.voting(pause=1.0):
                await asyncio.sleep(site.scale.steady)
                site.redis.kill()
                killed = perf_counter()
                await asyncio.sleep(site.scale.redis_away)
                await asyncio.to_thread(site.redis.start)
                started = perf_counter()
        finally:
            await asyncio.to_thread(_ensure_running, site.redis.process)
        during = [c for c in home.audience.casts if killed < c.sent < started]
        waits = [cast.answered - cast.sent for cast in during]
        report.note(f"{len(during):,} votes while it was away")
        report.at_most(share_within(waits, 0.99), THROUGHOUT, "99 % of them acknowledged within")
        report.expect({c.code for c in during} == {"ack"}, "votes are acknowledged throughout")
        await close_if_open(home)
        report.expect(await shows(home, within=RIGHT), "the projector is right within 6 s")
        report.at_most(perf_counter() - started, RIGHT, "projector right within")
        await audit(home)


async def postgres_crash(site: Site, report: Report) -> None:
    """PostgreSQL crashed (immediate)."""
    assert site.postgres is not None
    async with house(site, report) as home:
        pids = [server.process.pid for server in home.servers]
        await home.gather()
        await home.open()
        try:
            async with home.audience.voting(pause=1.0):
                await asyncio.sleep(site.scale.steady)
                await asyncio.to_thread(site.postgres.crash)
                await asyncio.sleep(site.scale.database_down)
                await asyncio.to_thread(site.postgres.start)
                up = perf_counter()
                await home.audience.answered(before=up, within=4 * BACK)
                delays = [c.answered - up for c in home.audience.casts if c.sent < up < c.answered]
                await asyncio.sleep(site.scale.steady)
        finally:
            await asyncio.to_thread(_ensure_running, site.postgres.process)
        told = home.history.answers()
        report.note(f"{told['unavailable']} answers unavailable, {len(delays)} votes waiting")
        report.at_most(share_within(delays, 0.99), BACK, "99 % acknowledged after within")
        report.expect(len(delays) > 0, "votes are under way while it is down")
        await _check_processes(home, pids)
        await audit(home)


async def _check_processes(home: House, pids: list[int]) -> None:
    """The processes are those that were started first, and say that they are ready."""
    home.report.expect(
        [server.process.pid for server in home.servers if server.process.running] == pids,
        "no process needs a restart",
    )
    for server in home.servers:
        answer = await asyncio.to_thread(httpx.get, f"{server.url}/readyz", **PLAIN)
        home.report.expect(answer.status_code == 200, f"{server.url} is ready again")


def _ensure_running(process) -> None:
    if not process.running:
        process.start()
