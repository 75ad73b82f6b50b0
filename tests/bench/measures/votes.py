"""What a durable vote costs, against a bare echo and against a naive consumer."""

import asyncio
from statistics import median

from live.load import Crowd, Phone
from live.load.connection import Message
from tests.bench.bare import close_bare, echo_in_loop, open_bare
from tests.bench.houses import Builder, House, open_next, running, session_of
from tests.bench.meter import Use
from tests.bench.scale import Scale
from tests.bench.table import Findings, at_least, at_most

#: A vote in full, to give the echo a frame of its size.
FRAME = (
    b'{"type":"vote","ref":"phone-400-12","round":"0b0d6a3e-6a3f-4a52-9f0c-0f54b5a3a0a1",'
    b'"rev":12,"answer":["8f2b8d4c-57f0-4b5e-8a59-0f6c7f0e9d11"]}'
)


def choose_in_turn(phone: Phone, question: Message) -> list[str]:
    """Another choice than last time, so that every vote moves two counters."""
    choices = question["choices"]
    return [choices[(phone.rev + len(phone.name)) % len(choices)]["id"]]


async def vote_for(house: House, crowd: Crowd, seconds: float) -> tuple[int, Use]:
    """Let a crowd vote in a closed loop; return the votes acknowledged and the use."""
    crowd.start_record()
    house.meter.start()
    await crowd.vote_in_loop(seconds, choose_in_turn)
    return crowd.record.acknowledged, house.meter.read()


async def measure_votes(builder: Builder, scale: Scale, findings: Findings) -> None:
    """CPU per vote ÷ echo, votes per second ÷ naive, CPU at many phones ÷ at few."""
    small, large, yard = builder.product(), builder.product(), builder.yardsticks()
    few, many = small.crowd(scale.phones), large.crowd(scale.crowd)
    echo, votes, votes_many = [], [], []
    async with (
        running(small, large, yard),
        session_of(small, builder.token) as (chair, _),
        session_of(large, builder.token) as (large_chair, _),
    ):
        sockets = await open_bare(yard.socket_url("echo"), scale.phones)
        await asyncio.gather(few.connect(at_once=200), many.connect(at_once=200))
        round_few = await open_next(chair, few)
        round_many = await open_next(large_chair, many)
        await vote_for(small, few, scale.seconds / 2)
        await vote_for(large, many, scale.seconds / 2)
        for _ in range(scale.repeats):
            yard.meter.start()
            frames = await echo_in_loop(sockets, FRAME, scale.seconds)
            echo.append((frames, yard.meter.read()))
            votes.append(await vote_for(small, few, scale.seconds))
            votes_many.append(await vote_for(large, many, scale.seconds))
        latency = few.record.percentile(0.99)
        close_bare(sockets)
        await asyncio.gather(few.leave(), many.leave())
    naive_crowd = yard.crowd(scale.phones)
    async with running(yard):
        await naive_crowd.connect(at_once=50)
        naive = await vote_for(yard, naive_crowd, 2 * scale.seconds)
        await naive_crowd.leave()
    findings.check_votes(f"{scale.phones} in a closed loop", few, small.ledger, round_few)
    findings.check_votes(f"{scale.crowd} in a closed loop", many, large.ledger, round_many)
    findings.check_votes("naive, closed loop", naive_crowd, yard.ledger, yard.round)
    report(findings, scale, echo, votes, votes_many, naive, latency)


def report(
    findings: Findings,
    scale: Scale,
    echo: list[tuple[int, Use]],
    votes: list[tuple[int, Use]],
    votes_many: list[tuple[int, Use]],
    naive: tuple[int, Use],
    latency: float,
) -> None:
    """Turn the figures of ``measure_votes`` into rows; each is ``(number, use)``."""
    cost_echo, cost, cost_many = (
        median(use.server / number for number, use in figures) * 1e6
        for figures in (echo, votes, votes_many)
    )
    rate = median(number / use.seconds for number, use in votes)
    naive_rate = naive[0] / naive[1].seconds
    share = max(use.client_share for _, use in [*votes, *votes_many])
    findings.rows += [
        at_most(
            2.5,
            f"server CPU per acknowledged vote, {scale.phones} phones ÷ bare echo",
            f"{cost:.0f} µs",
            f"{cost_echo:.0f} µs",
            cost / cost_echo,
            f"99 % acknowledged within {latency * 1000:.0f} ms; the client used "
            f"{share:.0%} of its core at most",
        ),
        at_least(
            25,
            f"acknowledged votes per second, {scale.phones} phones ÷ naive",
            f"{rate:,.0f}/s",
            f"{naive_rate:,.0f}/s",
            rate / naive_rate,
            f"the server used {median(use.server_share for _, use in votes):.0%} of its core, "
            f"naive {naive[1].server_share:.0%}",
        ),
        at_most(
            1.1,
            f"CPU per vote at {scale.crowd:,} phones ÷ at {scale.phones}",
            f"{cost_many:.0f} µs",
            f"{cost:.0f} µs",
            cost_many / cost,
        ),
    ]
