"""Rereading something when it changes, but not all the time."""

import asyncio
import math
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog

from polls.errors import Unavailable

log = structlog.get_logger(__name__)

#: Seconds between two runs that did not wait for their interval because all was at rest.
REST_EVERY = 1.0


class Refresher:
    """Runs ``refresh`` soon after each ``wake``, once at a time.

    The first run is at once, the next no sooner than ``interval`` seconds later, unless
    what changed is urgent, or has come to rest: the last of a burst of votes is on screen
    without waiting for its turn. While the database is away it goes on trying.
    """

    def __init__(self, refresh: Callable[[], Awaitable[None]], *, interval: float) -> None:
        self._refresh = refresh
        self._interval = interval
        self._wanted = False
        self._stopped = False
        self._urgent = asyncio.Event()
        self._rested_at = -math.inf
        self._task: asyncio.Task[None] | None = None
        self._waiting: list[asyncio.Future[None]] = []

    def wake(self, *, urgent: bool = False, at_rest: bool = False) -> None:
        """Ask for a run that begins after this call; ``at_rest`` if no more is on its way."""
        if self._stopped:
            return
        self._wanted = True
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
        elif urgent or (at_rest and self._may_rest()):
            self._urgent.set()

    def _may_rest(self) -> bool:
        """Whether this is the first rest for a while: single votes are always at rest."""
        now = asyncio.get_running_loop().time()
        if now - self._rested_at < REST_EVERY:
            return False
        self._rested_at = now
        return True

    async def fresh(self) -> None:
        """Wait for the end of a run that began after this call, whether it succeeds or not."""
        if self._stopped:
            return
        done = asyncio.get_running_loop().create_future()
        self._waiting.append(done)
        self.wake(urgent=True)
        await done

    def stop(self) -> None:
        """Run no more; nobody waits any longer."""
        self._stopped = True
        if self._task:
            self._task.cancel()
        _release(self._waiting)

    async def _run(self) -> None:
        while self._wanted:
            self._wanted = False
            self._urgent.clear()
            waiting, self._waiting = self._waiting, []
            try:
                await self._refresh()
            except Unavailable:
                self._wanted = True
            except Exception:
                # Who waits must not wait for ever, and the next change is read again.
                log.exception("refresh failed")
            finally:
                _release(waiting)
            await self._pause()

    async def _pause(self) -> None:
        # Not wait_for: before Python 3.12 it may swallow being cancelled, and never end.
        with suppress(TimeoutError):
            async with asyncio.timeout(self._interval):
                await self._urgent.wait()


def _release(waiting: list[asyncio.Future[None]]) -> None:
    for done in waiting:
        if not done.done():
            done.set_result(None)
