"""Whether everybody is in, or delegates' sockets are still on their way."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

#: Seconds without a socket on its way in after which everybody is in.
LULL = 0.03


class Arrivals:
    """Counts the delegates' sockets of one process that are on their way in."""

    def __init__(self) -> None:
        self._coming = 0
        #: Set while no delegate's socket is on its way in, nor has been for a moment.
        self.everybody_is_in = asyncio.Event()
        self.everybody_is_in.set()
        self._lull: asyncio.TimerHandle | None = None

    @contextmanager
    def coming(self) -> Iterator[None]:
        """Count one that comes in meanwhile."""
        self._coming += 1
        self.everybody_is_in.clear()
        if self._lull:
            self._lull.cancel()
        try:
            yield
        finally:
            self._coming -= 1
            if not self._coming:
                # Of a room that comes at once, the next are still shaking hands.
                loop = asyncio.get_running_loop()
                self._lull = loop.call_later(LULL, self.everybody_is_in.set)
