"""The few statements that a burst of votes is made of, one round trip each.

Through the ORM a vote costs three times as much (see docs/performance.md); PostgreSQL takes
arrays, SQLite takes rows.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

#: ``(rev, answer as stored, masked channel)`` by voter.
Standing = dict[UUID, tuple[int, str, str]]

#: Moments as the databases tell them: now, and before anybody was ever heard.
NOW = {
    "postgresql": "statement_timestamp()",
    "sqlite": "strftime('%%Y-%%m-%%d %%H:%%M:%%f', 'now')",
}
NEVER = {"postgresql": "to_timestamp(0)", "sqlite": "datetime(0, 'unixepoch')"}


def lock_rounds(round_ids: Iterable[str]) -> list[tuple[str, str, int]]:
    """Lock rounds, in the order of their ids; return ``(id, phase, edition)`` of those there are.

    Sealed ones are left out: whoever waited for the lock of one that was just sealed, too.
    SQLite has no lock for a row: the transaction itself holds the whole database.
    """
    ids = [UUID(round_id) for round_id in round_ids]
    columns = "SELECT id, phase, edition FROM polls_round WHERE sealed_at IS NULL AND id"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"{columns} = ANY(%s) ORDER BY id FOR NO KEY UPDATE", [ids])
            return [(str(pk), *rest) for pk, *rest in cursor.fetchall()]
        marks = ",".join(["%s"] * len(ids))
        cursor.execute(f"{columns} IN ({marks}) ORDER BY id", [pk.hex for pk in ids])
        return [(str(UUID(pk)), *rest) for pk, *rest in cursor.fetchall()]


def raise_tally_seq(session_ids: Iterable[str]) -> None:
    """Count one more change of the tallies of these sessions, in the order of their ids."""
    with connection.cursor() as cursor:
        for session_id in sorted(session_ids):
            pk = session_id if connection.vendor == "postgresql" else UUID(session_id).hex
            cursor.execute("UPDATE polls_session SET tally_seq = tally_seq + 1 WHERE id = %s", [pk])


def read_ballots(round_id: str, voters: Sequence[UUID]) -> Standing:
    """Return the ballots of these voters that stand in a round."""
    columns = "SELECT voter, rev, answer, channel FROM polls_ballot WHERE round_id = %s AND voter"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"{columns} = ANY(%s)", [round_id, list(voters)])
            return {row[0]: row[1:] for row in cursor.fetchall()}
        marks = ",".join(["%s"] * len(voters))
        cursor.execute(
            f"{columns} IN ({marks})", [UUID(round_id).hex, *(voter.hex for voter in voters)]
        )
        return {UUID(row[0]): row[1:] for row in cursor.fetchall()}


def write_ballots(round_id: str, ballots: Standing) -> None:
    """Write these ballots of a round, replacing those that stand."""
    _write(
        "INSERT INTO polls_ballot (round_id, voter, rev, answer, channel) {rows} "
        "ON CONFLICT (round_id, voter) DO UPDATE SET rev = excluded.rev, answer = excluded.answer, "
        "channel = excluded.channel",
        [(UUID(round_id), voter, *standing) for voter, standing in ballots.items()],
        ("uuid", "uuid", "integer", "text", "text"),
    )


def add_to_counters(round_id: str, changes: Mapping[str, int]) -> None:
    """Add to the counters of a round, in the order of their keys lest two processes deadlock.

    What falls is there already, and has a statement of its own: a row to be inserted must
    pass the check that no counter is negative, even where it will be added to another.
    """
    rows = [(UUID(round_id), key, change) for key, change in sorted(changes.items())]
    _write(
        "INSERT INTO polls_counter (round_id, key, total) {rows} "
        "ON CONFLICT (round_id, key) DO UPDATE SET total = polls_counter.total + excluded.total",
        [row for row in rows if row[2] > 0],
        ("uuid", "text", "bigint"),
    )
    _lower_counters([row for row in rows if row[2] < 0])


def _lower_counters(rows: Sequence[tuple[UUID, str, int]]) -> None:
    if not rows:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "UPDATE polls_counter SET total = total + change "
                "FROM unnest(%s::uuid[], %s::text[], %s::bigint[]) AS less (of, name, change) "
                "WHERE round_id = of AND key = name",
                [list(column) for column in zip(*rows, strict=True)],
            )
            return
        cursor.executemany(
            "UPDATE polls_counter SET total = total + %s WHERE round_id = %s AND key = %s",
            [(change, of.hex, name) for of, name, change in rows],
        )


def write_late_voters(round_id: str, voters: Iterable[UUID]) -> int:
    """Note who voted after the close; return how many were not noted before."""
    return _write(
        "INSERT INTO polls_latevoter (round_id, voter) {rows} ON CONFLICT DO NOTHING",
        [(UUID(round_id), voter) for voter in sorted(voters)],
        ("uuid", "uuid"),
    )


def write_sealed_ballots(round_id: str, ballots: Sequence[tuple[str, str]]) -> None:
    """Write ``(id in hexadecimal, answer)`` of a round that is being sealed, in this order."""
    place = UUID(round_id).hex
    _write(
        "INSERT INTO polls_sealedballot (id, round_id, answer) {rows}",
        [(name, place, answer) for name, answer in ballots],
        ("uuid", "uuid", "text"),
    )


def write_delegates(delegates: Iterable[tuple[UUID, UUID]]) -> None:
    """Record ``(delegate, conference)`` where they are new."""
    _write(
        "INSERT INTO polls_delegate (id, conference_id) {rows} ON CONFLICT DO NOTHING",
        sorted(delegates),
        ("uuid", "uuid"),
    )


def write_attendances(
    session_id: UUID, delegates: Iterable[UUID], *, connected: bool = True
) -> int:
    """Record delegates in a session, present if ``connected``; return how many are new there."""
    return _write(
        "INSERT INTO polls_attendance (session_id, delegate_id, seen_at) {rows} "
        "ON CONFLICT DO NOTHING",
        [(session_id, delegate) for delegate in sorted(delegates)],
        ("uuid", "uuid"),
        moment=NOW if connected else NEVER,
    )


def renew_attendances(session_id: UUID, delegates: Sequence[UUID]) -> None:
    """Renew the leases that presence is read from."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "UPDATE polls_attendance SET seen_at = statement_timestamp() "
                "WHERE session_id = %s AND delegate_id = ANY(%s)",
                [session_id, list(delegates)],
            )
            return
        cursor.executemany(
            f"UPDATE polls_attendance SET seen_at = {NOW['sqlite']} "  # noqa: S608 -- ours
            "WHERE session_id = %s AND delegate_id = %s",
            [(session_id.hex, delegate.hex) for delegate in delegates],
        )


def _write(
    statement: str,
    rows: Sequence[tuple[Any, ...]],
    types: tuple[str, ...],
    *,
    moment: Mapping[str, str] | None = None,
) -> int:
    """Run an INSERT of many rows, a moment as their last column; return the number written."""
    if not rows:
        return 0
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            arrays = ", ".join(f"%s::{name}[]" for name in types)
            columns = f"*, {moment['postgresql']}" if moment else "*"
            source = f"SELECT {columns} FROM unnest({arrays})"  # noqa: S608 -- types are ours
            cursor.execute(
                statement.format(rows=source), [list(c) for c in zip(*rows, strict=True)]
            )
            return cursor.rowcount
        marks = ", ".join(["%s"] * len(types))
        if moment:
            marks += f", {moment['sqlite']}"
        cursor.executemany(
            statement.format(rows=f"VALUES ({marks})"),
            [tuple(c.hex if isinstance(c, UUID) else c for c in row) for row in rows],
        )
        return cursor.rowcount
