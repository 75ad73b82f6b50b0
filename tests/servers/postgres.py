"""A PostgreSQL of the tests' own, with its data in a temporary folder."""

import glob
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from tests.servers.processes import NotInstalled, Process, answers, find_program, free_port


def _as_postgres() -> list[str]:
    """The prefix that runs a command as the unix user ``postgres`` when we are root."""
    if os.geteuid() != 0:
        return []
    try:
        pwd.getpwnam("postgres")
    except KeyError:
        raise NotInstalled("PostgreSQL will not run as root, and no user postgres exists") from None
    setpriv = find_program("setpriv")
    return [setpriv, "--reuid=postgres", "--regid=postgres", "--init-groups", "--"]


class Postgres:
    """A cluster on a free port of the loopback interface; writes are flushed as in earnest.

    It begins as a copy of the data that another one saved, or with nothing.
    """

    def __init__(self, *, copy_of: Path | None = None) -> None:
        self.copy_of = copy_of
        places = sorted(glob.glob("/usr/lib/postgresql/*/bin"), reverse=True)
        self.programs = {name: find_program(name, *places) for name in ("initdb", "postgres")}
        self.prefix = _as_postgres()
        self.folder = Path(tempfile.mkdtemp(prefix="show-of-hands-postgres-"))
        if self.prefix:
            shutil.chown(self.folder, "postgres", "postgres")
        self.port = free_port()
        self.process = Process(
            [
                *self.prefix,
                self.programs["postgres"],
                *("-D", str(self.folder / "data"), "-k", str(self.folder)),
                *("-p", str(self.port), "-c", "listen_addresses=127.0.0.1"),
                *("-c", "fsync=on", "-c", "synchronous_commit=on", "-c", "max_connections=100"),
            ],
            log=self.folder / "log",
            ready=self._ready,
            stop_signal=signal.SIGINT,
        )

    def _ready(self) -> bool:
        if not answers(self.port):
            return False
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=1).close()
        except psycopg.OperationalError:
            return False
        return True

    def start(self) -> None:
        """Make the cluster if it is new, and start it."""
        if not (self.folder / "data").exists():
            self._make_cluster()
        self.process.start()

    def _make_cluster(self) -> None:
        if self.copy_of:
            self._copy(self.copy_of, self.folder / "data")
            return
        subprocess.run(
            [
                *self.prefix,
                self.programs["initdb"],
                *("-D", str(self.folder / "data"), "-U", "postgres", "-A", "trust"),
                *("-E", "UTF8", "--locale=C.UTF-8", "--no-sync"),
            ],
            check=True,
            capture_output=True,
            cwd="/",
        )

    @staticmethod
    def _copy(data: Path, to: Path) -> None:
        """Copy with the owner, who must be the one whom the cluster runs as."""
        subprocess.run(["cp", "--archive", str(data), str(to)], check=True)

    def save(self, to: Path) -> None:
        """End the cluster and copy its data, for others to begin with."""
        self.stop()
        self._copy(self.folder / "data", to)

    def stop(self) -> None:
        """End the cluster; its data stay."""
        self.process.stop()

    def crash(self) -> None:
        """End the cluster at once (an immediate shutdown): the next start has to recover."""
        self.process.end_by(signal.SIGQUIT)

    def freeze(self) -> None:
        """Let every process of the cluster stand still: connections stay, and nobody answers."""
        self.process.signal_family(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let them go on."""
        self.process.signal_family(signal.SIGCONT)

    def remove(self) -> None:
        """End the cluster and delete its data."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str) -> str:
        """The address of a database, as ``DATABASE_URL`` takes it."""
        return f"postgres://postgres@127.0.0.1:{self.port}/{database}"

    def create_database(self, name: str, *, template: str = "template0") -> str:
        """Create a database as a copy of ``template``; return its address.

        Copied by file: the numbers of a sequence that was copied by the log are given out again
        after a crash, until the next checkpoint.
        """
        command = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(command.format(sql.Identifier(name), sql.Identifier(template)))
        return self.url(name)

    @contextmanager
    def database_in(self, folder: Path, *, template: str) -> Iterator[str]:
        """A copy of ``template`` whose tables lie in ``folder``; yields its address."""
        if self.prefix:
            shutil.chown(folder, "postgres", "postgres")
        name = sql.Identifier(f"in_{folder.name}")
        place = sql.Literal(str(folder))
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            for command in (
                sql.SQL("CREATE TABLESPACE {name} LOCATION {place}"),
                sql.SQL(
                    "CREATE DATABASE {name} TEMPLATE {template} "
                    "TABLESPACE {name} STRATEGY file_copy"
                ),
            ):
                copied = sql.Identifier(template)
                connection.execute(command.format(name=name, place=place, template=copied))
            try:
                yield self.url(f"in_{folder.name}")
            finally:
                connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))
                connection.execute(sql.SQL("DROP TABLESPACE {}").format(name))
