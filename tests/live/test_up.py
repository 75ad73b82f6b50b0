"""``make run`` once the packages are there: ``manage.py up``."""

import os
import re
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.servers.processes import free_port
from tests.servers.web import PLAIN

ROOT = Path(__file__).resolve().parent.parent.parent
LAST_LINE = "Ctrl-C stops the server.\n"


class Started:
    """A server begun by ``manage.py up``, and what it has said so far."""

    def __init__(self, child: subprocess.Popen[str]) -> None:
        self.child = child
        self.said = ""
        assert child.stdout is not None
        for line in child.stdout:
            self.said += line
            if line == LAST_LINE:
                break

    def find(self, pattern: str) -> str:
        """Return the first group of what the terminal shows."""
        found = re.search(pattern, self.said)
        assert found, self.said
        return found.group(1)

    def interrupt(self) -> str:
        """Press Ctrl-C; return what is said from then on."""
        self.child.send_signal(signal.SIGINT)
        rest, _ = self.child.communicate(timeout=30)
        return rest


def environment(folder: Path, **values: str) -> dict[str, str]:
    """A volunteer's environment, with data in a folder of its own."""
    passed = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    chosen = {"DATA": str(folder / "data"), "SECRET_FILE": str(folder / "secret")}
    return {**passed, **chosen, "ADDRESS": "127.0.0.1", **values}


@contextmanager
def up(folder: Path, **values: str) -> Iterator[Started]:
    """Start the server and wait until it has said where it is."""
    with subprocess.Popen(
        [sys.executable, "manage.py", "up"],
        cwd=ROOT,
        env=environment(folder, PORT=str(free_port()), **values),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as child:
        try:
            yield Started(child)
        finally:
            child.kill()


def refused(folder: Path, **values: str) -> str:
    """Try to start where that must fail; return the one line that is said."""
    done = subprocess.run(
        [sys.executable, "manage.py", "up"],
        cwd=ROOT,
        env=environment(folder, **values),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert (done.stdout, done.stderr.count("\n")) == ("", 1)
    return done.stderr


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Where the data of a conference lie, in a folder that others may look into."""
    path = tmp_path_factory.mktemp("laptop")
    (path / "data").mkdir(mode=0o755)
    return path


@pytest.fixture(scope="module")
def first(static_files, folder) -> Started:
    """A first start, ended by Ctrl-C."""
    with up(folder) as server:
        server.said += server.interrupt()
    return server


@pytest.fixture(scope="module")
def second(first, folder) -> Iterator[Started]:
    """The second start on the same data; it goes on."""
    with up(folder) as server:
        yield server


def test_the_first_start_brings_the_demo_and_says_so(first):
    assert "Bringing the demo conference" in first.said
    assert first.said.count("Join code") == 1


def test_ctrl_c_ends_with_one_friendly_line(first, folder):
    kept = f"Stopping. Every vote is kept in {folder}/data; make run goes on from there.\n"

    assert first.said.splitlines()[-1] + "\n" == kept
    assert "Traceback" not in first.said
    assert first.child.returncode == 0


def test_the_second_start_keeps_the_data_and_brings_no_second_demo(first, second):
    code = r"Join code   (\w{3} \w{3})\n"

    assert first.find(code) == second.find(code)
    assert second.said.count("Join code") == 1
    assert "Bringing" not in second.said


def test_every_address_that_is_told_leads_somewhere(second):
    base = second.find(r"  (http://127\.0\.0\.1:\d+/)\n")
    code = second.find(r"Join code   (\w{3} \w{3})\n").replace(" ", "")
    places = [
        f"{base}j/{code}/",
        second.find(r"Projector   (\S+)\n"),
        second.find(r"Chair       (\S+)\n"),
        second.find(r"Organiser   (\S+)\n"),
    ]

    answers = [httpx.get(place, **PLAIN, follow_redirects=True).status_code for place in places]

    assert answers == [200, 200, 200, 200]


def test_in_a_folder_that_others_may_look_into_the_ballots_are_the_owners_alone(second, folder):
    files = [*(folder / "data").iterdir()]

    assert "show-of-hands.sqlite3" in {file.name for file in files}
    assert {stat.S_IMODE(file.stat().st_mode) for file in files if file.exists()} == {0o600}


def test_no_picture_is_drawn_where_there_is_no_terminal(first, second):
    for server in (first, second):
        assert "█" not in server.said
        assert "\033" not in server.said


def test_nobody_has_a_password(second, folder):
    program = (
        "from polls.models import User\n"
        "print([user.has_usable_password() for user in User.objects.all()])"
    )

    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--verbosity=0", "-c", program],
        cwd=ROOT,
        env=environment(folder),
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == "[False, False]\n"


def test_a_second_server_on_the_same_data_is_refused(second, folder):
    assert refused(folder, PORT=str(free_port())).startswith(
        f"A Show of Hands is already running on the data in {folder}/data: stop it"
    )


def test_a_taken_port_is_refused(second, tmp_path):
    port = second.find(r"http://127\.0\.0\.1:(\d+)/")

    assert refused(tmp_path, PORT=port).startswith(f"Port {port} is taken by another")
    assert not (tmp_path / "data").exists()


def test_a_folder_that_cannot_be_written_is_refused(tmp_path):
    file = tmp_path / "file"
    file.touch()

    assert refused(tmp_path, DATA=str(file)).startswith(f"{file} cannot be written")


def test_an_address_of_no_interface_is_refused_and_leaves_nothing(tmp_path):
    refusal = refused(tmp_path, ADDRESS="203.0.113.9")

    assert refusal.startswith("ADDRESS=203.0.113.9 leads no phone to this machine")
    assert not (tmp_path / "data").exists()


def test_full_size_is_not_started_this_way(tmp_path):
    full = {
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "SECRET_KEY": "a-secret-of-the-tests-" + "".join(map(chr, range(65, 123))),
        "BALLOT_SECRET": "a-secret-of-the-ballots-" + "".join(map(chr, range(65, 123))),
        "ALLOWED_HOSTS": "vote.example.org",
    }

    assert refused(tmp_path, **full).startswith("make run starts the small, embedded server")
