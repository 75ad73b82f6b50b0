"""Everybody votes at the same moment."""

from collections import Counter
from dataclasses import dataclass
from time import perf_counter

from live.load import Crowd, Phone, Projector
from live.load.connection import Message
from tests.bench.houses import AT_ONCE, Builder, open_next, running, session_of
from tests.bench.scale import Scale
from tests.bench.table import Findings, at_least


@dataclass(frozen=True, slots=True)
class Burst:
    """Seconds from the first vote sent to the last ack, and to a projector that is right."""

    acknowledged: float
    right: float

    @property
    def done(self) -> float:
        """Seconds until both."""
        return max(self.acknowledged, self.right)


def choose_by_number(phone: Phone, question: Message) -> list[str]:
    """A choice that follows from the phone's number, so that the result is known before."""
    number = int(phone.name.rpartition("-")[2])
    return [question["choices"][number % len(question["choices"])]["id"]]


async def burst(crowd: Crowd, projector: Projector) -> Burst:
    """Let a crowd vote at once."""
    question = crowd.phones[0].question
    expected = Counter(choose_by_number(phone, question)[0] for phone in crowd.phones)
    began = perf_counter()
    right = projector.until(lambda: _shows(projector, expected))
    ended: list[float] = []
    right.add_done_callback(lambda _: ended.append(perf_counter()))
    await crowd.vote_at_once(choose_by_number)
    acknowledged = perf_counter()
    await right
    return Burst(acknowledged - began, ended[0] - began)


def _shows(projector: Projector, expected: Counter[str]) -> bool:
    tally = projector.tally
    return (
        tally is not None
        and tally["ballots"] == expected.total()
        and {row["choice"]: row["count"] for row in tally["counts"] if row["count"]} == expected
    )


async def measure_burst(builder: Builder, scale: Scale, findings: Findings) -> None:
    """Last ack and projector right, against naive."""
    house, yard = builder.product(), builder.yardsticks()
    crowd, naive_crowd = house.crowd(scale.crowd), yard.crowd(scale.crowd)
    bursts = []
    async with running(house), session_of(house, builder.token) as (chair, projector):
        await crowd.connect(at_once=200)
        for number in range(scale.repeats):
            opened = await open_next(chair, crowd)
            house.meter.start()
            bursts.append(await burst(crowd, projector))
            share = house.meter.read().client_share
            await chair.command("close")
            findings.check_votes(f"burst {number + 1}", crowd, house.ledger, opened)
        await crowd.leave()
    async with running(yard):
        stage = Projector(yard.venue, pace=AT_ONCE)
        await stage.connect()
        await naive_crowd.connect(at_once=50)
        naive = await burst(naive_crowd, stage)
        await naive_crowd.leave()
        await stage.close()
    findings.check_votes("naive, burst", naive_crowd, yard.ledger, yard.round)
    best = sorted(bursts, key=lambda each: each.done)[len(bursts) // 2]
    findings.rows.append(
        at_least(
            25,
            f"{scale.crowd:,} phones vote at once: last ack and projector right, sooner than naive",
            f"{best.done:.2f} s",
            f"{naive.done:.1f} s",
            naive.done / best.done,
            f"median of {len(bursts)} bursts; the last ack alone: {best.acknowledged:.2f} s "
            f"against {naive.acknowledged:.1f} s ({naive.acknowledged / best.acknowledged:.0f} "
            f"times); the client used {share:.0%} of its core",
        )
    )
