"""Sweeping: writing over the space in which live ballots and keys lay before they were sealed.

A database that deletes a row marks its space as free; until that is used again, or swept,
whoever reads the raw file reads the row.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from django.db import OperationalError, connection
from django.utils import timezone

from polls.models import Round

log = structlog.get_logger(__name__)

#: What sealing deletes from or writes anew.
TABLES = "polls_ballot, polls_latevoter, polls_counter, polls_round"
#: The lock by which one process of many sweeps.
LOCK = 5_364_110


def sweep() -> bool:
    """Sweep after sealing, if nothing is open anywhere; return whether that was done.

    It must not run in a transaction. It waits for nobody: whoever is in its way comes first,
    and the next call makes up for it.
    """
    unswept = Round.objects.filter(sealed_at__isnull=False, swept_at__isnull=True)
    sealed = list(unswept.values_list("pk", flat=True))
    if not sealed or Round.objects.filter(phase=Round.Phase.OPEN).exists():
        return False
    try:
        swept = _sweep_postgres() if connection.vendor == "postgresql" else _sweep_sqlite()
    except OperationalError as error:
        # Somebody is at work, or there is no room for a second copy on the disk.
        log.warning("not swept", error=type(error.__cause__ or error).__name__)
        return False
    if swept:
        Round.objects.filter(pk__in=sealed).update(swept_at=timezone.now())
    return swept


def _sweep_sqlite() -> bool:
    """Write the file anew, and empty the log beside it; nobody may be reading an older state."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy, _, _ = cursor.fetchone()
    return not busy


def _sweep_postgres() -> bool:
    """Write the tables anew; a lock that is not free at once is not waited for."""
    with connection.cursor() as cursor, _patience(cursor):
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return False
        try:
            cursor.execute(f"VACUUM (FULL) {TABLES}")
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    return True


@contextmanager
def _patience(cursor: Any) -> Iterator[None]:
    """Let statements take their time, though a stop waits for them, and wait for no lock.

    Whoever waits for one keeps the votes that come after it waiting too.
    """
    cursor.execute("SET statement_timeout = '10s'")
    cursor.execute("SET lock_timeout = '100ms'")
    try:
        yield
    finally:
        cursor.execute("RESET statement_timeout")
        cursor.execute("RESET lock_timeout")
