"""Which projectors are connected, each with a number by which people tell them apart.

A projector keeps its number and asks for it again, so that a server that comes back knows them by
the same ones. Nothing is stored here: each process numbers its own, and tells the others.
"""

import asyncio
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import structlog

from live.hub import Hub
from live.listeners import Watcher
from live.neighbours import SILENT
from live.outbox import post_text
from live.protocol import answers
from live.protocol.encoding import encode
from polls.looks import MOST_PROJECTORS

log = structlog.get_logger(__name__)

#: Seconds between two counts of who is there.
COUNT = 0.5


@dataclass(frozen=True, slots=True)
class Projector:
    """A connected projector: ``key`` is of its page alone, ``theme`` what was chosen there."""

    conference: str
    session: str | None
    key: str
    number: int
    theme: str | None


class Projectors:
    """The projectors of one process, told to the others, and all of them to chairs."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        #: Of each other process: when it was last heard, and its projectors.
        self._elsewhere: dict[str, tuple[float, list[Projector]]] = {}
        self._task: asyncio.Task[None] | None = None
        hub.hints.on_projectors = self._hear

    def start(self) -> None:
        """Begin to look who is there."""
        self._task = asyncio.create_task(self._keep_counting())

    async def stop(self) -> None:
        """End."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def introduce(self, watcher: Watcher, *, key: str, wish: int | None, theme: str | None) -> None:
        """A projector says who it is; answer with its number, the one it had if that is free."""
        watcher.key, watcher.theme = key, theme
        self._number(watcher, wish)
        self.count(time.monotonic())

    def count(self, now: float) -> None:
        """Look who is here, and tell what is news; ``now`` are monotonic seconds."""
        self._hub.hints.project([asdict(projector) for projector in self._here()])
        self._elsewhere = {
            origin: heard for origin, heard in self._elsewhere.items() if now - heard[0] <= SILENT
        }
        self._show()

    def _number(self, watcher: Watcher, wish: int | None) -> None:
        """Give a projector a number of its own: its wish, or else the lowest that is free."""
        if watcher.room is None:
            return
        conference = watcher.room.conference_id
        taken = {
            other.number
            for other in self._everywhere()
            if other.conference == conference and other.key != watcher.key
        }
        free = [number for number in range(1, MOST_PROJECTORS + 1) if number not in taken]
        watcher.number = wish if wish in free else next(iter(free), None)
        post_text(watcher.send, encode(answers.numbered(watcher.number)))

    def _hear(self, origin: str, told: Iterable[Mapping[str, Any]]) -> None:
        """Another process said which projectors it has.

        Where two were given the same number at the same moment, the one with the lesser key
        keeps it.
        """
        before = self._elsewhere.get(origin, (0.0, []))[1]
        there = [
            Projector(*(each[name] for name in ("conference", "session", "key", "number", "theme")))
            for each in told
        ]
        self._elsewhere[origin] = (time.monotonic(), there)
        if there == before:
            return
        theirs = {(other.conference, other.number): other.key for other in there}
        for watcher in self._watchers():
            room = watcher.room
            key = theirs.get((room.conference_id, watcher.number or 0)) if room else None
            if key is not None and key < watcher.key:
                self._number(watcher, None)
        self.count(time.monotonic())

    def _watchers(self) -> list[Watcher]:
        """The projectors of this process that have said who they are."""
        return [
            who
            for who in self._hub.sockets()
            if isinstance(who, Watcher) and who.room and who.key and who.number
        ]

    def _here(self) -> list[Projector]:
        return [
            Projector(who.room.conference_id, who.room.session_id, who.key, who.number, who.theme)
            for who in self._watchers()
            if who.room and who.number
        ]

    def _everywhere(self) -> list[Projector]:
        others = [projector for _, told in self._elsewhere.values() for projector in told]
        return [*self._here(), *others]

    def _show(self) -> None:
        """Tell the chairs of each session which projectors show it."""
        everywhere = self._everywhere()
        for room in self._hub.floor.rooms():
            if room.session_id:
                there = {p.number: p.theme for p in everywhere if p.session == room.session_id}
                room.show_projectors(there)

    async def _keep_counting(self) -> None:
        while True:
            await asyncio.sleep(COUNT)
            try:
                self.count(time.monotonic())
            except Exception:
                log.exception("counting projectors failed")
