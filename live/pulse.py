"""What a process does by the clock: beats, healing, presence, the address on the join strip."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from itertools import chain

import structlog
from django.conf import settings

from live import metrics
from live.addresses import delegates_url
from live.hub import SLOTS, Hub
from live.joining import encoded_join_message
from live.listeners import Watcher
from live.outbox import post_text
from live.reading import Desk
from live.rooms import Room
from polls.errors import Unavailable
from polls.forgetting import forget_delegates, forget_signed_in

log = structlog.get_logger(__name__)

#: Seconds between two beats to a socket, and between two looks at the database's numbers.
BEAT = 5.0
#: Seconds between two renewals of presence; the lease lasts 45.
RENEWAL = 10.0
#: Seconds between two looks for what is to be forgotten; the first is at the start.
FORGETTING = 24 * 3600.0
#: Rooms that nobody was in for so many seconds are forgotten.
FORGET = 600.0


class Pulse:
    """The recurring work of one process.

    ``close_overdue`` closes rounds whose time is up, ``seal_overdue`` seals those that closed
    long enough ago.
    """

    def __init__(
        self,
        hub: Hub,
        close_overdue: Callable[[], Awaitable[None]],
        seal_overdue: Callable[[], Awaitable[None]],
    ) -> None:
        self._hub = hub
        self._close_overdue = close_overdue
        self._seal_overdue = seal_overdue
        self._tasks: list[asyncio.Task[None]] = []
        self._join_base = delegates_url()

    def start(self) -> None:
        """Begin."""
        self._tasks = [
            asyncio.create_task(work)
            for work in (
                self._beat(),
                self._heal(),
                self._renew(),
                self._seal(),
                self._forget(),
            )
        ]

    async def stop(self) -> None:
        """End."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _beat(self) -> None:
        """Give every socket its beat, spread over the interval, each moment's in one go."""
        loop = asyncio.get_running_loop()
        due = loop.time()
        slot = 0
        while True:
            cache: dict[Room, str] = {}
            for who in list(self._hub.slots[slot]):
                if who.room:
                    who.beat(who.room, cache)
            slot = (slot + 1) % SLOTS
            due = max(due + BEAT / SLOTS, loop.time() - BEAT)
            await asyncio.sleep(due - loop.time())

    async def _heal(self) -> None:
        """Look at the database's numbers, so that a lost hint heals by itself."""
        while True:
            await asyncio.sleep(BEAT)
            try:
                await self._close_overdue()
                self._hub.news.repeat_pleas()
                await self._hub.news.compare()
                self._announce_address()
                self._count_sockets()
                self._hub.floor.forget_idle(time.monotonic() - FORGET)
            except Unavailable:
                continue
            except Exception:
                # Without this work rooms would stand still wherever a hint is lost.
                log.exception("healing failed")

    async def _seal(self) -> None:
        """Seal what is due; beside the healing, which must not wait for it."""
        while True:
            await asyncio.sleep(BEAT)
            try:
                await self._seal_overdue()
            except Unavailable:
                continue
            except Exception:
                log.exception("sealing failed")

    async def _renew(self) -> None:
        """Renew the presence of whoever is connected."""
        while True:
            await asyncio.sleep(RENEWAL)
            self._hub.renew_presence()

    async def _forget(self) -> None:
        """Forget who was at conferences long over, at a desk where nobody waits behind it.

        Sign-ins that have run out too, a page at a time as well.
        """
        while True:
            pause = FORGETTING
            desk = Desk("forgetting")
            after = timedelta(days=settings.FORGET_DELEGATES_AFTER)
            pages = chain(forget_delegates(after=after), forget_signed_in())
            try:
                while await desk.write(next, pages, None) is not None:
                    pass
            except Unavailable:
                pause = FORGET
            except Exception:
                log.exception("not forgotten")
            finally:
                await desk.stop()
            await asyncio.sleep(pause)

    def _count_sockets(self) -> None:
        watchers = [who for who in self._hub.sockets() if isinstance(who, Watcher)]
        chairs = sum(watcher.chair for watcher in watchers)
        metrics.sockets.labels("chair").set(chairs)
        metrics.sockets.labels("projector").set(len(watchers) - chairs)
        metrics.sockets.labels("delegate").set(len(self._hub.sockets()) - len(watchers))

    def _announce_address(self) -> None:
        """At the venue the laptop may get a new address: join strips follow."""
        base = delegates_url()
        if base == self._join_base:
            return
        self._join_base = base
        for venue in self._hub.directory.venues():
            text = encoded_join_message(venue)
            for who in self._hub.sockets():
                if isinstance(who, Watcher) and who.room and who.room.conference_id == venue.now.id:
                    post_text(who.send, text)
