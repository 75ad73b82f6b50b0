"""Sweeping: writing over the space in which live ballots and keys lay.

They were sealed, or deleted with their session or conference.

A database that deletes a row marks its space as free; until that is used again, or swept,
whoever reads the raw file reads the row.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from polls.models import Remains, Round

log = structlog.get_logger(__name__)

#: What sealing deletes from or writes anew.
TABLES = "polls_ballot, polls_latevoter, polls_counter, polls_round"
#: The lock by which one process of many sweeps.
LOCK = 5_364_110


def take_time() -> None:
    """Let the statements of this transaction be longer than a vote's, and leave no remains."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL statement_timeout = '60s'")
        else:
            cursor.execute("PRAGMA secure_delete = ON")


def sweep_after_deleting(rounds: QuerySet[Round]) -> None:
    """Let what this transaction deletes of ``rounds`` be written over right after it."""
    take_time()
    if rounds.filter(swept_at=None).exists():
        Remains.objects.create()
        transaction.on_commit(_sweep_deleted, robust=True)


def _sweep_deleted() -> None:
    """SQLite's pages were overwritten; what its log holds of them goes even during a vote."""
    if not sweep() and connection.vendor == "sqlite":
        _empty_log()


def sweep() -> bool:
    """Sweep what was sealed or deleted, if nothing is open anywhere; return whether it was done.

    It must not run in a transaction. It waits for nobody: whoever is in its way comes first,
    and the next call makes up for it.
    """
    unswept = Round.objects.filter(sealed_at__isnull=False, swept_at__isnull=True)
    sealed = list(unswept.values_list("pk", flat=True))
    deleted = list(Remains.objects.values_list("pk", flat=True))
    if not (sealed or deleted) or Round.objects.filter(phase=Round.Phase.OPEN).exists():
        return False
    try:
        swept = _sweep_postgres() if connection.vendor == "postgresql" else _sweep_sqlite()
    except OperationalError as error:
        # Somebody is at work, or there is no room for a second copy on the disk.
        log.warning("not swept", error=type(error.__cause__ or error).__name__)
        return False
    if swept:
        Round.objects.filter(pk__in=sealed).update(swept_at=timezone.now())
        Remains.objects.filter(pk__in=deleted).delete()
    return swept


def _sweep_sqlite() -> bool:
    """Write the file anew, and empty the log beside it."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
    return _empty_log()


def _empty_log() -> bool:
    """Empty SQLite's log, unless somebody is reading an older state; return whether it is."""
    with connection.cursor() as cursor:
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
