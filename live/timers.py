"""Closing timed rounds when their time is up; whichever process is first does it."""

import asyncio
from collections.abc import Callable

from live.rooms import Room

#: Seconds by which the loop's clock may run ahead of the database's: a timed round that is found
#: not yet overdue would stay open until the next look at the clock.
CLOSING_DELAY = 0.02


class Timers:
    """One timer for each room whose round has a time; ``close`` closes what is overdue."""

    def __init__(self, close: Callable[[], None]) -> None:
        self._close = close
        self._timers: dict[Room, asyncio.TimerHandle] = {}

    def set(self, room: Room) -> None:
        """Set, move or take away the timer of a room, by what was read of it just now."""
        self.drop(room)
        round = room.now.round if room.now else None
        if round is None or round.left is None or round.result.phase != "open":
            return
        loop = asyncio.get_running_loop()
        self._timers[room] = loop.call_later(max(round.left, 0.0) + CLOSING_DELAY, self._close)

    def drop(self, room: Room) -> None:
        """Take a room's timer away."""
        timer = self._timers.pop(room, None)
        if timer:
            timer.cancel()

    def stop(self) -> None:
        """Take all timers away."""
        for room in list(self._timers):
            self.drop(room)
