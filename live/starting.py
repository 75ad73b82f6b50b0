"""What must be true before the server listens; each refusal is one sentence with its remedy."""

import errno
import fcntl
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import structlog
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from live import addresses
from polls.voting import count_lost_keys

log = structlog.get_logger(__name__)

#: The embedded database; SQLite puts others of this name and more beside it.
DATABASE = "show-of-hands.sqlite3"

NO_FILES = "it takes no files"
#: What the system's words would not tell.
NOT_A_PLACE = {
    errno.EEXIST: "it is not a folder",
    errno.ENOTDIR: "it is not in a folder",
    errno.ENOENT: NO_FILES,
}


class CannotStart(Exception):
    """The server cannot start; the text is one sentence with the remedy."""


@dataclass(slots=True)
class Hold:
    """``DATA``, kept to this process, as it was ``before``: the names in it.

    ``made`` are the folders that were not there, ``DATA`` first.
    """

    before: set[str]
    made: list[Path]
    settled: bool = False

    def settle(self) -> None:
        """From now on what lies there is somebody's, and stays."""
        self.settled = True


@contextmanager
def hold_data() -> Iterator[Hold]:
    """Keep ``DATA`` to this process; a start that is refused before it settles leaves nothing.

    SQLite and the in-memory layer belong to one process: a second one would vote past it.
    Raises ``CannotStart`` where the folder cannot be written or is in use.
    """
    made: list[Path] = []
    try:
        made = [folder for folder in (settings.DATA, *settings.DATA.parents) if not folder.exists()]
        # Ballots lie there: for their owner alone.
        settings.DATA.mkdir(parents=True, exist_ok=True, mode=0o700)
        _try_to_write()
        # The folder itself is the lock, so that there is none to be left lying about.
        folder = os.open(settings.DATA, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        _remove_empty(made)
        raise _cannot_write(settings.DATA, error) from None
    try:
        _lock(folder)
        hold = Hold(before=set(os.listdir(folder)), made=made)
        with _leaving_nothing(hold):
            yield hold
    finally:
        os.close(folder)


def _try_to_write() -> None:
    """Raise ``OSError`` unless files can be made; what is full may still have a database."""
    if not os.access(settings.DATA, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    if not (settings.DATA / DATABASE).exists():
        tempfile.TemporaryFile(dir=settings.DATA).close()


def _lock(folder: int) -> None:
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise CannotStart(
            f"A Show of Hands is already running on the data in {settings.DATA}: stop it, or "
            f"give this one a folder of its own, such as DATA={Path.home()}/another-conference"
        ) from None
    except OSError as error:
        raise _cannot_write(settings.DATA, error) from None


@contextmanager
def _leaving_nothing(hold: Hold) -> Iterator[None]:
    """After a refusal, remove the database and the folders that this start had begun."""
    try:
        yield
    except CannotStart:
        if not hold.settled:
            connection.close()
            for file in settings.DATA.glob(f"{DATABASE}*"):
                if file.name not in hold.before:
                    file.unlink()
            _remove_empty(hold.made)
        raise


def _remove_empty(folders: Iterable[Path]) -> None:
    """Remove folders, the innermost first, up to one with something in it."""
    with suppress(OSError):
        for folder in folders:
            folder.rmdir()


def keep_files_private() -> None:
    """Let files that this process makes be its owner's alone, in whatever folder they lie."""
    os.umask(0o077)


def check_database_file() -> None:
    """Raise ``CannotStart`` where the embedded database is there but not this person's to write."""
    for file in settings.DATA.glob(f"{DATABASE}*"):
        if not os.access(file, os.R_OK | os.W_OK):
            raise _cannot_write(file, PermissionError(errno.EACCES, os.strerror(errno.EACCES)))


def _cannot_write(place: Path, error: OSError) -> CannotStart:
    """Return the refusal; nobody's rights help where even root may not write."""
    reason = NOT_A_PLACE.get(error.errno or 0, error.strerror)
    remedy = ""
    if error.errno == errno.EACCES and os.geteuid() != 0:
        remedy = "start as the person whose it is, or "
    elif error.errno in {errno.EACCES, errno.EPERM}:
        reason = NO_FILES
    elif error.errno == errno.ENOSPC:
        remedy = "free some space, or "
    return CannotStart(
        f"{place} cannot be written ({reason}): {remedy}choose another folder, such as "
        f"DATA={Path.home()}/show-of-hands-data"
    )


def check_address() -> None:
    """Raise ``CannotStart`` where ``ADDRESS`` is none of this machine's: phones would not come."""
    if not settings.ADDRESS or addresses.leads_here(settings.ADDRESS):
        return
    found = [f"{host} ({interface})" for interface, host in addresses.network_addresses()]
    raise CannotStart(
        f"ADDRESS={settings.ADDRESS} leads no phone to this machine, whose addresses are "
        f"{', '.join(found) or 'none just now'}: name one of these, an interface (which may get "
        "its address later), or a host name such as votes.example.org."
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
