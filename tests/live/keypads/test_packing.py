"""The bridge as one file: it runs where there is nothing but Python, and is handed out."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.core.management import execute_from_command_line
from django.test import Client
from django.urls import reverse

from live.keypads.__main__ import main
from live.packing import NAME, pack_bridge

TRANSCRIPTS = Path(__file__).parent / "transcripts"
#: Without the packages that are installed here, the folder that it runs in, and the environment.
ALONE = [sys.executable, "-I", "-S"]


@pytest.fixture
def file(tmp_path):
    """The file in a folder of its own."""
    file = tmp_path / NAME
    file.write_bytes(pack_bridge())
    return file


def run(file: Path, *words: str, options: tuple[str, ...] = ()) -> subprocess.CompletedProcess:
    """What it says to these words."""
    command = [*ALONE, *options, str(file), *words]
    return subprocess.run(command, cwd=file.parent, capture_output=True, check=False, text=True)


@pytest.mark.parametrize(
    ("words", "called"),
    [
        (["--help"], "python keypad-bridge.pyz"),
        (["simulator", "--help"], "python keypad-bridge.pyz simulator"),
    ],
)
def test_file_runs_without_django_and_brings_its_pyserial(file, words, called):
    told = run(file, *words, options=("-X", "importtime"))
    imported = {line.rpartition("|")[2].strip() for line in told.stderr.splitlines()}

    assert told.returncode == 0
    assert told.stdout.startswith(f"usage: {called} [-h] ")
    assert {"live.keypads.bridge", "live.keypads.simulator", "serial"} <= imported
    assert not {name for name in imported if name.split(".")[0] in ("django", "polls")}


@pytest.mark.parametrize("profile", ["line", "reply-csv"])
def test_recordings_are_read_with_the_profiles_inside(file, profile):
    told = run(file, "--try", str(TRANSCRIPTS / f"{profile}.in"), "--profile", profile)

    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout == (TRANSCRIPTS / f"{profile}.txt").read_text()


def test_unknown_profile_is_told_with_those_inside(file):
    told = run(file, "--try", "recording.txt", "--profile", "nobodys")

    assert told.returncode == 2
    assert told.stderr.endswith("These come with the bridge: line, reply-csv.\n")


@pytest.mark.parametrize("program", ["keypad_bridge", "keypad_simulator"])
def test_command_says_how_it_was_called(program, capsys):
    with pytest.raises(SystemExit):
        execute_from_command_line(["manage.py", program, "--help"])

    assert capsys.readouterr().out.startswith(f"usage: python manage.py {program} [-h] ")


def test_module_says_how_it_was_called(capsys):
    with pytest.raises(SystemExit):
        main(["--help"], file="/opt/live/keypads/__main__.py")

    assert capsys.readouterr().out.startswith("usage: python -m live.keypads [-h] ")


def test_older_python_is_told_what_is_needed(file):
    start = f"import runpy, sys; sys.version_info = (3, 10); runpy.run_path({str(file)!r}, "
    command = [*ALONE, "-c", start + "run_name='__main__')"]
    told = subprocess.run(command, capture_output=True, check=False, text=True)

    assert told.returncode == 1
    assert told.stderr.startswith("The bridge needs Python 3.11 or later; this is ")


def test_licences_are_inside_and_the_bytes_are_always_the_same():
    before = pack_bridge()
    pack_bridge.cache_clear()

    assert pack_bridge() == before
    with zipfile.ZipFile(io.BytesIO(before)) as archive:
        names = archive.namelist()
        assert names == sorted(names)
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
        assert "Chris Liechti" in archive.read("serial/LICENSE.txt").decode()
        assert "MIT License" in archive.read("LICENSE").decode()
    assert {name.split("/")[0] for name in names} == {"LICENSE", "__main__.py", "live", "serial"}


def test_file_is_handed_out_once_and_known_again(db):
    laptop = Client(SERVER_NAME="localhost")
    answer = laptop.get(reverse("download_bridge"))
    again = laptop.get(reverse("download_bridge"), headers={"If-None-Match": answer["ETag"]})

    assert answer.content == pack_bridge()
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == 'attachment; filename="keypad-bridge.pyz"'
    assert (again.status_code, again.content) == (304, b"")
