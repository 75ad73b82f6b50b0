"""A Redis of the tests' own, which keeps nothing."""

import shutil
import signal
import tempfile
from pathlib import Path

from redis import Redis as Client

from tests.servers.processes import Process, answers, find_program, free_port


class Redis:
    """A Redis on a free port of the loopback interface; it can be stopped and started again."""

    def __init__(self) -> None:
        program = find_program("redis-server")
        self.folder = Path(tempfile.mkdtemp(prefix="show-of-hands-redis-"))
        self.port = free_port()
        self.process = Process(
            [
                program,
                *("--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder)),
                *("--save", "", "--appendonly", "no"),
            ],
            log=self.folder / "log",
            ready=lambda: answers(self.port),
        )

    @property
    def url(self) -> str:
        """The address, as ``REDIS_URL`` takes it."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start; every start is an empty Redis."""
        self.process.start()

    def clients(self) -> set[int]:
        """The ids of the connections from outside; one that was renewed has a new id."""
        with Client.from_url(self.url) as asking:
            mine = asking.client_id()
            return {int(one["id"]) for one in asking.client_list()} - {mine}

    def kill(self) -> None:
        """End at once."""
        self.process.kill()

    def freeze(self) -> None:
        """Let it stand still: connections stay, and nobody answers."""
        self.process.signal_family(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self.process.signal_family(signal.SIGCONT)

    def remove(self) -> None:
        """End, and delete what is left."""
        self.process.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
