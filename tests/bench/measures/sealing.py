"""How long sealing takes, and whether votes in another round notice."""

import asyncio
from dataclasses import dataclass
from statistics import median
from time import perf_counter

from live.load import Chair, Crowd, Venue
from tests.bench.houses import AT_ONCE, Builder, House, open_next, running, session_of
from tests.bench.measures.votes import choose_in_turn
from tests.bench.scale import Scale
from tests.bench.table import Findings, at_most

BALLOTS = 10_000
#: Seconds of voting before the seal.
AHEAD = 0.5


@dataclass(frozen=True, slots=True)
class Seal:
    """Seconds that a seal took; latencies of the other round's votes at that time, in order."""

    seconds: float
    latencies: list[float]


async def seal_while_voting(chair: Chair, crowd: Crowd, seconds: float) -> Seal:
    """Seal the round on the chair's screen while a crowd votes elsewhere in a closed loop."""
    record = crowd.start_record()
    voting = asyncio.create_task(crowd.vote_in_loop(seconds, choose_in_turn))
    await asyncio.sleep(AHEAD)
    first, began = record.acknowledged, perf_counter()
    await chair.command("seal")
    took = perf_counter() - began
    # One vote of each phone was under way when the seal was done.
    last = record.acknowledged + len(crowd.phones)
    await voting
    return Seal(took, sorted(record.latencies[first:last]))


async def fill_round(house: House, chair: Chair) -> None:
    """Open a round on the next question, give it its ballots, and close it."""
    await chair.command("next")
    opened = (await chair.command("open"))["round"]
    await asyncio.to_thread(house.ledger.ask, "fill", round=opened, number=BALLOTS)
    await chair.command("close")


async def measure_sealing(builder: Builder, scale: Scale, findings: Findings) -> None:
    """Seal a large round by a chair's command, while another conference votes."""
    house = builder.product()
    other = Venue(house.url, house.ledger.ask("prepare", questions=scale.repeats)["code"])
    crowd, seals = house.crowd(scale.phones), []
    async with running(house), session_of(house, builder.token) as (chair, _):
        sealing = Chair(other, token=builder.token, pace=AT_ONCE)
        await sealing.connect()
        await sealing.command("start")
        await crowd.connect(at_once=200)
        opened = await open_next(chair, crowd)
        for _ in range(scale.repeats):
            await fill_round(house, sealing)
            seals.append(await seal_while_voting(sealing, crowd, scale.seconds))
        await asyncio.gather(sealing.close(), crowd.leave())
    findings.check_votes("while another round was sealed", crowd, house.ledger, opened)
    report(findings, scale, seals)


def report(findings: Findings, scale: Scale, seals: list[Seal]) -> None:
    """Turn the seals into rows."""
    took = median(seal.seconds for seal in seals)
    waited = max(seal.latencies[int(0.99 * len(seal.latencies))] for seal in seals)
    longest = max(seal.latencies[-1] for seal in seals)
    findings.rows += [
        at_most(
            1,
            f"sealing {BALLOTS:,} ballots ÷ 2 s",
            f"{took:.2f} s",
            "2 s",
            took / 2,
            f"command to ack, median of {len(seals)}, while {scale.phones} phones voted in another "
            "round in a closed loop",
        ),
        at_most(
            1,
            f"votes in another round meanwhile, 99 %, {scale.phones} phones ÷ 500 ms",
            f"{waited * 1000:.0f} ms",
            "500 ms",
            waited / 0.5,
            f"the worst of {len(seals)} seals; the longest wait was {longest * 1000:.0f} ms",
        ),
    ]
