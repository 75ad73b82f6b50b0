"""How fast a client may talk: a token bucket, per socket or delegate and never per address."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from django.conf import settings

#: So many refusals in a row end a socket.
PATIENCE = 20

MINUTE = 60.0

K = TypeVar("K", bound=Hashable)


class Bucket:
    """Lets a ``burst`` through, then a ``rate`` a second; ``refusals`` counts those in a row."""

    __slots__ = ("_at", "_level", "burst", "rate", "refusals")

    def __init__(self, burst: float | None = None, rate: float | None = None) -> None:
        # Kept here: asking the settings for them costs as much as all the rest of ``take``.
        self.burst: float = settings.MESSAGE_BURST if burst is None else burst
        self.rate: float = settings.MESSAGES_PER_SECOND if rate is None else rate
        self._level = self.burst
        self._at = time.monotonic()
        self.refusals = 0

    def take(self) -> bool:
        """Whether one more message may pass."""
        now = time.monotonic()
        self._level = min(self._level + (now - self._at) * self.rate, self.burst)
        self._at = now
        if self._level < 1.0:
            self.refusals += 1
            return False
        self._level -= 1.0
        self.refusals = 0
        return True


class Buckets(Generic[K]):
    """A bucket for each of the last ``size`` clients who called."""

    def __init__(self, size: int = 20_000, make: Callable[[], Bucket] = Bucket) -> None:
        self._size = size
        self._make = make
        self._buckets: OrderedDict[K, Bucket] = OrderedDict()

    def take(self, client: K) -> bool:
        """Whether one more call of this client may pass."""
        bucket = self._buckets.pop(client, None) or self._make()
        self._buckets[client] = bucket
        if len(self._buckets) > self._size:
            self._buckets.popitem(last=False)
        return bucket.take()


class Guesses:
    """Counts wrong codes by the name that they begin with: a burst is let through, then a rate.

    People mistype too, hundreds of them at once; 62 random bits bear five guesses a second.
    """

    BURST = 200.0
    PER_SECOND = 5.0

    def __init__(self, size: int = 22_000) -> None:
        self._size = size
        #: ``(level, when)`` by name; those not named are full.
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def may_try(self, name: str) -> bool:
        """Whether one more code that begins so may be looked up."""
        return self._level(name) >= 1.0

    def note_wrong(self, name: str) -> None:
        """A code that begins so was wrong."""
        level = self._level(name) - 1.0
        self._levels.pop(name, None)
        self._levels[name] = (level, time.monotonic())
        if len(self._levels) > self._size:
            self._levels.popitem(last=False)

    def _level(self, name: str) -> float:
        level, at = self._levels.get(name, (self.BURST, time.monotonic()))
        return min(level + (time.monotonic() - at) * self.PER_SECOND, self.BURST)


class PerMinute(Generic[K]):
    """Lets each of the last ``size`` clients do something so many times in any minute."""

    def __init__(self, most: int, size: int = 20_000) -> None:
        self.most = most
        self._size = size
        self._times: OrderedDict[K, list[float]] = OrderedDict()

    def take(self, client: K) -> bool:
        """Whether this client may once more."""
        now = time.monotonic()
        times = [at for at in self._times.pop(client, []) if now - at < MINUTE]
        may = len(times) < self.most
        self._times[client] = [*times, now] if may else times
        if len(self._times) > self._size:
            self._times.popitem(last=False)
        return may
