"""Base stations with keypads, each with a bridge in a process of its own, that may be killed."""

import asyncio
import json
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

import psutil

from live.keypads.simulator import CsvBase, Pressed, TcpBase, line_of, row_of
from tests.servers.product import ROOT


class Base:
    """A simulated base station and its bridge; ``pressed`` are the moments of all presses.

    The one that is to be killed writes a file, as suppliers' software does: what comes out of a
    socket while nobody listens, no bridge has ever heard.
    """

    def __init__(
        self, folder: Path, token: str, server: str, serials: Sequence[str], *, file: bool
    ) -> None:
        folder.mkdir()
        self.serials = serials
        self.source = CsvBase(folder / "results.csv") if file else TcpBase()
        self._frame = row_of if file else line_of
        self._numbers: Counter[str] = Counter()
        self._log = folder / "bridge.log"
        self._spool = folder / "keypads.spool"
        (folder / "base.token").write_text(token)
        self._command = [sys.executable, "-m", "live.keypads.bridge", "--log"]
        self._command += ["--server", server, "--token-file", str(folder / "base.token")]
        self._command += ["--input", self.source.url, "--spool", str(self._spool)]
        self._command += ["--profile", "reply-csv" if file else "line"]
        self._process: subprocess.Popen[bytes] | None = None
        self.pressed: list[float] = []

    def start(self) -> None:
        """Start the bridge; what it says goes on in one log."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(self._command, stdout=log, stderr=log, cwd=ROOT)

    def kill(self) -> None:
        """End the bridge at once (SIGKILL)."""
        assert self._process
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        """End the bridge as Ctrl-C does, and pull the plug."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(timeout=20)
        self.source.close()

    def press(self, keypad: str, key: str) -> int:
        """Press a key; return how many times the keypad was pressed."""
        self._numbers[keypad] += 1
        self.pressed.append(perf_counter())
        self.source.write(self._frame(Pressed(keypad, key, self._numbers[keypad], 80)))
        return self._numbers[keypad]

    def events(self) -> list[dict[str, Any]]:
        """What the bridge has said."""
        return [json.loads(line) for line in self._log.read_text().splitlines()]

    def takes_votes(self, number: int) -> bool:
        """Whether the bridge hears the base station, and has heard of so many open votes."""
        told = Counter(event["event"] for event in self.events())
        linked = not isinstance(self.source, TcpBase) or self.source.wait(0)
        return bool(linked and told["base reached"]) and told["vote open"] >= number

    def refused(self) -> Counter[str]:
        """The refusals that the bridge heard."""
        told: Counter[str] = Counter()
        for event in self.events():
            told.update(event.get("refused", {}))
        return told

    def waiting(self) -> int:
        """Presses that lie in the spool of a bridge that has ended."""
        with sqlite3.connect(self._spool) as spool:
            return int(spool.execute("SELECT count(*) FROM presses").fetchone()[0])

    def use(self) -> tuple[float, float]:
        """Seconds of processor time that the bridge has used, and its memory in MB (RSS)."""
        assert self._process
        process = psutil.Process(self._process.pid)
        times = process.cpu_times()
        return times.user + times.system, process.memory_info().rss / 1e6


async def press_in_time(turns: Iterable[tuple[Base, str, str]], seconds: float, press: Any) -> None:
    """Spread presses over some seconds; ``press`` is called with each."""
    presses = list(turns)
    began = perf_counter()
    for place, turn in enumerate(presses):
        due = began + seconds * place / len(presses)
        if (early := due - perf_counter()) > 0:
            await asyncio.sleep(early)
        press(*turn)
