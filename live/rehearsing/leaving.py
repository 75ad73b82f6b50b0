"""Simulated delegates whose sockets closed: gone at once, for nothing else brings them back.

A phone that goes away may be in a pocket, and keeps its seat until its lease runs out. A crowd
that leaves, or whose process died, is not waited for: its chair must see that nobody votes.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any
from uuid import UUID

from live.floor import Floor
from live.listeners import Phone
from live.reading import Desk
from polls.errors import Unavailable
from polls.turnout import end_presence_of

#: Seconds in which a whole crowd's sockets close; it is written once.
TOGETHER = 1.0


class Leavers:
    """Those of one process. ``announce`` tells of a session, ``spawn`` runs beside the rest."""

    def __init__(
        self,
        floor: Floor,
        desk: Desk,
        *,
        announce: Callable[[str], Awaitable[None]],
        spawn: Callable[[Coroutine[Any, Any, None]], None],
    ) -> None:
        self._floor = floor
        self._desk = desk
        self._announce = announce
        self._spawn = spawn
        self._gone: dict[str, set[UUID]] = defaultdict(set)

    def note(self, phone: Phone) -> None:
        """A phone's socket closed."""
        if phone.rehearses is None:
            return
        if not self._gone:
            self._spawn(self._part())
        self._gone[phone.rehearses].add(phone.delegate_id)

    async def _part(self) -> None:
        await asyncio.sleep(TOGETHER)
        gone, self._gone = self._gone, defaultdict(set)
        here = {phone.delegate_id for room in self._floor.rooms() for phone in room.phones}
        for session_id, delegates in gone.items():
            # Where the database is away, the leases run out.
            with suppress(Unavailable):
                if await self._desk.write(end_presence_of, session_id, sorted(delegates - here)):
                    await self._announce(session_id)
