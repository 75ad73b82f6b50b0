"""Sealing by the clock, on a thread and a connection of its own: no vote waits for it."""

import time
from collections.abc import Awaitable, Callable

from live.reading import Desk
from polls.chairing import seal_overdue
from polls.deeds import acting
from polls.models import Deed
from polls.sweeping import sweep
from polls.voting import forget_sealed

#: Seconds between two attempts to sweep while something is in the way.
SWEEPING = 60.0


class Sealer:
    """Seals what is due and sweeps after it; ``announce`` is told of each session that shows it."""

    def __init__(self, announce: Callable[[str], Awaitable[None]]) -> None:
        self._desk = Desk("sealer")
        self._announce = announce
        self._sweep_at = 0.0

    async def look(self) -> None:
        """Seal what is due, here or meanwhile elsewhere; raises ``Unavailable``."""
        with acting(Deed.Through.CLOCK):
            sessions = await self._desk.write(seal_overdue)
        await self._desk.read(forget_sealed)
        for session_id in sessions:
            await self._announce(session_id)
        if sessions or time.monotonic() >= self._sweep_at:
            self._sweep_at = time.monotonic() + SWEEPING
            await self._desk.write(sweep)

    async def stop(self) -> None:
        """Finish what was begun, and end."""
        await self._desk.stop()
