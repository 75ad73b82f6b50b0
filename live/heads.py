"""Counting heads: how many phones wait for a session, and how many are present in one.

Who joined a session and who is present there stands in the database. Whoever waits is in no
session, and so in no row: each process counts its own and tells the others the number.
"""

import asyncio
import time
from collections.abc import Mapping

import structlog

from live.hub import Hub
from live.neighbours import SILENT
from polls.errors import Unavailable
from polls.held_presses import read_undecided
from polls.received import read_received
from polls.stations import Doubts, read_doubts
from polls.turnout import count_present_in

log = structlog.get_logger(__name__)

#: Seconds between two counts.
COUNT = 0.5
#: Seconds between two looks for base stations of keypads that have fallen silent.
LISTEN = 5.0


class Heads:
    """The counting of one process, told to projectors and chairs as soon as it is news."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        #: Of each other process: when it was last heard, and who waits there by conference.
        self._elsewhere: dict[str, tuple[float, Mapping[str, int]]] = {}
        self._task: asyncio.Task[None] | None = None
        self._listened = 0.0
        #: The states of the rooms with a console at the last look.
        self._steps: list[tuple[str | None, int]] = []
        hub.hints.on_waiting = self._hear

    def start(self) -> None:
        """Begin."""
        self._task = asyncio.create_task(self._keep_counting())

    async def stop(self) -> None:
        """End."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def count_waiting(self, now: float) -> None:
        """Count who waits here, and tell what is news; ``now`` are monotonic seconds."""
        counts = {venue.now.id: venue.count_waiting() for venue in self._hub.directory.venues()}
        self._hub.hints.wait({name: count for name, count in counts.items() if count})
        self._elsewhere = {
            origin: heard for origin, heard in self._elsewhere.items() if now - heard[0] <= SILENT
        }
        self._show()

    async def look_who_is_present(self) -> None:
        """Have sessions read again whose numbers have changed; raises ``Unavailable``.

        A phone that comes back, and one that stays away, raise no number of their session.
        """
        watched = {room.session_id: room for room in self._hub.floor.rooms() if room.watchers}
        here = {name: room.now.present for name, room in watched.items() if name and room.now}
        if not here:
            return
        present = await self._hub.desk.read(count_present_in, list(here))
        self._hub.floor.wake(name for name, seen in here.items() if seen != present[name])

    async def look_whose_keypad_was_received(self) -> None:
        """Tell projectors that show it whose keypad was received; raises ``Unavailable``."""
        for room in self._hub.floor.rooms():
            round_id = room.now.tiled if room.now else None
            watched = any(not watcher.chair for watcher in room.watchers)
            if round_id is None or not watched or room.keypads_at == (round_id, room.tally_seq):
                continue
            tally_seq = room.tally_seq
            received = await self._hub.desk.read(read_received, room.conference_id, round_id)
            room.show_keypads(received, tally_seq)

    async def look_who_is_away(self) -> None:
        """Tell consoles what base stations do not hear, or hold; raises ``Unavailable``."""
        rooms = [r for r in self._hub.floor.rooms() if any(watcher.chair for watcher in r.watchers)]
        if not rooms:
            return
        conferences = list({room.conference_id for room in rooms})
        doubts = await self._hub.desk.read(read_doubts, conferences)
        holding = [conference for conference, each in doubts.items() if each.held]
        undecided = await self._hub.desk.read(read_undecided, holding) if holding else {}
        for room in rooms:
            of = room.conference_id
            room.show_doubts(doubts.get(of, Doubts([], 0)), undecided.get(of, []))

    async def _keep_counting(self) -> None:
        while True:
            await asyncio.sleep(COUNT)
            try:
                self.count_waiting(time.monotonic())
                await self.look_who_is_present()
                await self.look_whose_keypad_was_received()
                if self._must_listen(time.monotonic()):
                    await self.look_who_is_away()
            except Unavailable:
                continue
            except Exception:
                log.exception("counting failed")

    def _must_listen(self, now: float) -> bool:
        """Now and then, and after a step: it may have decided on presses that are held."""
        steps = [(room.session_id, room.seq) for room in self._hub.floor.rooms() if room.watchers]
        if steps == self._steps and now - self._listened < LISTEN:
            return False
        self._steps, self._listened = steps, now
        return True

    def _hear(self, origin: str, counts: Mapping[str, int]) -> None:
        """Another process said who waits there; it says so every second."""
        before = self._elsewhere.get(origin, (0.0, {}))[1]
        self._elsewhere[origin] = (time.monotonic(), counts)
        if counts != before:
            self._show()

    def _show(self) -> None:
        foyers = [venue.foyer for venue in self._hub.directory.venues()]
        totals = {foyer.conference_id: self._total(foyer.conference_id) for foyer in foyers}
        for room in [*foyers, *self._hub.floor.rooms()]:
            room.show_waiting(totals.get(room.conference_id, 0))

    def _total(self, conference_id: str) -> int:
        others = sum(counts.get(conference_id, 0) for _, counts in self._elsewhere.values())
        return self._hub.hints.waiting.get(conference_id, 0) + others
