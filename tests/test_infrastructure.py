"""The fixtures themselves."""

import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import httpx
from django.conf import settings
from django.db import connection, connections

from polls.models import Conference
from tests.collecting import collect_if_stale
from tests.factories import RoundFactory
from tests.servers import make_once
from tests.servers.processes import free_port, reserve
from tests.servers.web import PLAIN


def names_seen_by_another_thread() -> list[str]:
    """Read through a connection that another thread opens."""
    names: list[str] = []

    def read() -> None:
        names.extend(Conference.objects.values_list("name", flat=True))
        connections.close_all()

    reader = threading.Thread(target=read)
    reader.start()
    reader.join()
    return names


def test_each_database_is_the_one_that_it_names(each_database):
    assert connection.vendor == {"sqlite": "sqlite", "postgres": "postgresql"}[each_database]


def test_other_threads_see_what_is_committed_on_each_database(each_database):
    Conference.objects.create(name=each_database)

    assert names_seen_by_another_thread() == [each_database]


def test_nothing_is_left_of_an_earlier_test_on_each_database(each_database):
    assert Conference.objects.count() == 0


def test_server_is_ready_and_says_so(server):
    assert httpx.get(f"{server.url}/readyz", **PLAIN).status_code == 200


def test_round_factory_opens_a_round_that_its_session_shows(each_database):
    opened = RoundFactory(question__choices=["Tea", "Coffee"])

    assert opened.session.round_id == opened.pk
    assert [choice["text"] for choice in opened.wording["choices"]] == ["Tea", "Coffee"]


def test_static_files_are_collected_once_by_all_that_start_at_once(tmp_path):
    sources, manifest = tmp_path / "static", tmp_path / "staticfiles.json"
    sources.mkdir()
    (sources / "page.js").touch()
    together, inside = threading.Barrier(4), threading.Barrier(2)
    collected: list[str] = []

    def collect() -> None:
        collected.append("begun")
        # Were there no lock, a second one would come in here too before the first is done.
        with suppress(threading.BrokenBarrierError):
            inside.wait(timeout=0.2)
        manifest.touch()
        collected.append("done")

    def start() -> None:
        together.wait()
        collect_if_stale(sources, manifest, collect)

    with ThreadPoolExecutor(4) as threads:
        for done in [threads.submit(start) for _ in range(4)]:
            done.result()

    assert collected == ["begun", "done"]


def test_what_many_need_at_once_is_made_by_one_of_them_and_found_whole(tmp_path):
    together, made = threading.Barrier(4), []

    def make(folder):
        made.append(folder)
        (folder / "first").touch()
        (folder / "last").touch()

    def ask(_):
        together.wait()
        return sorted(file.name for file in make_once(tmp_path / "shared", make).iterdir())

    with ThreadPoolExecutor(4) as askers:
        found = list(askers.map(ask, range(4)))

    assert found == [["first", "last"]] * 4
    assert len(made) == 1


DIES = """
import os, signal, sys
from pathlib import Path
from tests.servers import make_once

def make(folder):
    (folder / "half").touch()
    os.kill(os.getpid(), signal.SIGKILL)

make_once(Path(sys.argv[1]), make)
"""


def test_what_was_begun_by_a_process_that_died_is_made_anew(tmp_path):
    shared = tmp_path / "shared"
    died = subprocess.run([sys.executable, "-c", DIES, str(shared)], cwd=settings.BASE_DIR)

    made = make_once(shared, lambda folder: (folder / "whole").touch())

    assert died.returncode == -signal.SIGKILL
    assert [file.name for file in made.iterdir()] == ["whole"]


def call_elsewhere(call: str) -> subprocess.CompletedProcess[str]:
    """Print what a call of this module's functions for ports returns in another process."""
    script = f"from tests.servers.processes import free_port, reserve\nprint({call})"
    return subprocess.run(
        [sys.executable, "-c", script], cwd=settings.BASE_DIR, capture_output=True, text=True
    )


def test_port_that_one_process_was_given_is_given_to_no_other_while_it_lives():
    port = free_port()

    assert "Address already in use" in call_elsewhere(f"reserve({port})").stderr


def test_port_of_a_process_that_ended_may_be_given_again():
    port = int(call_elsewhere("free_port()").stdout)

    reserve(port)
