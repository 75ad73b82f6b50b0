"""The room's runtime of one process: started before the server listens, drained before it ends."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from django.conf import settings

from live.gate import Gate
from live.heads import Heads
from live.hub import Hub
from live.projectors import Projectors
from live.pulse import Pulse
from live.reading import Desk
from live.rehearsing.crowds import Crowds
from live.revocation import Revocation
from live.sealer import Sealer
from live.watch import Watch
from polls.chairing import close_overdue
from polls.deeds import acting
from polls.models import Deed
from polls.turnout import end_presence


@dataclass(slots=True)
class Runtime:
    """Hub, recurring work, counting, the desk of commands, and what stands beside them.

    The sealer, the look-out, the crowds of simulated delegates that chairs asked for, and the
    gate of base stations.
    """

    hub: Hub
    pulse: Pulse
    heads: Heads
    projectors: Projectors
    revocation: Revocation
    desk: Desk
    sealer: Sealer
    watch: Watch
    crowds: Crowds
    gate: Gate


class NotStarted(RuntimeError):
    """The process serves no rooms: ``start`` was not awaited."""


class _Process:
    runtime: Runtime | None = None


def current() -> Runtime:
    """The runtime of this process, which answers ``Unavailable`` once it is drained.

    Raises ``NotStarted``.
    """
    if _Process.runtime is None:
        raise NotStarted("The room's runtime is not running.")
    return _Process.runtime


async def start() -> None:
    """Start hub, timers and ballot box on the running event loop."""
    desk = Desk("chair")
    if settings.EMBEDDED:
        # Nobody else serves this database: who was here when the last process died is not.
        await desk.write(end_presence)

    async def close_and_announce() -> None:
        with acting(Deed.Through.CLOCK):
            closed = await desk.write(close_overdue)
        for session_id in closed:
            await hub.news.announce(session_id)

    hub = Hub(close_overdue=close_and_announce)
    revocation = Revocation(hub, desk)
    sealer = Sealer(hub.news.announce)
    pulse = Pulse(hub, close_and_announce, sealer.look)
    watch = Watch(hub, desk)
    heads = Heads(hub)
    projectors = Projectors(hub)
    hub.hints.start()
    pulse.start()
    heads.start()
    projectors.start()
    revocation.start()
    watch.start()
    _Process.runtime = Runtime(
        hub, pulse, heads, projectors, revocation, desk, sealer, watch, Crowds(), Gate()
    )


async def drain() -> None:
    """Take no more votes, write and answer those that wait, send everybody away, end."""
    runtime = current()
    runtime.gate.stop()
    await runtime.watch.drain()
    leaving = asyncio.create_task(runtime.crowds.stop())
    await runtime.pulse.stop()
    await runtime.heads.stop()
    await runtime.projectors.stop()
    await runtime.revocation.stop()
    await runtime.hub.stop()
    await runtime.sealer.stop()
    await runtime.desk.stop()
    await leaving
