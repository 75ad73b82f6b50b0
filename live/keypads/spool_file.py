"""The file of a spool: opened for one bridge and one owner alone, with its tables and notes."""

import os
import secrets
import sqlite3
from contextlib import suppress
from pathlib import Path

#: Who may read and write the file: it says which keypad pressed which key.
OWNER_ALONE = 0o600

_TABLES = """
CREATE TABLE IF NOT EXISTS presses (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    keypad TEXT NOT NULL,
    keys TEXT NOT NULL,
    battery INTEGER,
    round TEXT,
    rev INTEGER,
    held INTEGER NOT NULL,
    again INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS ballots (
    round TEXT NOT NULL,
    keypad TEXT NOT NULL,
    rev INTEGER NOT NULL,
    keys TEXT NOT NULL,
    PRIMARY KEY (round, keypad)
);
CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


class SpoolBusy(Exception):
    """Another bridge works with this spool."""


class NoSpool(ValueError):
    """The file cannot be a spool: its folder is missing, or it is somebody else's."""


def open_spool(file: Path) -> tuple[sqlite3.Connection, str]:
    """Open a spool for one bridge alone: its database, and what the server knows it by.

    Raises ``NoSpool``, ``SpoolBusy``.
    """
    try:
        db = _open(file)
    except sqlite3.OperationalError as error:
        raise NoSpool(f"{file} cannot be opened as a spool: {error}.") from None
    try:
        # Taken once and never let go: two bridges would number presses against each other.
        db.execute("PRAGMA locking_mode=EXCLUSIVE")
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=FULL")
        db.execute("PRAGMA secure_delete=ON")
        db.executescript(_TABLES)
        db.execute("SELECT keypad, keys, battery, round, rev, held, again FROM presses")
        db.execute("SELECT round, keypad, rev, keys FROM ballots")
        name = _read_name(db)
        _close_to_others(file)
    except sqlite3.OperationalError as error:
        db.close()
        if "no such column" in str(error):
            raise NoSpool(f"{file} is no spool of this bridge: name another.") from None
        raise SpoolBusy(f"{file} is in use, or cannot be written.") from None
    except sqlite3.DatabaseError:
        db.close()
        raise NoSpool(f"{file} is no spool, or is damaged: name another.") from None
    return db, name


def _read_name(db: sqlite3.Connection) -> str:
    """What the server knows this spool by: made once, so that it is no other's."""
    name = read_note(db, "name")
    if name is None:
        name = secrets.token_hex(8)
        with Transaction(db):
            write_notes(db, {"name": name})
    return name


def _open(file: Path) -> sqlite3.Connection:
    # Before SQLite makes it, which lets others read; what it puts beside has the same rights. Why
    # a file cannot be made, it says itself.
    with suppress(OSError):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL, OWNER_ALONE))
    return sqlite3.connect(file, check_same_thread=False, isolation_level=None, timeout=1)


def _close_to_others(file: Path) -> None:
    """Let the owner alone read a spool that was made before, where its disk knows owners."""
    for name in (file.name, f"{file.name}-wal", f"{file.name}-shm"):
        with suppress(OSError):
            file.with_name(name).chmod(OWNER_ALONE)


class Transaction:
    """Commits at the end, or takes everything back."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def __enter__(self) -> None:
        self._db.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._db.execute("ROLLBACK" if kind else "COMMIT")


def read_note(db: sqlite3.Connection, name: str) -> str | None:
    """What was noted under a name."""
    row = db.execute("SELECT value FROM notes WHERE name = ?", (name,)).fetchone()
    return row[0] if row else None


def write_notes(db: sqlite3.Connection, notes: dict[str, str]) -> None:
    """Note values under their names."""
    db.executemany("INSERT OR REPLACE INTO notes VALUES (?, ?)", list(notes.items()))
