"""What happens again and again is said in the log once, and then how often, once a minute."""

import asyncio
from collections.abc import Hashable
from typing import Any

import structlog

log = structlog.get_logger(__name__)

#: Seconds between two lines about the same.
APART = 60.0


class Repeats:
    """Warnings of one event loop. What is ``about`` the same is counted, not said again.

    There must be few things that lines are about: each is remembered while it goes on.
    """

    def __init__(self, *, apart: float = APART) -> None:
        self._apart = apart
        self._again: dict[tuple[str, Hashable], int] = {}
        self._due: dict[tuple[str, Hashable], tuple[asyncio.TimerHandle, dict[str, Any]]] = {}

    def warn(self, event: str, *, about: Hashable, **facts: Any) -> None:
        """Say it with its facts, or count it where that was said less than a minute ago."""
        key = (event, about)
        if key in self._due:
            self._again[key] += 1
            return
        log.warning(event, **facts)
        self._wait(key, facts)

    def stop(self) -> None:
        """Say what was counted, and wait for no more."""
        for key, (timer, facts) in self._due.items():
            timer.cancel()
            self._say(key, facts)
        self._due.clear()

    def _wait(self, key: tuple[str, Hashable], facts: dict[str, Any]) -> None:
        self._again[key] = 0
        timer = asyncio.get_running_loop().call_later(self._apart, self._look, key)
        self._due[key] = (timer, facts)

    def _look(self, key: tuple[str, Hashable]) -> None:
        _, facts = self._due.pop(key)
        if self._say(key, facts):
            self._wait(key, facts)

    def _say(self, key: tuple[str, Hashable], facts: dict[str, Any]) -> bool:
        """Say how often it came again; whether it did."""
        again = self._again.pop(key)
        if again:
            log.warning(key[0], again=again, within_seconds=round(self._apart), **facts)
        return again > 0
