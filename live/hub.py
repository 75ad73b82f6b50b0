"""The hub: who is in which room of one process, how they come in and leave, and are moved on."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings

from live.arrivals import Arrivals
from live.ballot_box import BallotBox
from live.devices import Devices, arrival_at, tell_mine
from live.directory import Directory
from live.doorkeeper import keep_door
from live.floor import Floor
from live.hints import Hints
from live.listeners import Phone, Watcher
from live.lists import tell_lists
from live.news import News
from live.outbox import post_close, post_text
from live.protocol import closing
from live.reading import Desk
from live.rehearsing.leaving import Leavers
from live.restarting import send_away
from live.rooms import Room
from live.venue import Venue
from polls.conferences import reread_conference
from polls.errors import Unavailable
from polls.voting import Mine

log = structlog.get_logger(__name__)

#: Beats are spread over this many moments of their interval.
SLOTS = 50
#: Seconds that votes which wait may take to be written before everybody is sent away.
FLUSH_SECONDS = 6.0


class Hub:
    """The sockets of one process. ``close_overdue`` closes the rounds whose time is up."""

    def __init__(self, *, close_overdue: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self.desk = Desk("reader")
        self.box = BallotBox(
            capacity=settings.BALLOT_QUEUE, on_commit=lambda group: self.news.take_commit(group)
        )
        self.hints = Hints(lambda hint: self.news.take_hint(hint))
        self._close_overdue = close_overdue
        self._devices = Devices(self.box, spawn=self._spawn, part_with=send_away)
        self.directory = Directory(self.desk, self._refresh_venue)
        self.floor = Floor(
            self.desk,
            self.box,
            self._devices,
            self.directory,
            close_in_time=lambda: self._spawn(self._close_in_time()),
        )
        self.news = News(
            self.hints,
            self.desk,
            self.box,
            self._devices,
            self.directory,
            self.floor,
            spawn=self._spawn,
        )
        self._leavers = Leavers(
            self.floor, self.desk, announce=self.news.announce, spawn=self._spawn
        )
        self.arrivals = Arrivals()
        #: Sockets by the moment of the interval at which they get their beat.
        self.slots: list[set[Phone | Watcher]] = [set() for _ in range(SLOTS)]
        self._slot_of: dict[Phone | Watcher, int] = {}
        self._stopping = False
        self._tasks: set[asyncio.Task[None]] = set()

    async def stop(self) -> None:
        """Write the votes that wait, send everybody away to come back, and end."""
        self._stopping = True
        if not await self.box.stop(within=FLUSH_SECONDS):
            log.error("votes not written before the end", waiting=self.box.waiting)
        for who in self.sockets():
            send_away(who)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.floor.stop()
        self.directory.stop()
        await self.hints.stop()
        await self.desk.stop()

    # Coming in and leaving.

    async def ballot(self, room: Room, delegate_id: UUID) -> Mine:
        """A delegate's own ballot on what the room sees, without recording anybody."""
        return await self.box.arrive(None, round_id=room.round_id, delegate_id=delegate_id)

    async def enter(self, venue: Venue, phone: Phone) -> None:
        """Bring a delegate in: recorded, then told the state and what is theirs.

        Raises ``Unavailable``.
        """
        with self.arrivals.coming():
            await self._enter(venue, phone)

    async def _enter(self, venue: Venue, phone: Phone) -> None:
        while True:
            room = await self.floor.room(venue, phone.chosen)
            round_id = room.round_id
            mine = await self.box.arrive(
                arrival_at(room, phone), round_id=round_id, delegate_id=phone.delegate_id
            )
            if room.round_id == round_id and self.floor.leads_to(venue, phone.chosen, room):
                break
        self._admit(venue, room, phone)
        self._devices.add(phone)
        post_text(phone.send, room.state)
        tell_mine(phone, mine)
        tell_lists(phone, room)

    async def watch(self, venue: Venue, watcher: Watcher) -> None:
        """Bring a projector or chair in; raises ``Unavailable``."""
        room = await self.floor.room(venue, watcher.chosen)
        if not any(other.chair for other in room.watchers):
            room.programme = ""  # Nobody has kept it up to date.
        self._admit(venue, room, watcher)
        watcher.greet(room)
        if watcher.chair and not room.programme:
            await self.floor.fresh(room.session_id or "")

    def leave(self, venue: Venue, who: Phone | Watcher) -> None:
        """Forget a socket that closed; presence runs out by itself, save a simulated one."""
        venue.followers.discard(who)
        if who in self._slot_of:
            self.slots[self._slot_of.pop(who)].discard(who)
        if who.room:
            who.room.dismiss(who)
        if isinstance(who, Phone):
            self._devices.discard(who)
            if not self._stopping:
                self._leavers.note(who)

    async def sync(self, who: Phone | Watcher) -> None:
        """Send a socket everything again; raises ``Unavailable``."""
        if who.room is None:
            return
        if isinstance(who, Watcher):
            who.greet(who.room)
            return
        room = who.room
        mine = await self.ballot(room, who.delegate_id)
        if who.room is not room:
            return  # Moved meanwhile, and told all that is to be known there.
        post_text(who.send, room.state)
        if mine.round_id == room.round_id:
            tell_mine(who, mine)
        tell_lists(who, room)

    # Leading on.

    async def _refresh_venue(self, venue: Venue) -> None:
        """Read a conference, and take its delegates where it has gone."""
        now = await self.desk.read(reread_conference, venue.now.id)
        if now is None or now.ended:
            self._part(venue)
            self.directory.forget(venue)
            return
        if now.seq < venue.now.seq:
            return
        before, venue.now = venue.now, now
        self.directory.list_by_code(venue)
        keep_door(venue, before, self.sockets())
        self.floor.reread_programmes(now.id)
        if now.current is None:
            venue.show_foyer()
        for who in list(venue.followers):
            room = await self.floor.room(venue, who.chosen)
            if who.room is not None and who.room is not room:
                self._move(room, who)
        # After the moves, so that nobody is told of a foyer that they leave at once.
        venue.show_foyer()

    def _move(self, room: Room, who: Phone | Watcher) -> None:
        """Take a socket from one session to another."""
        if who.room:
            who.room.dismiss(who)
        room.admit(who)
        if isinstance(who, Watcher):
            who.greet(room)
            return
        post_text(who.send, room.state)
        tell_lists(who, room)
        self._devices.ask_mine(room, who, arrival_at(room, who))

    def _part(self, venue: Venue) -> None:
        """The conference is over: everybody goes, and stays away."""
        for who in self.sockets():
            if who.room and who.room.conference_id == venue.now.id:
                post_close(who.send, closing.CONFERENCE_ENDED)
                who.room.dismiss(who)

    # Keeping house.

    def sockets(self) -> list[Phone | Watcher]:
        """Every socket of this process."""
        return [who for slot in self.slots for who in slot]

    def renew_presence(self) -> None:
        """Renew the presence of whoever is connected."""
        for room in self.floor.rooms():
            if room.session_id and room.phones:
                here = sorted({phone.delegate_id for phone in room.phones})
                self.box.renew(room.session_id, here)

    def _admit(self, venue: Venue, room: Room, who: Phone | Watcher) -> None:
        if self._stopping or not self.directory.has(venue):
            raise Unavailable("Please come again in a moment.")
        room.admit(who)
        if not venue.has(who.chosen):
            venue.followers.add(who)
        slot = random.randrange(SLOTS)  # noqa: S311 -- beats are spread, nothing is secret
        self.slots[slot].add(who)
        self._slot_of[who] = slot

    async def _close_in_time(self) -> None:
        with suppress(Unavailable):  # The next look at the clock makes up for it.
            await self._close_overdue()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
