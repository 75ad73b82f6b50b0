"""The time of day that rounds keep: one for all server processes, and nobody sets it.

With PostgreSQL it is the database's. Processes on several machines may disagree by minutes, and
one that runs ahead would close the others' timed rounds at once. On SQLite it is the time of
day at which the process started, and what has gone by since: a laptop's clock that is set
forward in mid-vote must not close the vote.
"""

import time
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Final

from django.db import connection
from django.db.models import DateTimeField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Now

#: Goes on while the machine sleeps, where there is one that does.
_STEADY: Final = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class Clock:
    """The time of day at one moment, and what a clock that nobody sets has counted since."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.set(datetime.now(UTC))

    def set(self, moment: datetime) -> None:
        """It is ``moment`` now."""
        with self._lock:
            self._set_at = time.clock_gettime(_STEADY)
            self._moment = moment

    def read(self) -> datetime:
        """The present moment."""
        with self._lock:
            return self._moment + timedelta(seconds=time.clock_gettime(_STEADY) - self._set_at)


_clock = Clock()


def now() -> datetime:
    """The present moment."""
    if connection.vendor != "postgresql":
        return last_known()
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment


def in_query() -> Combinable:
    """The present moment as part of a query, which spares one of its own."""
    if connection.vendor != "postgresql":
        return Value(last_known(), output_field=DateTimeField())
    return Now()


def note(moment: datetime) -> None:
    """Remember the time that a query read with ``in_query()`` just now."""
    if connection.vendor == "postgresql":
        _clock.set(moment)


def last_known() -> datetime:
    """The present moment without a query: what was noted last, and the time since then."""
    return _clock.read()
