"""Parting with sockets whose person may no longer be there.

Commands ask anew who gives them; here it is asked for those who only listen. The rights may
be taken in any process, at the command line or in the database itself, so each process asks
the database again every two seconds, and no hint is needed.
"""

import asyncio
from collections.abc import Iterable

import structlog

from live.hub import Hub
from live.listeners import Watcher
from live.outbox import post_close
from live.protocol import closing
from live.reading import Desk
from polls.errors import Unavailable
from polls.models import Conference

log = structlog.get_logger(__name__)

#: Seconds between two looks: who lost a right is gone within five, on a busy machine too.
INTERVAL = 2.0


class Revocation:
    """Asks for the chairs, and the projectors of restricted conferences, of one process."""

    def __init__(self, hub: Hub, desk: Desk) -> None:
        self._hub = hub
        self._desk = desk
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin."""
        self._task = asyncio.create_task(self._look_again())

    async def stop(self) -> None:
        """End."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _look_again(self) -> None:
        while True:
            await asyncio.sleep(INTERVAL)
            try:
                await self.look()
            except Unavailable:
                continue  # What cannot be asked cannot be steered either.
            except Exception:
                # Without this work nobody would ever be parted with.
                log.exception("looking for revoked rights failed")

    async def look(self) -> None:
        """Part with whoever lost a right, here and now; raises ``Unavailable``."""
        watchers = [
            (who, who.room.conference_id)
            for who in self._hub.sockets()
            if isinstance(who, Watcher) and who.room
        ]
        if watchers:
            for who in await self._desk.read(read_unwelcome, watchers):
                self._part_with(who)

    def _part_with(self, who: Watcher) -> None:
        post_close(who.send, closing.NO_TOKEN)
        for venue in self._hub.directory.venues():
            if who.room and who.room.conference_id == venue.now.id:
                self._hub.leave(venue, who)


def read_unwelcome(watchers: Iterable[tuple[Watcher, str]]) -> list[Watcher]:
    """Those of the watchers, each with its conference's id, who may no longer be there."""
    ids = {conference_id for _, conference_id in watchers}
    restricted = Conference.objects.filter(pk__in=ids, stage_is_public=False)
    closed = {str(pk) for pk in restricted.values_list("pk", flat=True)}
    return [
        who
        for who, conference_id in watchers
        if (who.chair or conference_id in closed) and not who.may_stay()
    ]
