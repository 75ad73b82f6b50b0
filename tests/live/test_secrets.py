"""Secrets: made at the first start or required, told apart, and never beside the ballots."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.servers.product import BALLOT_SECRET, SECRET_KEY, full_environment

ROOT = Path(__file__).resolve().parent.parent.parent


def check(**environment: str) -> subprocess.CompletedProcess[str]:
    """Read the settings in a process of their own."""
    passed = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={**passed, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def embedded(folder: Path, **more: str) -> dict[str, str]:
    """An embedded server's settings, with nothing there yet."""
    return {"DATA": str(folder / "data"), "SECRET_FILE": str(folder / "kept" / "secret"), **more}


FULL = {
    "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
    "REDIS_URL": "redis://127.0.0.1:1/0",
}


def test_the_first_start_makes_two_secrets_that_later_ones_keep(tmp_path):
    assert check(**embedded(tmp_path)).returncode == 0
    files = sorted((tmp_path / "kept").iterdir())
    made = [file.read_text() for file in files]
    assert check(**embedded(tmp_path)).returncode == 0

    assert [file.name for file in files] == ["secret", "secret-of-ballots"]
    assert [file.stat().st_mode & 0o777 for file in files] == [0o600, 0o600]
    assert [file.read_text() for file in files] == made
    assert made[0] != made[1]
    assert [len(secret) >= 50 for secret in made] == [True, True]


def test_processes_that_start_at_once_agree_on_one_secret(tmp_path):
    with ThreadPoolExecutor(4) as starts:
        done = list(starts.map(lambda _: check(**embedded(tmp_path)), range(4)))

    assert [each.returncode for each in done] == [0] * 4
    assert len(list((tmp_path / "kept").iterdir())) == 2


def test_a_secret_beside_the_ballots_is_refused(tmp_path):
    file = tmp_path / "data" / "ballot-secret"
    refused = check(**embedded(tmp_path, BALLOT_SECRET_FILE=str(file)))

    assert refused.returncode == 1
    assert refused.stderr == (
        f"{file} lies in DATA, where whoever copies the ballots copies their secret too: "
        "name a file elsewhere, such as BALLOT_SECRET_FILE=~/ballot-secret\n"
    )
    assert not file.exists()


def test_an_empty_secret_is_refused(tmp_path):
    file = tmp_path / "ballot-secret"
    file.touch()
    refused = check(**embedded(tmp_path, BALLOT_SECRET_FILE=str(file)))

    assert refused.returncode == 1
    assert refused.stderr.startswith(f"{file} is empty: put the secret back")


@pytest.mark.parametrize("secret", ["", "short", "x" * 60, "django-insecure-" + BALLOT_SECRET])
def test_full_size_refuses_a_missing_or_weak_secret_of_the_ballots(secret):
    refused = check(**full_environment(**FULL, BALLOT_SECRET=secret))

    assert refused.returncode == 1
    assert refused.stderr.startswith("BALLOT_SECRET must be set to at least 50 random characters")
    assert refused.stderr.count("\n") == 1


@pytest.mark.parametrize("size", ["embedded", "full"])
def test_one_secret_for_both_is_refused(size, tmp_path):
    same = {"SECRET_KEY": SECRET_KEY, "BALLOT_SECRET": SECRET_KEY}
    start = embedded(tmp_path, **same) if size == "embedded" else full_environment(**FULL, **same)

    refused = check(**start)

    assert refused.returncode == 1
    assert refused.stderr.startswith("BALLOT_SECRET must be another than SECRET_KEY")
    assert refused.stderr.count("\n") == 1


def test_full_size_starts_with_two_secrets():
    done = check(**full_environment(**FULL))

    assert (done.returncode, done.stderr) == (0, "")
