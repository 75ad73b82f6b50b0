"""What must be true before the server listens; each refusal is one sentence with its remedy."""

import errno
import fcntl
import os
from pathlib import Path
from typing import IO

import structlog
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from polls.voting import count_lost_keys

log = structlog.get_logger(__name__)


class CannotStart(Exception):
    """The server cannot start; the text is one sentence with the remedy."""


def hold_data() -> IO[str]:
    """Keep ``DATA`` to this process until the returned file is closed.

    SQLite and the in-memory layer belong to one process: a second one would vote past it.
    Raises ``CannotStart`` where the folder cannot be written or is in use.
    """
    try:
        # Ballots lie there: for their owner alone.
        settings.DATA.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not os.access(settings.DATA, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        held = (settings.DATA / "serving.lock").open("a", encoding="utf-8")
    except OSError as error:
        raise _cannot_write(settings.DATA, error.strerror or "") from None
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        held.close()
        raise CannotStart(
            f"A Show of Hands is already running on the data in {settings.DATA}: stop it, or "
            f"give this one a folder of its own, such as DATA={Path.home()}/another-conference"
        ) from None
    except OSError as error:
        held.close()
        raise _cannot_write(settings.DATA, error.strerror or "") from None
    return held


def check_database_file() -> None:
    """Raise ``CannotStart`` where the embedded database is there but not this person's to write."""
    for file in settings.DATA.glob("show-of-hands.sqlite3*"):
        if not os.access(file, os.R_OK | os.W_OK):
            raise _cannot_write(file, "Permission denied")


def _cannot_write(place: Path, reason: str) -> CannotStart:
    if reason == os.strerror(errno.EEXIST):
        reason = "it is not a folder"
    return CannotStart(
        f"{place} cannot be written ({reason}): start as the person whose it is, or choose "
        f"another folder, such as DATA={Path.home()}/show-of-hands-data"
    )


def unapplied_migrations() -> int:
    """Return how many migrations the database lacks. Raises ``DatabaseError``."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def check_migrations() -> None:
    """Raise ``CannotStart`` unless the database answers and is as this version wants it."""
    try:
        missing = unapplied_migrations()
    except DatabaseError as error:
        raise cannot_use_database(error) from None
    finally:
        connection.close()
    if missing:
        raise CannotStart(
            f"The database lacks {missing} change{'s' * (missing > 1)} of this version: "
            "run manage.py migrate first."
        )


def warn_of_statement_log() -> None:
    """Say so where PostgreSQL writes statements that fail, and the votes in them, to its log."""
    if connection.vendor != "postgresql":
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute("SHOW log_min_error_statement")
            level = cursor.fetchone()[0]
    finally:
        connection.close()
    if level != "panic":
        log.warning("PostgreSQL may write votes to its log: see “Logs” in docs/operations.md")


def what_is_lost() -> str:
    """Return a sentence where this secret does not open every vote, and what follows; or nothing.

    Such a vote is taken no further and sealed by nobody unasked: the right secret may come back.
    """
    try:
        lost = count_lost_keys()
    finally:
        connection.close()
    if not lost:
        return ""
    return (
        f"BALLOT_SECRET does not open {lost} vote{'s' * (lost > 1)} not yet sealed, which "
        "therefore stand still: put the secret of the time back, or see “When things fail” in "
        "docs/operations.md."
    )


def cannot_use_database(error: DatabaseError) -> CannotStart:
    """Return the refusal that tells where the database is and what it said."""
    where = f"in {settings.DATA}" if settings.EMBEDDED else "of DATABASE_URL"
    reason = " ".join(str(error).split())
    return CannotStart(
        f"The database {where} cannot be used ({reason}): see “When things fail” in "
        "docs/operations.md."
    )


def static_files_are_current() -> bool:
    """Whether what was collected is at least as new as every static file."""
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    if not manifest.exists():
        return False
    collected = manifest.stat().st_mtime
    return all(
        Path(storage.path(name)).stat().st_mtime <= collected
        for finder in finders.get_finders()
        for name, storage in finder.list([])
    )


def check_static_files() -> None:
    """Raise ``CannotStart`` where no static files were collected: no page could be drawn."""
    if not (settings.STATIC_ROOT / "staticfiles.json").exists():
        raise CannotStart(
            "The static files were not collected: run manage.py collectstatic --noinput first."
        )
