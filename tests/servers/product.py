"""The product as a process: ``manage.py serve`` on a port of its own."""

import itertools
import json
import os
import shutil
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

import httpx

from tests.servers.clerk import ROOT, Clerk
from tests.servers.once import make_once
from tests.servers.postgres import Postgres
from tests.servers.processes import Process, answers, free_port
from tests.servers.redis import Redis
from tests.servers.web import PLAIN

#: Who exists on every server: two organisers who know nothing of one another, and a
#: person who signs in but has been given nothing.
PEOPLE = ("organiser", "stranger", "nobody")

#: The same on every server, so that tokens signed by one are read by all.
SECRET_KEY = "a-secret-of-the-tests-" + "".join(map(chr, range(65, 123)))
BALLOT_SECRET = "a-secret-of-the-ballots-" + "".join(map(chr, range(65, 123)))

#: Makes people and prints their tokens.
_MAKE_PEOPLE = f"""
from django.core.management import call_command
from polls.models import User
for name in {PEOPLE}:
    user = User(username=name, organises=name != "nobody")
    user.set_unusable_password()
    user.save()
    call_command("apitoken", name)
"""

_numbers = itertools.count(1)


def _environment(**values: str) -> dict[str, str]:
    """An environment with ``values`` and nothing of this product's from outside."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    always = {
        "PYTHONUNBUFFERED": "1",
        "SECRET_KEY": SECRET_KEY,
        "BALLOT_SECRET": BALLOT_SECRET,
        "ADDRESS": "127.0.0.1",
    }
    return {**inherited, **always, **values}


class Server:
    """One server process with its own database.

    ``size`` is ``embedded`` or ``full``; ``environment`` holds its settings; ``tokens``
    maps people to API tokens that stand in the database already.
    """

    def __init__(
        self, *, size: str, folder: Path, environment: Mapping[str, str], tokens: Mapping[str, str]
    ) -> None:
        self.size = size
        self.folder = folder
        self.port = free_port()
        self.environment = {**environment, "PORT": str(self.port)}
        self.tokens = dict(tokens)
        self.log = folder / f"server-{self.port}.log"
        self._until = "/readyz"
        self.process = Process(
            [sys.executable, str(ROOT / "manage.py"), "serve", "--port", str(self.port)],
            log=self.log,
            ready=self._ready,
            environment=self.environment,
        )
        self._clerk: Clerk | None = None
        self._calling = threading.Lock()

    def _ready(self) -> bool:
        # Asked again and again while the server starts: knocking costs less than a request.
        if not answers(self.port):
            return False
        try:
            answer = httpx.get(f"{self.url}{self._until}", timeout=2, **PLAIN)
        except httpx.TransportError:
            return False
        return answer.status_code == 200

    @property
    def url(self) -> str:
        """The server's address, without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    def ws(self, path: str) -> str:
        """The address of a socket: ``ws("/ws/stage/ABC234/")``."""
        return f"ws://127.0.0.1:{self.port}{path}"

    def start(self, *, until: str = "/readyz") -> None:
        """Start, and return when that address answers 200."""
        self._until = until
        self.process.start()

    def stop(self) -> int:
        """Ask the server to end (SIGTERM), wait, and return its exit code."""
        if self._clerk:
            self._clerk.leave()
            self._clerk = None
        return self.process.stop()

    def kill(self) -> None:
        """End the server at once (SIGKILL)."""
        self.process.kill()

    def restart(self) -> None:
        """Stop in good order and start again on the same port with the same data."""
        self.stop()
        self.start()

    def manage(self, *arguments: str) -> str:
        """Run a command of ``manage.py`` on this server's database; return what it printed."""
        with self._calling:
            if self._clerk is None:
                self._clerk = Clerk(self.environment, log=self.folder / f"clerk-{self.port}.log")
        return self._clerk.do(*arguments)

    def token(self, username: str) -> str:
        """The API token of a person, made by ``manage.py apitoken`` when first asked for."""
        if username not in self.tokens:
            self.tokens[username] = self.manage("apitoken", username).strip()
        return self.tokens[username]

    def sibling(self, **changes: str) -> "Server":
        """A second process on the same database and Redis, not yet started."""
        return Server(
            size=self.size,
            folder=self.folder,
            environment={**self.environment, **changes},
            tokens=self.tokens,
        )

    def check_log(self) -> None:
        """Fail if the server logged a traceback; say what it was."""
        if self.log.exists():
            text = self.log.read_text(errors="replace")
            assert "Traceback" not in text, f"{self.log}:\n{text[-6000:]}"


