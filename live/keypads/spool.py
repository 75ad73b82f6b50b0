"""The spool: every press stays in a file on the laptop until the server has answered it.

SQLite, in its durable mode: what was taken from the base station survives a pulled plug. What
is answered is deleted, and written over. What a keypad of several choices has switched on is
kept, and only for such questions, until another round is on screen: nobody could go on from it
otherwise after a restart.
"""

import os
import secrets
import sqlite3
import threading
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

HIGHEST_REV = 2**31 - 1
#: The number of the last batch that a station can ever send.
HIGHEST_SEQUENCE = 2**53 - 1

#: Seconds between two times that what was deleted is written over.
TIDY = 1.0
#: Whether a press waits for its answer alone, for its round as well, or for the next look, which
#: says whether there was a vote; or was held, and is brought in to be refused as late.
FREE, HELD, IDLE, LATE = 0, 1, 2, 3
#: Rounds of which the server is told at once that presses are held.
MOST_ROUNDS = 50
#: Who may read and write the file: it says which keypad pressed which key.
OWNER_ALONE = 0o600
#: The note of how many presses of no known round were ever deleted.
GAVE_UP = "gave_up"

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


@dataclass(frozen=True, slots=True)
class Round:
    """A round as the bridge knows it; ``several`` if a keypad may choose several."""

    id: str
    several: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """What an input heard of one keypad."""

    keypad: str
    keys: str
    battery: int | None = None


