"""A room that upvotes: many delegates within ten seconds, and what the projector shows of it."""

import asyncio
import random
from bisect import bisect_left
from time import perf_counter
from typing import Any

from live.load import Crowd, Projector
from tests.bench.houses import Builder, running, session_of
from tests.bench.scale import Scale
from tests.bench.table import Findings, at_most

#: Seconds within which everybody upvotes.
SPREAD = 10.0
#: Seconds until the projector is to show an upvote.
SOON = 0.5


class Watch:
    """When the projector showed how many; the first tick of each number counts."""

    def __init__(self, projector: Projector) -> None:
        self.seen: list[tuple[int, float]] = []
        self._projector = projector
        self._hear = projector.hear_tally
        projector.hear_tally = self._note  # type: ignore[method-assign]

    def _note(self, message: dict[str, Any]) -> None:
        self._hear(message)
        self.seen.append((_ballots(message), perf_counter()))

    def shown_at(self, number: int) -> float:
        """The moment at which so many were shown, or more."""
        return self.seen[bisect_left(self.seen, (number, 0.0))][1]

    @property
    def most_in_a_second(self) -> int:
        """Tallies in any second."""
        times = [at for _, at in self.seen]
        return max(bisect_left(times, at + 1) - place for place, at in enumerate(times))


def _ballots(message: dict[str, Any]) -> int:
    return (message.get("remedies") or {}).get("ballots", 0)


async def measure_upvotes(builder: Builder, scale: Scale, findings: Findings) -> None:
    """From an upvote to the projector that shows it, 99 %."""
    house = builder.product()
    crowd = house.crowd(scale.crowd)
    async with running(house), session_of(house, builder.token) as (chair, projector):
        lists = house.ledger.ask("lists", session=house.session)
        await chair.command("remedies_show", topic=lists["topic"], top=12, live=True)
        await crowd.connect(at_once=200)
        await projector.until(lambda: projector.tally and projector.tally["remedies"])
        watch = Watch(projector)
        sent = await upvote(crowd, lists)
        await asyncio.wait_for(
            projector.until(lambda: _ballots(projector.tally or {}) == len(crowd.phones)), 10
        )
        await crowd.leave()
    delays = sorted(watch.shown_at(n) - at for n, at in enumerate(sorted(sent), start=1))
    findings.rows.append(
        at_most(
            1,
            f"{len(sent):,} delegates upvote within {SPREAD:.0f} s: the projector shows it, 99 % ÷ "
            f"{1000 * SOON:.0f} ms",
            f"{1000 * delays[int(0.99 * len(delays))]:.0f} ms",
            f"{1000 * SOON:.0f} ms",
            delays[int(0.99 * len(delays))] / SOON,
            f"from sending, in the order of sending; at most {watch.most_in_a_second} messages to "
            f"the projector in any second",
        )
    )
    findings.check_votes("upvotes", crowd, house.ledger, lists["round"])


async def upvote(crowd: Crowd, lists: dict[str, Any]) -> list[float]:
    """Let every phone upvote some entries at a moment of its own; return when each was sent."""
    sent: list[float] = []

    async def one(phone: Any) -> None:
        await asyncio.sleep(random.uniform(0, SPREAD))
        phone.round, phone.rev = lists["round"], 0
        sent.append(perf_counter())
        await phone.cast(random.sample(lists["entries"], random.randint(1, 4)))

    await asyncio.gather(*(one(phone) for phone in crowd.phones))
    return sent
