"""What a server and the load client use between two moments."""

import time
from dataclasses import dataclass

import psutil


@dataclass(frozen=True, slots=True)
class Use:
    """Seconds of the clock, and seconds of processor time of the server and of the client."""

    seconds: float
    server: float
    client: float

    @property
    def client_share(self) -> float:
        """How much of its core the client used; near 1 it was the bottleneck."""
        return self.client / self.seconds if self.seconds else 0.0

    @property
    def server_share(self) -> float:
        """How much of its core the server used."""
        return self.server / self.seconds if self.seconds else 0.0


class Meter:
    """Reads a server process; this process is the client."""

    def __init__(self, pid: int) -> None:
        self.process = psutil.Process(pid)
        self.start()

    def start(self) -> None:
        """Count from now on."""
        self._began = (time.perf_counter(), self._server_time(), time.process_time())

    def read(self) -> Use:
        """The use since ``start``."""
        now = (time.perf_counter(), self._server_time(), time.process_time())
        return Use(*(after - before for before, after in zip(self._began, now, strict=True)))

    def memory(self) -> int:
        """Bytes that would be free if the server ended (USS)."""
        return self.process.memory_full_info().uss

    def _server_time(self) -> float:
        times = self.process.cpu_times()
        return times.user + times.system
