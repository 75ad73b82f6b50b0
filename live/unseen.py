"""Parting with projectors and consoles that do not say that they saw what they were sent."""

import asyncio

from live.outbox import Send, post_close
from live.protocol import closing

#: Seconds that a projector may take to say that it has seen a tally.
UNSEEN_LIMIT = 12.0


class Unseen:
    """The time that one socket has left to say that it saw its last tally."""

    __slots__ = ("_send", "_timer")

    def __init__(self, send: Send) -> None:
        self._send = send
        self._timer: asyncio.TimerHandle | None = None

    def begin(self) -> None:
        """A tally was sent: close the socket, unless ``end`` comes in time."""
        self.end()
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(UNSEEN_LIMIT, post_close, self._send, closing.UNSEEN)

    def end(self) -> None:
        """It was seen, or is to be seen no more."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
