"""The server process: how it starts, refuses to, and ends."""

import os
import resource
import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from live.serving import OPEN_FILES
from tests.servers.web import PLAIN

ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_open_files_limit_is_raised():
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    program = """
import os, resource, django
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()
from live.serving import raise_open_files_limit
resource.setrlimit(resource.RLIMIT_NOFILE, (64, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
raise_open_files_limit()
print(resource.getrlimit(resource.RLIMIT_NOFILE)[0])
"""
    raised = int(run_python("-c", program).stdout)

    assert raised == (OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, OPEN_FILES))


@pytest.fixture
def slow_page():
    """The server of ``slow_page.py``, started; with its port."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.live.slow_page"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "started\n"
        yield child, int(child.stdout.readline().removeprefix("port "))
        child.kill()


def test_a_page_under_way_is_finished_before_the_end(slow_page):
    child, port = slow_page
    with ThreadPoolExecutor() as pool:
        answer = pool.submit(httpx.get, f"http://127.0.0.1:{port}/", **PLAIN)
        assert child.stdout.readline() == "asked\n"
        child.send_signal(signal.SIGTERM)

        assert answer.result().text == "whole"
    assert child.stdout.read() == "draining\nended\n"
    assert child.wait() == 0


def test_who_has_not_finished_asking_does_not_hold_up_the_end(slow_page):
    child, port = slow_page
    with socket.create_connection(("127.0.0.1", port)) as half:
        half.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf")
        child.send_signal(signal.SIGINT)

        assert child.stdout.read() == "draining\nended\n"
    assert child.wait() == 0


def test_nobody_new_is_let_in_while_the_server_drains(slow_page):
    child, port = slow_page
    child.send_signal(signal.SIGTERM)
    assert child.stdout.readline() == "draining\n"

    with (
        pytest.raises(OSError, match=r"refused|reset"),
        socket.create_connection(("127.0.0.1", port)) as line,
    ):
        line.recv(1)
    child.wait()


def serve(**environment: str) -> subprocess.CompletedProcess[str]:
    """Try ``manage.py serve`` where it must refuse; return what it said."""
    return run_python("manage.py", "serve", "--port", "0", check=False, **environment)


def run_python(
    *arguments: str, check: bool = True, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a Python program of this repository to its end."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "live.settings", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=check,
    )


def test_a_second_process_on_the_same_data_is_refused(embedded_server):
    refused = serve(**embedded_server.environment)

    assert refused.returncode == 1
    assert refused.stderr.startswith("CommandError: A Show of Hands is already running")
    assert refused.stderr.count("\n") == 1


def test_a_database_without_its_migrations_is_refused(tmp_path, static_files):
    refused = serve(DATA=str(tmp_path), SECRET_FILE=str(tmp_path / "secret"))

    assert refused.returncode == 1
    assert "run manage.py migrate first." in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_database_is_refused(tmp_path):
    (tmp_path / "show-of-hands.sqlite3").write_text("This is no database, whatever it says.")

    refused = serve(DATA=str(tmp_path), SECRET_FILE=str(tmp_path / "secret"))

    assert refused.returncode == 1
    assert "cannot be used (file is not a database)" in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_a_setting_that_is_no_number_is_refused(tmp_path):
    refused = serve(DATA=str(tmp_path), SECRET_FILE=str(tmp_path / "secret"), PORT="eighty")

    assert (refused.returncode, refused.stderr) == (
        1,
        "PORT must be a number, such as PORT=8000, not “eighty”.\n",
    )


def test_a_folder_that_cannot_be_written_is_refused(tmp_path):
    file = tmp_path / "file"
    file.touch()

    refused = serve(DATA=str(file), SECRET_FILE=str(tmp_path / "secret"))

    assert refused.returncode == 1
    assert f"{file} cannot be written (it is not a folder)" in refused.stderr
    assert refused.stderr.count("\n") == 1
