"""How fast a client may talk: a token bucket, per socket or delegate and never per address."""

import time
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

from django.conf import settings

#: So many refusals in a row end a socket.
PATIENCE = 20

K = TypeVar("K", bound=Hashable)


class Bucket:
    """Lets a burst through, then a steady rate; ``refusals`` counts those in a row."""

    __slots__ = ("_at", "_burst", "_level", "_rate", "refusals")

    def __init__(self) -> None:
        # Kept here: asking the settings for them costs as much as all the rest of ``take``.
        self._burst: float = settings.MESSAGE_BURST
        self._rate: float = settings.MESSAGES_PER_SECOND
        self._level = self._burst
        self._at = time.monotonic()
        self.refusals = 0

    def take(self) -> bool:
        """Whether one more message may pass."""
        now = time.monotonic()
        self._level = min(self._level + (now - self._at) * self._rate, self._burst)
        self._at = now
        if self._level < 1.0:
            self.refusals += 1
            return False
        self._level -= 1.0
        self.refusals = 0
        return True


class Buckets(Generic[K]):
    """A bucket for each of the last ``size`` clients who called."""

    def __init__(self, size: int = 20_000) -> None:
        self._size = size
        self._buckets: OrderedDict[K, Bucket] = OrderedDict()

    def take(self, client: K) -> bool:
        """Whether one more call of this client may pass."""
        bucket = self._buckets.pop(client, None) or Bucket()
        self._buckets[client] = bucket
        if len(self._buckets) > self._size:
            self._buckets.popitem(last=False)
        return bucket.take()
