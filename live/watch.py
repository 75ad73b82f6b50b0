"""Looking out for trouble, twice a second, and telling chairs and the other processes of it.

Nothing here waits for the database on its way to a chair.
"""

import asyncio
import math
import time
from contextlib import suppress
from datetime import UTC, datetime

import structlog
from django.conf import settings

from live import metrics
from live.hub import Hub
from live.listeners import Watcher
from live.neighbours import DRAINING, SILENT, Neighbours
from live.outbox import post_text
from live.protocol.encoding import encode
from live.reading import Desk
from live.signs import Work
from live.trouble import NOW, STOPPING, Servers, Trouble
from polls.errors import Unavailable
from polls.models import Conference

log = structlog.get_logger(__name__)

#: Seconds between two looks, and between two small questions to the database.
LOOK = 0.5
ASK = 1.0
#: A small question that takes so many seconds is not being answered.
STUCK = 2.0
#: A failure of which nothing more was heard for so long says nothing any more.
STALE = 3.0
#: Votes that wait longer than this wait long.
SLOW = 1.0
#: Votes that waited through another trouble are in the figures for so long.
AFTERMATH = 12.0
#: A group of votes that takes so long is not waited for any more.
HUNG = 8.0
#: Chairs hear how long votes wait at most so often; while nothing can be written, it is tried.
TELL = 2.0


class Watch:
    """The look-out of one process. ``desk`` is that at which commands are written."""

    def __init__(self, hub: Hub, desk: Desk) -> None:
        self._hub = hub
        self._desk = desk
        self._trouble = Trouble()
        self._neighbours = Neighbours()
        hub.hints.on_neighbour = self._hear
        self._draining = False
        self._stopping_at = -math.inf
        self._told_at = 0.0
        self._tried_at = 0.0
        self._standing = self._trouble.message(None)
        #: What a chair is told, as the text of a frame.
        self.text = encode(self._standing)
        self._tasks: list[asyncio.Task[None]] = []
        self._count()

    def start(self) -> None:
        """Begin."""
        self._tasks = [asyncio.create_task(self._ask()), asyncio.create_task(self._keep_looking())]

    async def drain(self) -> None:
        """Tell everybody that this process ends."""
        self._draining = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.look(time.monotonic())
        self.look(time.monotonic())
        await self._hub.hints.leave()

    def _hear(self, origin: str, ailments: frozenset[str]) -> None:
        self._neighbours.hear(origin, ailments, time.monotonic())

    async def _ask(self) -> None:
        """Ask the reader for next to nothing, so that its work shows how the database does."""
        while True:
            with suppress(Unavailable):
                await self._hub.desk.read(Conference.objects.exists)
            await asyncio.sleep(ASK)

    async def _keep_looking(self) -> None:
        while True:
            await asyncio.sleep(LOOK)
            try:
                self.look(time.monotonic())
            except Exception:
                # Blindness would be the one trouble that nobody sees.
                log.exception("looking failed")

    def look(self, now: float) -> None:
        """Take in the signs of this moment and tell what is news."""
        signs = self._signs(now)
        neighbours = self._neighbours
        self._trouble.look(
            signs,
            at=datetime.now(UTC),
            refused=self._hub.box.unavailable,
            servers=Servers(neighbours.present, neighbours.expected),
        )
        self._act(signs, now)
        self._hub.hints.ail(self._trouble.whats & STOPPING)
        self._tell(now)

    def _signs(self, now: float) -> dict[str, int]:
        """The kinds of trouble that show at this moment, each with the number of servers in it."""
        box, hints = self._hub.box, self._hub.hints
        signs: dict[str, int] = {}
        if stopping := self._stopping(now):
            signs[stopping] = 1
            self._stopping_at = now
        elif now - self._stopping_at > AFTERMATH and (
            (self._wait(now) or 0.0) > SLOW or now - box.full_at < STALE
        ):
            signs["slow"] = 1
        deaf = bool(settings.REDIS_URL) and (
            hints.failed_at > hints.heard_at or now - hints.heard_at > SILENT
        )
        if deaf:
            signs["redis"] = 1
        if self._draining:
            signs[DRAINING] = 1
        self._neighbours.look(now, deaf=deaf)
        return signs | self._neighbours.signs(self._hub.hints.ailments)

    def _stopping(self, now: float) -> str | None:
        """What keeps votes from being stored."""
        box, reader, desk = self._hub.box.work, self._hub.desk.work, self._desk.work
        if reader.fails or reader.lasts(now) > STUCK:
            return "database"
        # Of whichever thread: to have read something proves nothing of writing.
        if max(box.unwritten_at, desk.unwritten_at) > max(box.wrote_at, desk.wrote_at):
            return "disk"
        if _fails_lately(box, now) or _fails_lately(desk, now):
            return "database"
        return None

    def _wait(self, now: float) -> float | None:
        """How long votes wait: 95 of 100 of the last seconds, or those under way, if longer."""
        box = self._hub.box
        p95 = box.waits.p95(now)
        under_way = box.work.lasts(now) if box.waiting else 0.0
        if p95 is None:
            return under_way if under_way > SLOW else None
        return max(p95, under_way)

    def _act(self, signs: dict[str, int], now: float) -> None:
        """Keep phones from waiting in silence, and find out whether writing works again."""
        if self._hub.box.work.lasts(now) > HUNG:
            self._hub.box.give_up()
        if "disk" in signs and now - self._tried_at >= TELL:
            self._tried_at = now
            self._hub.renew_presence()

    def _count(self) -> None:
        """Let operators see what chairs are told."""
        for what in NOW:
            metrics.trouble.labels(what).set(what in self._trouble.whats)

    def _tell(self, now: float) -> None:
        """Tell the chairs here what is news; a mere figure no oftener than every ``TELL``."""
        message = self._trouble.message(self._wait(now))
        if message == self._standing:
            return
        figure = {"wait_p95_ms": self._standing["wait_p95_ms"]}
        if message | figure == self._standing and now - self._told_at < TELL:
            return
        self._standing, self._told_at = message, now
        self.text = encode(message)
        self._count()
        for who in self._hub.sockets():
            if isinstance(who, Watcher) and who.chair:
                post_text(who.send, self.text)


def _fails_lately(work: Work, now: float) -> bool:
    """Whether a thread's work fails, and not merely failed once before it fell idle.

    What a disk refused is no sign of a database that is away.
    """
    if work.failed_at == work.unwritten_at:
        return False
    return work.fails and (work.began_at is not None or now - work.failed_at < STALE)
