"""What lies behind the processes goes away: Redis, PostgreSQL."""

import asyncio
from collections.abc import Mapping
from time import perf_counter

import httpx

from tests.chaos.audit import audit, expect_acknowledged, expect_connected, shows
from tests.chaos.houses import House, Site, house
from tests.chaos.report import Report, share_within
from tests.servers.web import PLAIN

#: Seconds within which the projector is right after Redis is back, and by which it is behind
#: at the most while it is away.
RIGHT = 6.0
#: Seconds that a vote may take while Redis is away.
THROUGHOUT = 2.0
#: Seconds after PostgreSQL is back by which nearly everybody is acknowledged.
BACK = 15.0
#: Seconds in which answers that were under way when PostgreSQL crashed are heard.
SETTLED = 0.3


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
        # The round stays open: no close brings the projector what it missed.
        report.expect(await shows(home, within=RIGHT), "the projector is right within 6 s")
        right = perf_counter()
        _check_votes_without_redis(home, killed, started)
        report.at_most(right - started, RIGHT, "projector right within")
        report.at_most(home.projector.longest_pause(killed, right), RIGHT, "behind at most")
        await audit(home)


def _check_votes_without_redis(home: House, killed: float, started: float) -> None:
    """Everybody was acknowledged at once, and nobody was told anything else or sent away."""
    casts = [c for c in home.audience.casts if c.answered > killed and c.sent < started]
    waits = [cast.answered - cast.sent for cast in casts]
    home.report.note(f"{len(casts):,} votes while it was away")
    home.report.at_most(share_within(waits, 0.99), THROUGHOUT, "99 % of them acknowledged within")
    told = home.history.told_between(killed, started)
    home.report.expect(set(told) == {"ack"}, f"votes are acknowledged throughout, not {dict(told)}")
    expect_acknowledged(home)
    expect_connected(home)


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
                down = perf_counter()
                await asyncio.sleep(site.scale.database_down)
                told = home.history.told_between(down + SETTLED, perf_counter())
                await asyncio.to_thread(site.postgres.start)
                up = perf_counter()
                await home.audience.answered(before=up, within=4 * BACK)
                delays = [c.answered - up for c in home.audience.casts if c.sent < up < c.answered]
                await asyncio.sleep(site.scale.steady)
                ended = perf_counter()
        finally:
            await asyncio.to_thread(_ensure_running, site.postgres.process)
        report.expect(await shows(home, within=RIGHT), "the projector is right again")
        _check_answers(home, told)
        report.at_most(share_within(delays, 0.99), BACK, "99 % acknowledged after within")
        report.expect(len(delays) > 0, "votes are under way while it is down")
        _check_tallies(home, up, ended)
        await _check_processes(home, pids)
        await audit(home)


def _check_answers(home: House, told: Mapping[str, int]) -> None:
    """What phones were ``told`` while there was no database; what became of their votes."""
    answers = home.history.answers()
    home.report.note(f"{answers['unavailable']} answers unavailable")
    home.report.expect(set(told) <= {"unavailable"}, f"nothing is acknowledged, but {dict(told)}")
    home.report.expect(answers["unavailable"] > 0, "votes are answered unavailable")
    expect_acknowledged(home)
    expect_connected(home)


def _check_tallies(home: House, up: float, ended: float) -> None:
    """The projector moves again once votes are acknowledged again."""
    first = home.history.first_ack_after(up)
    assert first is not None
    pause = home.projector.longest_pause(first, ended)
    home.report.at_most(pause, RIGHT, "tallies move again within")


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
