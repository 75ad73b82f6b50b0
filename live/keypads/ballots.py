"""The ballots of keypads in the spool: how far their versions have come, and what is switched on.

Each function is one step of a transaction of the spool.
"""

import sqlite3

from live.keypads.presses import Heard, Round

HIGHEST_REV = 2**31 - 1


def number_press(
    db: sqlite3.Connection, round: Round, heard: Heard, *, toggles: bool
) -> tuple[int, str]:
    """The version of a keypad's ballot that a press makes, and the keys of the whole."""
    found = db.execute(
        "SELECT rev, keys FROM ballots WHERE round = ? AND keypad = ?", (round.id, heard.keypad)
    ).fetchone()
    rev, before = found or (0, "")
    rev = min(rev + 1, HIGHEST_REV)
    switches = toggles and round.several
    keys = toggle(before, heard.keys) if switches else heard.keys
    db.execute(
        "INSERT OR REPLACE INTO ballots VALUES (?, ?, ?, ?)",
        (round.id, heard.keypad, rev, keys if switches else ""),
    )
    return rev, keys


def raise_rev(db: sqlite3.Connection, round: str, keypad: str, rev: int) -> None:
    """Let the version of a keypad's ballot be this one at least."""
    db.execute(
        "INSERT INTO ballots VALUES (?, ?, ?, '') ON CONFLICT (round, keypad) "
        "DO UPDATE SET rev = max(rev, excluded.rev)",
        (round, keypad, rev),
    )


def shift_revs(db: sqlite3.Connection, round: str, keypad: str, rev: int) -> None:
    """Number a keypad's presses that wait, and its ballot, above a version."""
    of_keypad = "round = ? AND keypad = ?"
    for table in ("presses", "ballots"):
        db.execute(
            f"UPDATE {table} SET rev = min(rev + ?, ?) WHERE {of_keypad}",  # noqa: S608 -- ours
            (rev, HIGHEST_REV, round, keypad),
        )


def forget_others(db: sqlite3.Connection, round: str) -> None:
    """Forget the ballots of all rounds but one, and but those of which presses wait."""
    db.execute(
        "DELETE FROM ballots WHERE round != ? AND round NOT IN "
        "(SELECT round FROM presses WHERE round IS NOT NULL)",
        (round,),
    )


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
