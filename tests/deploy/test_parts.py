"""What the tests need beside Python: found, or named."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
TOOLS = ("sh", "cut", "ls", "id", "cat", "dirname", "mktemp", "rm")


@pytest.fixture
def bare_path(tmp_path) -> Path:
    """A folder with the plainest of programs, and no apt to install others with."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in TOOLS:
        (folder / name).symlink_to(shutil.which(name))
    return folder


def run(script: str, path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a script of ``deploy`` with nothing but ``path`` to find programs on."""
    return subprocess.run(
        [shutil.which("sh"), script],
        env={"PATH": str(path), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_what_is_missing_is_named_with_what_is_left_out(bare_path):
    said = run(str(ROOT / "deploy/parts.sh"), bare_path).stdout

    assert "chromium\tthe browser tests\n" in said
    assert "redis-server\tthe tests of several processes\n" in said
    assert "nodejs\tthe JavaScript tests\n" in said


def test_what_is_there_is_not_named(bare_path):
    for name in ("chromium", "redis-server", "initdb", "node"):
        (bare_path / name).symlink_to(shutil.which("true"))

    assert run(str(ROOT / "deploy/parts.sh"), bare_path).stdout == ""


def test_in_continuous_integration_a_missing_part_is_a_failure(bare_path, tmp_path):
    house = tmp_path / "house"
    shutil.copytree(ROOT / "deploy", house / "deploy")
    (house / "deploy/prepare.sh").write_text("#!/bin/sh\n")

    done = run(str(house / "deploy/test.sh"), bare_path, CI="true")

    assert done.returncode == 1
    assert "Left out: the browser tests, because chromium is missing" in done.stdout
    assert done.stdout.endswith("With CI=true nothing may be missing.\n")
