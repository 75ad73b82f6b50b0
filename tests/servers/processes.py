"""Starting processes for a test, and ending them by their id."""

import contextlib
import os
import random
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path


class NotInstalled(Exception):
    """A program that the test needs is not on this machine; the text names it."""


class NotStarted(Exception):
    """A process ended, or did not answer in time; the text holds the end of its log."""


def find_program(name: str, *folders: str) -> str:
    """Return the path of a program on ``PATH`` or in ``folders``; raise ``NotInstalled``."""
    found = shutil.which(name) or shutil.which(name, path=":".join(folders))
    if found is None:
        raise NotInstalled(f"{name} is not installed")
    return found


#: Below those that the system gives to whoever connects, perhaps before a server has its own.
PORTS = range(20_000, 32_000)


def free_port() -> int:
    """Return a TCP port of the loopback interface on which nobody listens now.

    No other call, in whatever process of a test run, returns it while this process lives: a
    server takes seconds to start, and leaves its port for a moment when it is started again.
    """
    while True:
        port = random.choice(PORTS)
        with contextlib.suppress(OSError), socket.socket() as listener:
            listener.bind(("127.0.0.1", port))
            reserve(port)
            return port


def reserve(port: int) -> None:
    """Keep a TCP port by holding the UDP port of the same number, which no server here uses.

    The system gives it back when this process ends, however it ends. Raises ``OSError`` if
    somebody else holds it.
    """
    with socket.socket(type=socket.SOCK_DGRAM) as holder:
        holder.bind(("127.0.0.1", port))
        holder.detach()


def answers(port: int) -> bool:
    """Whether somebody listens on a port of the loopback interface."""
    with socket.socket() as client:
        client.settimeout(1)
        return client.connect_ex(("127.0.0.1", port)) == 0


class Process:
    """One child process whose output goes to a file.

    ``ready`` is asked until it says yes; ``stop_signal`` asks the program to end.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        log: Path,
        ready: Callable[[], bool],
        environment: Mapping[str, str] | None = None,
        stop_signal: int = signal.SIGTERM,
    ) -> None:
        self.command = list(command)
        self.log = log
        self.ready = ready
        self.environment = environment
        self.stop_signal = stop_signal
        self.child: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process id; the process must have been started."""
        assert self.child is not None
        return self.child.pid

    @property
    def running(self) -> bool:
        """Whether the process was started and has not ended."""
        return self.child is not None and self.child.poll() is None

    def start(self, *, timeout: float = 30) -> None:
        """Start, and return once ``ready`` says so; raise ``NotStarted``."""
        with self.log.open("ab") as output:
            self.child = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=None if self.environment is None else dict(self.environment),
                start_new_session=True,
            )
        deadline = time.monotonic() + timeout
        while not self.ready():
            if self._ended_within(0.05) or time.monotonic() > deadline:
                self.kill()
                raise NotStarted(f"{self.command}:\n{self.log.read_text()[-4000:]}")

    def _ended_within(self, seconds: float) -> bool:
        assert self.child is not None
        try:
            self.child.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def stop(self, *, timeout: float = 20) -> int:
        """Ask the process to end and return its exit code; kill it if it does not."""
        return self.end_by(self.stop_signal, timeout=timeout)

    def end_by(self, number: int, *, timeout: float = 20) -> int:
        """End the process by a signal and return its exit code; kill it if that does not."""
        if self.child is None:
            return 0
        if self.running:
            self.child.send_signal(number)
            if not self._ended_within(timeout):
                self.kill()
        return self.child.returncode

    def signal_family(self, number: int) -> None:
        """Send a signal to the process and to its children, which may have groups of their own."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        for pid in (self.pid, *map(int, children)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    def kill(self) -> None:
        """End the process at once, as a power cut would."""
        if self.running:
            assert self.child is not None
            self.child.kill()
            self.child.wait()
