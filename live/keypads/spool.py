"""The spool: every press stays in a file on the laptop until the server has answered it.

SQLite, in its durable mode: what was taken from the base station survives a pulled plug. What
is answered is deleted, and written over. What a keypad of several choices has switched on is
kept, and only for such questions, until another round is on screen: nobody could go on from it
otherwise after a restart.
"""

import threading
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from live.keypads.ballots import (
    HIGHEST_REV,
    forget_others,
    number_press,
    raise_rev,
    shift_revs,
)
from live.keypads.presses import Heard, HeldFor, Round, Waiting
from live.keypads.spool_file import Transaction, open_spool, read_note, write_notes

#: The number of the last batch that a station can ever send.
HIGHEST_SEQUENCE = 2**53 - 1

#: Seconds between two times that what was deleted is written over.
TIDY = 1.0
#: Whether a press waits for its answer alone, for its round as well, or for the next look, which
#: says whether there was a vote; or was held, and is brought in to be refused as late.
FREE, HELD, IDLE, LATE = 0, 1, 2, 3
#: Rounds of which the server is told at once that presses are held.
MOST_ROUNDS = 50
#: The note of how many presses of no known round were ever deleted.
GAVE_UP = "gave_up"


class Spool:
    """The presses of one station. Any thread may call; each call is one transaction."""

    def __init__(self, file: Path, *, toggles: bool = False) -> None:
        self._toggles = toggles
        self._lock = threading.Lock()
        #: Whether deleted presses may still lie in the file beside, and when it was last emptied.
        self.untidy = False
        self._tidied_at = 0.0
        self._db, self.name = open_spool(file)

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
        with self._lock, Transaction(self._db):
            for each in heard:
                keys, rev = each.keys, None
                if round is not None:
                    rev, keys = number_press(self._db, round, each, toggles=self._toggles)
                self._db.execute(
                    "INSERT INTO presses (keypad, keys, battery, round, rev, held) "
                    "VALUES (?, ?, ?, ?, ?, ?)",
                    (each.keypad, keys, each.battery, round and round.id, rev, kept),
                )
            write_notes(self._db, notes or {})

    def stand(self, round: str, revs: dict[str, int]) -> None:
        """Take over how far the versions of keypads have come on the server."""
        with self._lock, Transaction(self._db):
            for keypad, rev in revs.items():
                raise_rev(self._db, round, keypad, rev)

    def shift(self, round: str, revs: dict[str, int]) -> None:
        """Number presses that wait above what stands on the server, in their order.

        For a spool that did not know of a round's versions when they were made.
        """
        with self._lock, Transaction(self._db):
            for keypad, rev in revs.items():
                shift_revs(self._db, round, keypad, rev)

    def knows(self, round: str) -> bool:
        """Whether presses of a round were numbered here, or their versions taken over."""
        with self._lock:
            return read_note(self._db, "round") == round

    def begin(self, round: str) -> None:
        """Note that a round is numbered here, and forget the ballots of those before.

        Not of rounds of which presses wait: one of them may be reopened.
        """
        with self._lock, Transaction(self._db):
            write_notes(self._db, {"round": round})
            forget_others(self._db, round)
            self.untidy = True
        self.tidy()

    # Handing them over.

    def next_batch(self, open_round: str | None, most: int) -> tuple[int, list[Waiting]]:
        """The number of the next batch, and its presses: none that is held for another round.

        The number is noted before it is used, so that it is never used twice.
        """
        with self._lock, Transaction(self._db):
            rows = self._db.execute(
                "SELECT id, keypad, keys, battery, round, rev FROM presses "
                "WHERE round IS NOT NULL AND (held IN (0, 3) OR round = ?) ORDER BY id LIMIT ?",
                (open_round, most),
            ).fetchall()
            sequence = int(read_note(self._db, "sequence") or 0) + 1
            write_notes(self._db, {"sequence": str(sequence)})
            return sequence, [Waiting(*row) for row in rows]

    def skip_to(self, sequence: int) -> None:
        """Go on behind a number that the server has taken: another spool was used before."""
        with self._lock, Transaction(self._db):
            now = int(read_note(self._db, "sequence") or 0)
            write_notes(self._db, {"sequence": str(max(now, sequence))})

    def settle(self, ids: Iterable[int]) -> None:
        """Delete presses that were answered for good, and write them over."""
        with self._lock:
            with Transaction(self._db):
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
        with self._lock, Transaction(self._db):
            let_go = "UPDATE presses SET held = 3 WHERE held = 1 AND round = ? AND id <= ?"
            return self._db.execute(let_go, (round, up_to)).rowcount

    def give_up_unknown(self) -> int:
        """Delete presses of no known round, nobody can say what they were for; return how many."""
        with self._lock:
            if not self._count("round IS NULL"):
                return 0
            with Transaction(self._db):
                gone = self._db.execute("DELETE FROM presses WHERE round IS NULL").rowcount
                write_notes(self._db, {GAVE_UP: str(self._gave_up() + gone)})
            self.untidy = True
            return gone

    def gave_up(self) -> int:
        """How many presses of no known round were ever deleted."""
        with self._lock:
            return self._gave_up()

    def _gave_up(self) -> int:
        return int(read_note(self._db, GAVE_UP) or 0)

    def renumber(self, press: Waiting, rev: int) -> bool:
        """Number a press above ``rev``, which stands on the server, to be sent once more.

        Only a keypad's latest, and once. Not one that is held: what was pressed while the bridge
        was cut off may be older than what stands.
        """
        with self._lock, Transaction(self._db):
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
            raise_rev(self._db, press.round, press.keypad, rev + 1)
            return True

    def hold_all(self) -> None:
        """Hold whatever is not answered: nobody knows any more what is on screen."""
        with self._lock, Transaction(self._db):
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
            with Transaction(self._db):
                self._db.execute(f"{settle} WHERE held = 2 AND id <= ?", (up_to,))
            self.untidy = self.untidy or sure

    def claim_idle(self, round: Round) -> None:
        """Let presses that were taken as idle belong to a round: it was known to be open."""
        with self._lock:
            if not self._count("held = 2"):
                return
            with Transaction(self._db):
                rows = self._db.execute(
                    "SELECT id, keypad, keys FROM presses WHERE held = 2 ORDER BY id"
                ).fetchall()
                for id, keypad, keys in rows:
                    rev, whole = number_press(
                        self._db, round, Heard(keypad, keys), toggles=self._toggles
                    )
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
            if read_note(self._db, "screen") != told:
                with Transaction(self._db):
                    write_notes(self._db, {"screen": told})

    def remembered(self) -> Round | None:
        """The round that was last on screen."""
        id, _, several = (self.read_note("screen") or "").partition(" ")
        return Round(id, several == "1") if id else None

    def read_note(self, name: str) -> str | None:
        """What was noted under a name."""
        with self._lock:
            return read_note(self._db, name)

    def _count(self, which: str) -> int:
        row = self._db.execute(f"SELECT count(*) FROM presses WHERE {which}").fetchone()  # noqa: S608 -- ours
        return int(row[0])
