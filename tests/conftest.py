"""Fixtures that every test may ask for. What they start, they end.

In this process
    ``db`` and ``transactional_db`` of pytest-django use SQLite in a file.
    ``each_database`` runs the test twice, on SQLite and on a real PostgreSQL.

Processes
    ``postgres`` and ``redis`` start when the first test asks for them.
    ``server`` is the product itself, in both sizes (``embedded``, ``full``), shared by the
    whole run: a test makes a conference of its own on it. ``embedded_server`` is the one.
    ``make_server`` gives the test a server of its own in both sizes, to stop and to kill.

A program that is not installed skips the test; with ``CI=true`` it fails it.
The browser's tests are a run of their own (``pytest tests/e2e``): the synchronous
Playwright keeps an event loop running, beside which asynchronous tests cannot start.
"""

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections

from tests.collecting import collect_if_stale
from tests.databases import (
    default_database,
    empty_tables,
    flush_quickly,
    postgres_settings,
)
from tests.servers import (
    NotInstalled,
    Postgres,
    Redis,
    Server,
    make_once,
    prepare_embedded,
    prepare_full,
    prepare_postgres,
    prepare_sqlite,
)

flush_quickly()

# A shell starts what it puts behind it deaf to Ctrl-C, and so would be every server under test.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the browser's tests out unless they are what was asked for."""
    asked = any("e2e" in Path(argument.split("::")[0]).parts for argument in config.args)
    return True if collection_path.name == "e2e" and not asked else None


def do_without(missing: NotInstalled) -> None:
    """Skip the test, or fail it where everything must be there."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{missing}, and CI needs it")
    pytest.skip(f"left out: {missing}")


@pytest.fixture(scope="session", autouse=True)
def static_files() -> None:
    """Collect the static files once if any is newer than what was collected."""
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    collect_if_stale(settings.BASE_DIR / "static", manifest)


@pytest.fixture(scope="session")
def shared(tmp_path_factory) -> Path:
    """A new folder of this run, the same for all its processes."""
    mine = tmp_path_factory.getbasetemp()
    return mine.parent if "PYTEST_XDIST_WORKER" in os.environ else mine


@pytest.fixture(scope="session")
def django_db_setup(shared) -> None:
    """Let the tests of this process begin with a copy of the migrated SQLite."""
    migrated = make_once(shared / "sqlite", prepare_sqlite) / "empty.sqlite3"
    shutil.copyfile(migrated, settings.DATABASES["default"]["NAME"])


def run_postgres(shared: Path) -> Iterator[Postgres]:
    """Start a PostgreSQL with migrated databases, hand it out, and remove it."""
    try:
        cluster = prepare_postgres(shared)
    except NotInstalled as missing:
        do_without(missing)
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.remove()


@pytest.fixture(scope="session")
def postgres(shared) -> Iterator[Postgres]:
    """A running PostgreSQL for the whole run."""
    yield from run_postgres(shared)


@pytest.fixture(scope="module")
def own_postgres(shared) -> Iterator[Postgres]:
    """A running PostgreSQL for one file of tests, which may stop it."""
    yield from run_postgres(shared)


@pytest.fixture(scope="session")
def redis() -> Iterator[Redis]:
    """A running Redis for the whole run."""
    store = make_redis()
    try:
        store.start()
        yield store
    finally:
        store.remove()


@pytest.fixture
def own_redis() -> Iterator[Redis]:
    """A running Redis for one test, which may kill it."""
    store = make_redis()
    try:
        store.start()
        yield store
    finally:
        store.remove()


def make_redis() -> Redis:
    """A Redis, not yet started; skips where there is none."""
    try:
        return Redis()
    except NotInstalled as missing:
        do_without(missing)
        raise


@pytest.fixture(scope="session")
def postgres_in_process(postgres: Postgres, django_db_setup, django_db_blocker) -> Iterator[dict]:
    """The settings of a migrated PostgreSQL database for tests in this process."""
    chosen = postgres_settings(postgres.create_database("in_process", template="empty"))
    yield chosen
    with django_db_blocker.unblock(), default_database(chosen):
        connections["default"].close_pool()


@pytest.fixture(params=["sqlite", "postgres"])
def each_database(request, transactional_db) -> Iterator[str]:
    """Run the test on SQLite and again on PostgreSQL; the value names which.

    Implies ``transactional_db``: commits are real, and every thread sees them. On
    PostgreSQL the ``default`` connection of all threads points there until the test
    ends (see ``default_database``), and its tables are emptied afterwards; nothing that
    keeps a connection open may outlive the test.
    """
    if request.param == "sqlite":
        yield "sqlite"
        return
    with default_database(request.getfixturevalue("postgres_in_process")):
        yield "postgres"
        empty_tables()


@pytest.fixture(scope="session")
def prepared_embedded(static_files, tmp_path_factory, shared):
    """Makes embedded servers that need no migration any more."""
    return prepare_embedded(tmp_path_factory.mktemp("embedded"), shared=shared)


@pytest.fixture(scope="session")
def prepared_full(static_files, tmp_path_factory, postgres, redis):
    """Makes full-size servers that need no migration any more."""
    return prepare_full(tmp_path_factory.mktemp("full"), postgres=postgres, redis=redis)


def run_server(server: Server) -> Iterator[Server]:
    """Start a server, hand it out, end it, and look into its log."""
    try:
        server.start()
        yield server
    finally:
        server.stop()
    server.check_log()


@pytest.fixture(scope="session")
def embedded_server(prepared_embedded) -> Iterator[Server]:
    """The product, embedded, shared by the whole run."""
    yield from run_server(prepared_embedded.make())


@pytest.fixture(scope="session")
def full_server(prepared_full) -> Iterator[Server]:
    """The product, full size, shared by the whole run."""
    yield from run_server(prepared_full.make())


@pytest.fixture(scope="session", params=["embedded", "full"])
def server(request) -> Server:
    """The product in both sizes, shared by the whole run."""
    return request.getfixturevalue(f"{request.param}_server")


@pytest.fixture(params=["embedded", "full"])
def make_server(request) -> Iterator[Callable[..., Server]]:
    """Start servers of the test's own, in both sizes: ``make_server(MESSAGE_BURST="5")``.

    Each has a database of its own; all are stopped at the end, and their logs read.
    """
    prepared = request.getfixturevalue(f"prepared_{request.param}")
    servers: list[Server] = []

    def start(**chosen: str) -> Server:
        servers.append(prepared.make(**chosen))
        servers[-1].start()
        return servers[-1]

    try:
        yield start
    finally:
        for one in servers:
            one.stop()
    for one in servers:
        one.check_log()
