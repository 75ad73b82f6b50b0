"""Hints between processes: something changed, look for yourself.

A hint carries ids and numbers, never content. Any of them may be lost: every process
compares its numbers with the database at each beat. Each hint also says that its process is
there, what ails it and how many wait there, and comes back to its sender: whoever does not
hear itself is deaf.
"""

import asyncio
import hashlib
import math
import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import structlog
from channels.layers import get_channel_layer
from django.conf import settings

from live.neighbours import DRAINING

log = structlog.get_logger(__name__)

GROUP = "hub"
#: Seconds between two hints of one process, so that a burst of votes is one hint.
SPACING = 0.05
#: Redis may take so long; then the hint is dropped.
PATIENCE = 2.0
RETRY = 1.0
#: With Redis, a process says at least so often (in seconds) that it is there.
PRESENT = 1.0


@dataclass(slots=True)
class Hint:
    """Sessions and conferences that changed, and digests of the delegates whose ballots did.

    ``pleas`` are digests of who asked for more time, by round.
    ``anywhere``: something else may have changed too, and the numbers will say what.
    """

    sessions: set[str] = field(default_factory=set)
    conferences: set[str] = field(default_factory=set)
    delegates: set[int] = field(default_factory=set)
    pleas: dict[str, set[int]] = field(default_factory=dict)
    anywhere: bool = False


class Hints:
    """Tells the other processes, and listens to them. Without Redis there are none."""

    def __init__(self, on_hint: Callable[[Hint], None]) -> None:
        self._on_hint = on_hint
        #: Called with a process's id and what ails it, at each hint of another.
        self.on_neighbour: Callable[[str, frozenset[str]], None] = lambda origin, ailments: None
        self.ailments: frozenset[str] = frozenset()
        #: Called with a process's id and who waits there, at each hint of another.
        self.on_waiting: Callable[[str, Mapping[str, int]], None] = lambda origin, counts: None
        #: How many delegates wait here for a session, by conference.
        self.waiting: Mapping[str, int] = {}
        #: Called with a process's id and its projectors, at each hint of another.
        self.on_projectors: Callable[[str, list[dict[str, Any]]], None] = lambda origin, told: None
        #: The projectors that are connected here.
        self.projectors: list[dict[str, Any]] = []
        #: When this process last heard itself, and when it last could not speak.
        self.heard_at = time.monotonic()
        self.failed_at = -math.inf
        self._origin = secrets.token_hex(8)
        self._house = _house()
        self._pending = Hint()
        self._news = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin to tell and to listen; Redis may come later."""
        self._news.set()
        self._tasks = [asyncio.create_task(self._tell()), asyncio.create_task(self._listen())]

    async def stop(self) -> None:
        """Stop both."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def tell(
        self,
        *,
        sessions: Iterable[str] = (),
        conferences: Iterable[str] = (),
        delegates: Iterable[int] = (),
    ) -> None:
        """Let the other processes know, soon and together with what else comes up."""
        self._pending.sessions.update(sessions)
        self._pending.conferences.update(conferences)
        self._pending.delegates.update(delegates)
        self._news.set()

    def tell_pleas(self, round_id: str, names: Iterable[int]) -> None:
        """Let the other processes know who asked for more time, soon."""
        self._pending.pleas.setdefault(round_id, set()).update(names)
        self._news.set()

    def tell_all(self) -> None:
        """Let the other processes compare all their numbers, soon."""
        self._pending.anywhere = True
        self._news.set()

    def ail(self, ailments: frozenset[str]) -> None:
        """Let the other processes know what ails this one from now on."""
        if ailments != self.ailments:
            self.ailments = ailments
            self._news.set()

    def wait(self, waiting: Mapping[str, int]) -> None:
        """Let the other processes know how many delegates wait here, by conference."""
        if waiting != self.waiting:
            self.waiting = waiting
            self._news.set()

    def project(self, projectors: list[dict[str, Any]]) -> None:
        """Let the other processes know which projectors are connected here."""
        if projectors != self.projectors:
            self.projectors = projectors
            self._news.set()

    async def leave(self) -> None:
        """Let the other processes know at once that this one ends, if Redis answers."""
        self.ailments = frozenset({DRAINING})
        self.waiting, self.projectors = {}, []
        if settings.REDIS_URL:
            await self._send(Hint())

    async def _tell(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(PRESENT if settings.REDIS_URL else None):
                    await self._news.wait()
            self._news.clear()
            hint, self._pending = self._pending, Hint()
            await self._send(hint)
            await asyncio.sleep(SPACING)

    async def _send(self, hint: Hint) -> None:
        message = {
            "type": "hint",
            "origin": self._origin,
            "sessions": list(hint.sessions),
            "conferences": list(hint.conferences),
            "delegates": list(hint.delegates),
            "pleas": {round_id: list(names) for round_id, names in hint.pleas.items()},
            "anywhere": hint.anywhere,
            "house": self._house,
            "ailments": list(self.ailments),
            "waiting": dict(self.waiting),
            "projectors": self.projectors,
        }
        try:
            # Not wait_for: before Python 3.12 it may swallow being cancelled, and never end.
            async with asyncio.timeout(PATIENCE):
                await get_channel_layer().group_send(GROUP, message)
        except Exception as error:  # noqa: BLE001 -- whatever ails Redis, votes go on
            if self.failed_at < self.heard_at:
                log.warning("hint not sent", error=type(error).__name__)
            self.failed_at = time.monotonic()

    async def _listen(self) -> None:
        layer = get_channel_layer()
        while True:
            try:
                channel = await layer.new_channel()
                await layer.group_add(GROUP, channel)
                while True:
                    self._take(await layer.receive(channel))
            except Exception as error:  # noqa: BLE001 -- as above
                log.warning("not listening to hints", error=type(error).__name__)
            await asyncio.sleep(RETRY)

    def _take(self, message: dict[str, Any]) -> None:
        if message["origin"] == self._origin:
            self.heard_at = time.monotonic()
            return
        # The version before says nothing of its house, and nothing at regular times either.
        if message.get("house") == self._house:
            self.on_neighbour(message["origin"], frozenset(message["ailments"]))
            self.on_waiting(message["origin"], message.get("waiting", {}))
            self.on_projectors(message["origin"], message.get("projectors", []))
        self._on_hint(
            Hint(
                sessions=set(message["sessions"]),
                conferences=set(message["conferences"]),
                delegates=set(message["delegates"]),
                # A process of the version before says nothing of these.
                pleas={of: set(names) for of, names in message.get("pleas", {}).items()},
                anywhere=message.get("anywhere", False),
            )
        )


def _house() -> str:
    """What the processes of one installation have in common; a Redis may serve several."""
    name = str(settings.DATABASES["default"]["NAME"]).encode()
    key = hashlib.sha256(settings.SECRET_KEY.encode()).digest()
    return hashlib.blake2b(name, key=key, digest_size=8).hexdigest()