@dataclass(frozen=True, slots=True)
class HeldFor:
    """How many presses are held for a round, and the place of the latest of them."""

    round: str
    presses: int
    last: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A press that the server has not answered."""

    id: int
    keypad: str
    keys: str
    battery: int | None
    round: str
    rev: int


class Spool:
    """The presses of one station. Any thread may call; each call is one transaction."""

    def __init__(self, file: Path, *, toggles: bool = False) -> None:
        self._toggles = toggles
        self._lock = threading.Lock()
        #: Whether deleted presses may still lie in the file beside, and when it was last emptied.
        self.untidy = False
        self._tidied_at = 0.0
        try:
            self._db = _open(file)
        except sqlite3.OperationalError as error:
            raise NoSpool(f"{file} cannot be opened as a spool: {error}.") from None
        try:
            # Taken once and never let go: two bridges would number presses against each other.
            self._db.execute("PRAGMA locking_mode=EXCLUSIVE")
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            self._db.execute("PRAGMA secure_delete=ON")
            self._db.executescript(_TABLES)
            self._db.execute("SELECT keypad, keys, battery, round, rev, held, again FROM presses")
            self._db.execute("SELECT round, keypad, rev, keys FROM ballots")
            self.name = self._read_name()
            _close_to_others(file)
        except sqlite3.OperationalError as error:
            self._db.close()
            if "no such column" in str(error):
                raise NoSpool(f"{file} is no spool of this bridge: name another.") from None
            raise SpoolBusy(f"{file} is in use, or cannot be written.") from None
        except sqlite3.DatabaseError:
            self._db.close()
            raise NoSpool(f"{file} is no spool, or is damaged: name another.") from None

    def _read_name(self) -> str:
        """What the server knows this spool by: made once, so that it is no other's."""
        name = self._read_note("name")
        if name is None:
            name = secrets.token_hex(8)
            with self._transaction():
                self._note({"name": name})
        return name

    def close(self) -> None:
        """Give the file back."""
        with self._lock:
            self._db.close()

    # Taking presses.

    def take(
        self,
        heard: Sequence[Heard],
        round: Round | None,
        *,
        held: bool,
        idle: bool = False,
        notes: dict[str, str] | None = None,
    ) -> None:
        """Take presses in a round, numbered; without one they belong to none that is known.

        ``idle``: as far as anybody knows there is no vote, until ``settle_idle`` says more.
        ``notes`` are written with them, such as how far a file was read.
        """
        kept = IDLE if idle else HELD if held else FREE
        with self._lock, self._transaction():
            for each in heard:
                keys, rev = each.keys, None
                if round is not None:
                    rev, keys = self._number(round, each)
                self._db.execute(
                    "INSERT INTO presses (keypad, keys, battery, round, rev, held) "
                    "VALUES (?, ?, ?, ?, ?, ?)",
                    (each.keypad, keys, each.battery, round and round.id, rev, kept),
                )
            self._note(notes or {})

    def _number(self, round: Round, heard: Heard) -> tuple[int, str]:
        """The version of a keypad's ballot that a press makes, and the keys of the whole."""
        found = self._db.execute(
            "SELECT rev, keys FROM ballots WHERE round = ? AND keypad = ?", (round.id, heard.keypad)
        ).fetchone()
        rev, before = found or (0, "")
        rev = min(rev + 1, HIGHEST_REV)
        switches = self._toggles and round.several
        keys = toggle(before, heard.keys) if switches else heard.keys
        self._db.execute(
            "INSERT OR REPLACE INTO ballots VALUES (?, ?, ?, ?)",
            (round.id, heard.keypad, rev, keys if switches else ""),
        )
        return rev, keys

    def stand(self, round: str, revs: dict[str, int]) -> None:
        """Take over how far the versions of keypads have come on the server."""
        with self._lock, self._transaction():
            for keypad, rev in revs.items():
                self._raise_rev(round, keypad, rev)

    def shift(self, round: str, revs: dict[str, int]) -> None:
        """Number presses that wait above what stands on the server, in their order.

        For a spool that did not know of a round's versions when they were made.
        """
        with self._lock, self._transaction():
            for keypad, rev in revs.items():
                of_keypad = "round = ? AND keypad = ?"
                for table in ("presses", "ballots"):
                    self._db.execute(
                        f"UPDATE {table} SET rev = min(rev + ?, ?) WHERE {of_keypad}",  # noqa: S608 -- ours
                        (rev, HIGHEST_REV, round, keypad),
                    )

    def _raise_rev(self, round: str, keypad: str, rev: int) -> None:
        self._db.execute(
            "INSERT INTO ballots VALUES (?, ?, ?, '') ON CONFLICT (round, keypad) "
            "DO UPDATE SET rev = max(rev, excluded.rev)",
            (round, keypad, rev),
        )

    def knows(self, round: str) -> bool:
        """Whether presses of a round were numbered here, or their versions taken over."""
        with self._lock:
            return self._read_note("round") == round

    def begin(self, round: str) -> None:
        """Note that a round is numbered here, and forget the ballots of those before.

        Not of rounds of which presses wait: one of them may be reopened.
        """
        with self._lock, self._transaction():
            self._note({"round": round})
            self._db.execute(
                "DELETE FROM ballots WHERE round != ? AND round NOT IN "
                "(SELECT round FROM presses WHERE round IS NOT NULL)",
                (round,),
            )
            self.untidy = True
        self.tidy()

    # Handing them over.

    def next_batch(self, open_round: str | None, most: int) -> tuple[int, list[Waiting]]:
        """The number of the next batch, and its presses: none that is held for another round.

        The number is noted before it is used, so that it is never used twice.
        """
        with self._lock, self._transaction():
            rows = self._db.execute(
                "SELECT id, keypad, keys, battery, round, rev FROM presses "
                "WHERE round IS NOT NULL AND (held IN (0, 3) OR round = ?) ORDER BY id LIMIT ?",
                (open_round, most),
            ).fetchall()
            sequence = int(self._read_note("sequence") or 0) + 1
            self._note({"sequence": str(sequence)})
            return sequence, [Waiting(*row) for row in rows]

    def skip_to(self, sequence: int) -> None:
        """Go on behind a number that the server has taken: another spool was used before."""
        with self._lock, self._transaction():
            now = int(self._read_note("sequence") or 0)
            self._note({"sequence": str(max(now, sequence))})

    def settle(self, ids: Iterable[int]) -> None:
        """Delete presses that were answered for good, and write them over."""
        with self._lock:
            with self._transaction():
                self._db.executemany("DELETE FROM presses WHERE id = ?", [(i,) for i in ids])
            self.untidy = True
        self.tidy()

    def tidy(self) -> None:
        """Empty the file beside, in which what was deleted still lies; at most once a second."""
        with self._lock:
            if self.untidy and time.monotonic() - self._tidied_at >= TIDY:
                self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
                self.untidy, self._tidied_at = False, time.monotonic()

    def held(self) -> list[HeldFor]:
        """What is held for known rounds, the longest held first."""
        with self._lock:
            rows = self._db.execute(
                "SELECT round, count(*), max(id) FROM presses "
                "WHERE held = 1 AND round IS NOT NULL GROUP BY round ORDER BY min(id) LIMIT ?",
                (MOST_ROUNDS,),
            )
            return [HeldFor(*row) for row in rows.fetchall()]

    def bring_in(self, round: str, up_to: int) -> int:
        """Hold presses of a round no longer, up to a place; return how many they are.

        They are to be refused as late, and are never numbered anew.
        """
        with self._lock, self._transaction():
            let_go = "UPDATE presses SET held = 3 WHERE held = 1 AND round = ? AND id <= ?"
            return self._db.execute(let_go, (round, up_to)).rowcount

    def give_up_unknown(self) -> int:
        """Delete presses of no known round, nobody can say what they were for; return how many."""
        with self._lock:
            if not self._count("round IS NULL"):
                return 0
            with self._transaction():
                gone = self._db.execute("DELETE FROM presses WHERE round IS NULL").rowcount
                self._note({GAVE_UP: str(self._gave_up() + gone)})
            self.untidy = True
            return gone

    def gave_up(self) -> int:
        """How many presses of no known round were ever deleted."""
        with self._lock:
            return self._gave_up()

    def _gave_up(self) -> int:
        return int(self._read_note(GAVE_UP) or 0)

    def renumber(self, press: Waiting, rev: int) -> bool:
        """Number a press above ``rev``, which stands on the server, to be sent once more.

        Only a keypad's latest, and once. Not one that is held: what was pressed while the bridge
        was cut off may be older than what stands.
        """
        with self._lock, self._transaction():
            latest = self._db.execute(
                "SELECT id, held, again FROM presses WHERE keypad = ? AND round = ? "
                "ORDER BY id DESC LIMIT 1",
                (press.keypad, press.round),
            ).fetchone()
            if latest != (press.id, FREE, 0) or rev >= HIGHEST_REV:
                return False
            self._db.execute(
                "UPDATE presses SET rev = ?, again = 1 WHERE id = ?", (rev + 1, press.id)
            )
            self._raise_rev(press.round, press.keypad, rev + 1)
            return True

    def hold_all(self) -> None:
        """Hold whatever is not answered: nobody knows any more what is on screen."""
        with self._lock, self._transaction():
            self._db.execute("UPDATE presses SET held = ?", (HELD,))

    def newest(self) -> int:
        """The place of the latest press; a later one has a higher."""
        with self._lock:
            row = self._db.execute("SELECT seq FROM sqlite_sequence").fetchone()
            return int(row[0]) if row else 0

    def settle_idle(self, up_to: int, *, sure: bool = True) -> None:
        """Forget idle presses up to a place: there was no vote. Not sure: they are held."""
        with self._lock:
            if not self._count("held = 2"):
                return
            settle = "DELETE FROM presses" if sure else "UPDATE presses SET held = 1"
            with self._transaction():
                self._db.execute(f"{settle} WHERE held = 2 AND id <= ?", (up_to,))
            self.untidy = self.untidy or sure

    def claim_idle(self, round: Round) -> None:
        """Let presses that were taken as idle belong to a round: it was known to be open."""
        with self._lock:
            if not self._count("held = 2"):
                return
            with self._transaction():
                rows = self._db.execute(
                    "SELECT id, keypad, keys FROM presses WHERE held = 2 ORDER BY id"
                ).fetchall()
                for id, keypad, keys in rows:
                    rev, whole = self._number(round, Heard(keypad, keys))
                    self._db.execute(
                        "UPDATE presses SET keys = ?, round = ?, rev = ?, held = 0 WHERE id = ?",
                        (whole, round.id, rev, id),
                    )

    def count(self) -> tuple[int, int, int]:
        """Presses that wait for an answer, that are held, and of these those of no round."""
        with self._lock:
            return (
                self._count("held IN (0, 3)"),
                self._count("held = 1"),
                self._count("held = 1 AND round IS NULL"),
            )

    # Notes.

    def remember(self, round: Round | None) -> None:
        """Note which round is on screen, for a bridge that starts while it is cut off."""
        told = "" if round is None else f"{round.id} {int(round.several)}"
        with self._lock:
            if self._read_note("screen") != told:
                with self._transaction():
                    self._note({"screen": told})

    def remembered(self) -> Round | None:
        """The round that was last on screen."""
        id, _, several = (self.read_note("screen") or "").partition(" ")
        return Round(id, several == "1") if id else None

    def read_note(self, name: str) -> str | None:
        """What was noted under a name."""
        with self._lock:
            return self._read_note(name)

    def _read_note(self, name: str) -> str | None:
        row = self._db.execute("SELECT value FROM notes WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def _note(self, notes: dict[str, str]) -> None:
        self._db.executemany("INSERT OR REPLACE INTO notes VALUES (?, ?)", list(notes.items()))

    def _count(self, which: str) -> int:
        row = self._db.execute(f"SELECT count(*) FROM presses WHERE {which}").fetchone()  # noqa: S608 -- ours
        return int(row[0])

    def _transaction(self) -> "_Transaction":
        return _Transaction(self._db)


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


class _Transaction:
    """Commits at the end, or takes everything back."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def __enter__(self) -> None:
        self._db.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._db.execute("ROLLBACK" if kind else "COMMIT")


def toggle(keys: str, pressed: str) -> str:
    """The keys that are on once each of ``pressed`` has been switched; none pressed clears."""
    if not pressed:
        return ""
    on = list(keys)
    for key in pressed:
        if key in on:
            on.remove(key)
        else:
            on.append(key)
    return "".join(sorted(on))
