"""Copying the embedded database while votes come in."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def backup(environment: dict[str, str], file: Path) -> subprocess.CompletedProcess[str]:
    """Run ``manage.py backup FILE``."""
    return subprocess.run(
        [sys.executable, "manage.py", "backup", str(file)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_running_server_is_copied_whole_and_for_its_owner_alone(embedded_server, tmp_path):
    file = tmp_path / "copy.sqlite3"

    done = backup(embedded_server.environment, file)

    assert done.returncode == 0, done.stderr
    assert file.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(file)) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        people = {name for (name,) in copy.execute("SELECT username FROM polls_user")}
    assert people >= {"organiser", "stranger", "nobody"}
    for secret in ("SECRET_KEY", "BALLOT_SECRET"):
        assert embedded_server.environment[secret].encode() not in file.read_bytes()


def test_an_earlier_copy_is_not_overwritten(embedded_server, tmp_path):
    file = tmp_path / "copy.sqlite3"
    file.write_text("yesterday's")

    refused = backup(embedded_server.environment, file)

    assert refused.returncode == 1
    assert refused.stderr == f"CommandError: {file} cannot be made (File exists).\n"
    assert file.read_text() == "yesterday's"


def test_full_size_is_copied_by_its_own_means(full_server, tmp_path):
    refused = backup(full_server.environment, tmp_path / "copy")

    assert refused.returncode == 1
    assert "pg_dump" in refused.stderr
