"""What one connected phone weighs."""

import asyncio

from tests.bench.bare import close_bare, open_bare
from tests.bench.houses import Builder, House, open_next, running, session_of
from tests.bench.scale import Scale
from tests.bench.table import Findings, at_most


async def settled_memory(house: House) -> int:
    """The server's memory once two readings a second apart are within 16 KiB, or after ten."""
    last = house.meter.memory()
    for _ in range(10):
        await asyncio.sleep(1)
        now = house.meter.memory()
        if abs(now - last) < 16 * 1024:
            break
        last = now
    return now


async def measure_memory(builder: Builder, scale: Scale, findings: Findings) -> None:
    """Memory that a crowd adds to a server with some phones, against idle bare sockets."""
    house, yard = builder.product(), builder.yardsticks()
    some, crowd = house.crowd(scale.phones), house.crowd(scale.crowd)
    async with running(house, yard), session_of(house, builder.token) as (chair, _):
        await some.connect(at_once=100)
        await open_next(chair, some)
        before = await settled_memory(house)
        await crowd.connect(at_once=100)
        product = (await settled_memory(house) - before) / scale.crowd
        first = await open_bare(yard.socket_url("idle"), scale.phones)
        before = await settled_memory(yard)
        sockets = await open_bare(yard.socket_url("idle"), scale.crowd)
        bare = (await settled_memory(yard) - before) / scale.crowd
        close_bare([*first, *sockets])
        await asyncio.gather(some.leave(), crowd.leave())
    findings.rows.append(
        at_most(
            1.6,
            "memory per connected phone ÷ idle bare socket",
            f"{product / 1024:.1f} KiB",
            f"{bare / 1024:.1f} KiB",
            product / bare,
            f"USS of the process with {scale.crowd:,} more sockets than {scale.phones}",
        )
    )
