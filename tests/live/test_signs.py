"""What threads leave behind of their work, and what it means."""

import math
import resource
import sqlite3
from pathlib import Path

import psycopg.errors
import pytest
from django.db import OperationalError
from hypothesis import given
from hypothesis import strategies as st

from live.signs import Waits, is_unwritable


def raised_from(cause: Exception) -> OperationalError:
    error = OperationalError(str(cause))
    error.__cause__ = cause
    return error


def sqlite_error(work, file: Path) -> OperationalError:
    """What SQLite says of work on a new database."""
    connection = sqlite3.connect(file, isolation_level=None)
    try:
        with pytest.raises(sqlite3.OperationalError) as found:
            work(connection)
    finally:
        connection.close()
    return raised_from(found.value)


def test_database_that_may_not_grow_is_unwritable(tmp_path):
    def fill(connection):
        connection.execute("CREATE TABLE ballots (answer)")
        connection.execute("PRAGMA max_page_count = 2")
        connection.execute("INSERT INTO ballots VALUES (?)", ["x" * 100_000])

    assert is_unwritable(sqlite_error(fill, tmp_path / "full"))


def test_file_that_the_system_lets_grow_no_more_is_unwritable(tmp_path):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)

    def fill(connection):
        connection.execute("CREATE TABLE ballots (answer)")
        resource.setrlimit(resource.RLIMIT_FSIZE, (8192, before[1]))
        try:
            connection.execute("INSERT INTO ballots VALUES (?)", ["x" * 100_000])
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert is_unwritable(sqlite_error(fill, tmp_path / "limited"))


def test_database_that_may_only_be_read_is_unwritable(tmp_path):
    file = tmp_path / "read-only"
    sqlite3.connect(file).close()
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    with pytest.raises(sqlite3.OperationalError) as found:
        connection.execute("CREATE TABLE ballots (answer)")
    connection.close()

    assert is_unwritable(raised_from(found.value))


def test_locked_database_is_not_unwritable(tmp_path):
    other = sqlite3.connect(tmp_path / "locked", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")

    def write(connection):
        connection.execute("PRAGMA busy_timeout = 0")
        connection.execute("CREATE TABLE ballots (answer)")

    error = sqlite_error(write, tmp_path / "locked")
    other.close()

    assert not is_unwritable(error)


@pytest.mark.parametrize(
    ("error", "expected"),
    [(psycopg.errors.DiskFull(), True), (psycopg.errors.AdminShutdown(), False)],
)
def test_full_disk_of_postgres_is_told_from_its_absence(error, expected):
    assert is_unwritable(raised_from(error)) is expected


groups = st.lists(
    st.tuples(st.floats(0.0001, 30, allow_nan=False), st.integers(1, 1000)), min_size=1, max_size=50
)


@given(groups)
def test_p95_is_the_votes_own_rounded_up_by_a_fifth_at_most(noted):
    waits = Waits()
    for seconds, votes in noted:
        waits.note(seconds, votes, now=100.0)
    every = sorted(seconds for seconds, votes in noted for _ in range(votes))
    exact = every[math.ceil(len(every) * 0.95) - 1]

    p95 = waits.p95(now=100.5)

    assert exact * 0.999 <= p95 <= max(exact * 1.201, Waits.BOUNDS[0])


def test_waits_are_forgotten_after_ten_seconds():
    waits = Waits()
    waits.note(2.0, 10, now=100.0)
    waits.note(0.01, 1, now=105.0)

    assert waits.p95(now=109.0) > 1.9
    assert waits.p95(now=112.0) < 0.02
    assert waits.p95(now=130.0) is None


def test_wait_longer_than_any_bound_is_the_last_of_them():
    waits = Waits()
    waits.note(1e6, 1, now=0.0)

    assert waits.p95(now=0.0) == Waits.BOUNDS[-1]
