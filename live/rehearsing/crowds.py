"""The crowds that a server lets loose when a chair asks: each a process of its own.

Votes go through real sockets, and what simulates a hundred phones must not slow down the
process that serves them. A crowd ends with its rehearsal, with the process that owns it (it
reads the end of its standard input, whatever that died of), and when that is stopped.
"""

import asyncio
import subprocess
import sys

import structlog
from django.conf import settings

from live import addresses
from polls.errors import WrongPhase

log = structlog.get_logger(__name__)

#: Seconds that a crowd may take to leave before it is ended.
LEAVE_SECONDS = 3.0


class Crowds:
    """The crowds of one server process, one a session at most."""

    def __init__(self) -> None:
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._leaving: list[subprocess.Popen[bytes]] = []

    def start(self, session_id: str, *, delegates: int, seed: int) -> None:
        """Let a crowd come to a session, in place of the one that is there.

        Raises ``WrongPhase`` where this machine starts none.
        """
        self.end(session_id)
        try:
            self._running[session_id] = _start(session_id, delegates, seed)
        except OSError as error:
            log.exception("crowd not started", session=session_id)
            raise WrongPhase(
                f"The simulated delegates could not be started ({error.strerror}). The session "
                "is in rehearsal: try again, or rehearse with phones alone."
            ) from None
        log.info("crowd started", session=session_id, delegates=delegates)

    def end(self, session_id: str) -> None:
        """Let a session's crowd leave, without waiting for it."""
        if session_id in self._running:
            _close_input(self._running[session_id])
            self._leaving.append(self._running.pop(session_id))
        # Those that have left are asked for their exit code, or they would stay as zombies.
        self._leaving = [crowd for crowd in self._leaving if crowd.poll() is None]

    async def stop(self) -> None:
        """Let every crowd leave; end those that do not."""
        for session_id in [*self._running]:
            self.end(session_id)
        await asyncio.gather(*(asyncio.to_thread(_wait, crowd) for crowd in self._leaving))


def _start(session_id: str, delegates: int, seed: int) -> "subprocess.Popen[bytes]":
    """Start a crowd; on a terminal, Ctrl-C is for the server alone. Raises ``OSError``."""
    return subprocess.Popen(  # noqa: S603 -- our own command, no shell
        [
            *(sys.executable, str(settings.BASE_DIR / "manage.py"), "rehearse"),
            *("--session", session_id, "--delegates", str(delegates), "--seed", str(seed)),
            *("--url", addresses.own_url(), "--owned"),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )


def _close_input(crowd: "subprocess.Popen[bytes]") -> None:
    """Let a crowd read the end of its input: it leaves."""
    assert crowd.stdin is not None  # noqa: S101 -- for the type checker; it is a pipe
    crowd.stdin.close()


def _wait(crowd: "subprocess.Popen[bytes]") -> None:
    try:
        crowd.wait(LEAVE_SECONDS)
    except subprocess.TimeoutExpired:
        crowd.kill()
        crowd.wait()
