"""The chair reveals: how long until the last phone shows it."""

import asyncio
import json
from statistics import median
from time import perf_counter

from live.load import Chair, Crowd
from tests.bench.bare import BareSocket, close_bare, open_bare, push_by_hand
from tests.bench.houses import Builder, open_next, running, session_of
from tests.bench.scale import Scale
from tests.bench.table import Findings, at_most


async def reveal(chair: Chair, crowd: Crowd) -> float:
    """Reveal; return the seconds until the last phone has the state."""
    revealed = crowd.until(lambda phone: phone.state["phase"] == "revealed")
    waiting = asyncio.ensure_future(revealed)
    await asyncio.sleep(0)
    began = perf_counter()
    command = asyncio.ensure_future(chair.command("reveal"))
    await waiting
    took = perf_counter() - began
    await command
    return took


async def push(sockets: list[BareSocket], message: bytes) -> float:
    """The hand loop: seconds until the last socket has the message."""
    began = perf_counter()
    await push_by_hand(sockets, message)
    return perf_counter() - began


async def measure_reveal(builder: Builder, scale: Scale, findings: Findings) -> None:
    """Reveal → the last phone, against a hand loop with a message of that size."""
    house, yard = builder.product(), builder.yardsticks()
    crowd = house.crowd(scale.crowd)
    times, by_hand = [], []
    async with running(house, yard), session_of(house, builder.token) as (chair, _):
        sockets = await open_bare(yard.socket_url("hand"), scale.crowd)
        await crowd.connect(at_once=200)
        opened = await open_next(chair, crowd)
        await crowd.vote_at_once()
        await chair.command("close")
        for _ in range(2 * scale.repeats + 1):
            times.append(await reveal(chair, crowd))
            message = json.dumps(crowd.phones[0].state, separators=(",", ":")).encode()
            by_hand.append(await push(sockets, message))
            await chair.command("hide")
            await crowd.until(lambda phone: phone.state["phase"] == "closed")
        close_bare(sockets)
        await crowd.leave()
    findings.check_votes("before the reveal", crowd, house.ledger, opened)
    took, hand = median(times), median(by_hand)
    findings.rows.append(
        at_most(
            1.25,
            f"reveal → the last of {scale.crowd:,} phones ÷ hand loop",
            f"{took * 1000:.0f} ms",
            f"{hand * 1000:.0f} ms",
            took / hand,
            f"median of {len(times)} reveals, the command's transaction included; "
            f"a state of {len(message)} bytes",
        )
    )
