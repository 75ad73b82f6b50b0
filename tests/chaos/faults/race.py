"""Votes race the close of their round."""

import asyncio
import random
from collections import Counter

from tests.chaos.audit import audit, shows
from tests.chaos.houses import House, Site, house
from tests.chaos.report import Report

#: Seconds over which a round's votes and its close are spread.
SPREAD = 0.02
#: Seconds in which a round's votes are answered.
ANSWERED = 30.0
#: Seconds in which the projector shows the result of a round that has closed.
SHOWN = 6.0


async def race(site: Site, report: Report) -> None:
    """Votes race the close of their round: acknowledged if and only if counted."""
    codes: Counter[str] = Counter()
    async with house(site, report) as home:
        home.audience.phones += [home.phone(one) for one in await home.join(site.scale.racers)]
        await home.audience.connect()
        rounds = []
        for _ in range(site.scale.rounds):
            rounds.append(await home.open())
            codes.update(await _race(home))
            right = await shows(home, within=SHOWN)
            report.expect(right, f"the projector shows the result of round {len(rounds)}")
        report.note(f"{site.scale.racers} voters, {site.scale.rounds:,} rounds")
        report.note(f"{codes['ack']:,} counted")
        report.note(f"{codes['closed']:,} too late")
        report.expect(set(codes) <= {"ack", "closed"}, f"only ack and closed, not {dict(codes)}")
        report.expect(min(codes["ack"], codes["closed"]) > 0, "the close falls among the votes")
        await audit(home, shown=rounds)


async def _race(home: House) -> list[str]:
    """Let everybody vote while the round closes; return what each was told."""

    async def vote(phone) -> str:
        await asyncio.sleep(random.uniform(0, SPREAD))
        return (await home.audience.cast_by_phone(phone)).code

    async def close() -> None:
        await asyncio.sleep(random.uniform(0, SPREAD))
        await home.command("close")

    votes = asyncio.gather(*(vote(phone) for phone in home.audience.phones))
    codes, _ = await asyncio.wait_for(asyncio.gather(votes, close()), ANSWERED)
    return codes