class Embedded:
    """Makes embedded servers, each with a copy of one prepared SQLite."""

    def __init__(self, *, folder: Path, data: Path, tokens: Mapping[str, str]) -> None:
        self.folder = folder
        self.data = data
        self.tokens = tokens

    def make(self, *, folder: Path | None = None, **settings: str) -> Server:
        """A server on data of its own (in ``folder``, if that is given), not yet started."""
        folder = folder or self.folder / f"embedded-{next(_numbers)}"
        shutil.copytree(self.data, folder)
        environment = _environment(**{"DATA": str(folder), **settings})
        return Server(size="embedded", folder=folder, environment=environment, tokens=self.tokens)


class Full:
    """Makes full-size servers, each with a copy of one prepared PostgreSQL database."""

    def __init__(
        self,
        *,
        folder: Path,
        postgres: Postgres,
        redis: Redis,
        template: str,
        tokens: Mapping[str, str],
    ) -> None:
        self.folder = folder
        self.postgres = postgres
        self.redis = redis
        self.template = template
        self.tokens = tokens

    def make(self, **settings: str) -> Server:
        """A server on a database of its own, not yet started."""
        name = f"copy_{next(_numbers)}"
        url = self.postgres.create_database(name, template=self.template)
        settings = {"DATABASE_URL": url, "REDIS_URL": self.redis.url, **settings}
        environment = full_environment(**settings)
        folder = self.folder / name
        folder.mkdir()
        return Server(size="full", folder=folder, environment=environment, tokens=self.tokens)


def full_environment(**settings: str) -> dict[str, str]:
    """The settings of a full-size server without TLS in front of it."""
    return _environment(TLS="0", ALLOWED_HOSTS="127.0.0.1,localhost", **settings)


def _prepare(server: Server, folder: Path, copy: Callable[[], object]) -> None:
    """Migrate, ``copy`` what is still empty, make ``PEOPLE``; their tokens go into ``folder``."""
    server.manage("migrate", "--verbosity=0")
    copy()
    printed = server.manage("shell", "--verbosity=0", "-c", _MAKE_PEOPLE)
    server.stop()
    tokens = dict(zip(PEOPLE, printed.split(), strict=True))
    (folder / "tokens.json").write_text(json.dumps(tokens))


def _read_tokens(folder: Path) -> dict[str, str]:
    return dict(json.loads((folder / "tokens.json").read_text()))


def prepare_sqlite(folder: Path) -> None:
    """Make ``data``, which every embedded server copies, and ``empty.sqlite3``, without people."""
    data = folder / "data"
    data.mkdir()
    environment = _environment(DATA=str(data))
    server = Server(size="embedded", folder=data, environment=environment, tokens={})
    database = data / "show-of-hands.sqlite3"
    _prepare(server, folder, lambda: shutil.copyfile(database, folder / "empty.sqlite3"))


def prepare_cluster(folder: Path) -> None:
    """Make ``data``, a cluster with the databases ``prepared``, and ``empty`` without people."""
    postgres = Postgres()
    try:
        postgres.start()
        # Nothing is announced, so nobody asks for the Redis.
        environment = full_environment(
            DATABASE_URL=postgres.create_database("prepared"), REDIS_URL="redis://127.0.0.1:1/0"
        )
        server = Server(size="full", folder=folder, environment=environment, tokens={})
        _prepare(server, folder, lambda: postgres.create_database("empty", template="prepared"))
        postgres.save(folder / "data")
    finally:
        postgres.remove()


def prepare_embedded(folder: Path, *, shared: Path | None = None) -> Embedded:
    """Let embedded servers be made in ``folder``; what they copy is made once in ``shared``."""
    made = make_once((shared or folder) / "sqlite", prepare_sqlite)
    return Embedded(folder=folder, data=made / "data", tokens=_read_tokens(made))


def prepare_postgres(shared: Path) -> Postgres:
    """A cluster, not yet started, that has the databases ``prepared`` and ``empty``."""
    return Postgres(copy_of=make_once(shared / "postgres", prepare_cluster) / "data")


def prepare_full(folder: Path, *, postgres: Postgres, redis: Redis) -> Full:
    """Let full-size servers be made on a cluster of ``prepare_postgres``."""
    assert postgres.copy_of is not None
    tokens = _read_tokens(postgres.copy_of.parent)
    return Full(folder=folder, postgres=postgres, redis=redis, template="prepared", tokens=tokens)
