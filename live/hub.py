"""The hub: everything that one process knows of its conferences, and whom it tells.

Truth is in the database. A hint, from this process or another, says only that something
changed; the hub then reads it again, once for all sockets, and hands them the bytes.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Coroutine, Iterable
from contextlib import suppress
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings

from live import metrics
from live.ballot_box import BallotBox, Committed
from live.devices import Devices, arrival_at, digest, tell_mine
from live.doorkeeper import keep_door
from live.hints import Hint, Hints
from live.lists import tell_lists
from live.outbox import let_go_out, post_close, post_text
from live.pleas import plea_of
from live.protocol import closing
from live.protocol.encoding import encode
from live.reading import Desk
from live.refresher import Refresher
from live.rehearsing.clearing import count_anew, is_another_time
from live.rooms import TICK, Phone, Room, Watcher
from live.timers import Timers
from live.venue import Venue
from polls.errors import Unavailable
from polls.models import Session
from polls.programme import read_programme
from polls.remedies.reading import count_for_moderators, read_list
from polls.tallies import read_conference, read_numbers, read_session, reread_conference
from polls.voting import Mine

log = structlog.get_logger(__name__)

#: Beats are spread over this many moments of their interval.
SLOTS = 50
#: Seconds without a socket on its way in after which everybody is in.
LULL = 0.03
#: An unknown code is looked up again after so many seconds.
FORGET_UNKNOWN = 5.0
MOST_UNKNOWN = 10_000
#: Clients told to come back later spread themselves over so many milliseconds.
RETRY_MS = 8000
#: Seconds that votes which wait may take to be written before everybody is sent away.
FLUSH_SECONDS = 6.0
RESTART = encode({"type": "restart", "retry_ms": RETRY_MS})


class Hub:
    """The rooms of one process. ``close_overdue`` closes the rounds whose time is up."""

    def __init__(self, *, close_overdue: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self.desk = Desk("reader")
        self.box = BallotBox(capacity=settings.BALLOT_QUEUE, on_commit=self._on_commit)
        self.hints = Hints(self._on_hint)
        self._close_overdue = close_overdue
        #: By join code; former codes stand here too once somebody came by them.
        self._venues: dict[str, Venue] = {}
        self._unknown: dict[str, float] = {}
        self._finding = asyncio.Lock()
        self._rooms: dict[str, Room] = {}
        self._refreshers: dict[str, Refresher] = {}
        self._timers = Timers(lambda: self._spawn(self._close_in_time()))
        self._devices = Devices(self.box, spawn=self._spawn, part_with=self._send_away)
        #: Sockets by the moment of the interval at which they get their beat.
        self.slots: list[set[Phone | Watcher]] = [set() for _ in range(SLOTS)]
        self._slot_of: dict[Phone | Watcher, int] = {}
        self._coming = 0
        #: Set while no delegate's socket is on its way in, nor has been for a moment.
        self.everybody_is_in = asyncio.Event()
        self.everybody_is_in.set()
        self._lull: asyncio.TimerHandle | None = None
        self._stopping = False
        self._tasks: set[asyncio.Task[None]] = set()

    async def stop(self) -> None:
        """Write the votes that wait, send everybody away to come back, and end."""
        self._stopping = True
        if not await self.box.stop(within=FLUSH_SECONDS):
            log.error("votes not written before the end", waiting=self.box.waiting)
        for who in self.sockets():
            self._send_away(who)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._timers.stop()
        for refresher in [*self._refreshers.values(), *(v.refresher for v in self.venues())]:
            refresher.stop()
        await self.hints.stop()
        await self.desk.stop()

    # Finding one's way in.

    async def venue(self, code: str) -> Venue | None:
        """The conference of a join code, from memory if it is there; raises ``Unavailable``."""
        venue = await self.venue_of_any(code)
        return venue if venue and venue.now.code == code else None

    async def venue_of_any(self, code: str) -> Venue | None:
        """The conference that has a join code, or had it before: only for those inside.

        Whoever is led on by a former code must show a token first, or a right to be here.
        """
        if code not in self._venues:
            # One at a time: of the phones that all come at once, the first reads for the others.
            async with self._finding:
                await self._find(code)
        return self._venues.get(code)

    async def _find(self, code: str) -> None:
        if code in self._venues or self._unknown.get(code, 0.0) > time.monotonic():
            return
        now = await self.desk.read(read_conference, code)
        if now is None:
            self._note_unknown(code)
            return
        known = [venue for venue in self.venues() if venue.now.id == now.id]
        venue = known[0] if known else Venue(now, lambda: self._refresh_venue(venue))
        if now.seq > venue.now.seq:
            # Its code changed, and somebody came by the new one before the news did.
            await venue.refresher.fresh()
        self._venues[code] = self._venues[now.code] = venue

    async def room(self, venue: Venue, chosen: str | None) -> Room:
        """The room of somebody who chose a session, or none; raises ``Unavailable``."""
        while (session_id := venue.session_for(chosen)) is not None:
            room = self._rooms.get(session_id) or self._open_room(venue, session_id)
            if room.now is not None:
                room.used_at = time.monotonic()
                return room
            await self._refreshers[session_id].fresh()
            if room.now is None:
                raise Unavailable("This session cannot be read just now. Please try again.")
        return venue.foyer

    def _open_room(self, venue: Venue, session_id: str) -> Room:
        """Make a room that is read before anybody enters, and hears of changes from now on."""
        room = self._rooms[session_id] = Room(venue.now.id, session_id)
        self._refreshers[session_id] = Refresher(lambda: self._refresh_room(room), interval=TICK)
        return room

    async def ballot(self, room: Room, delegate_id: UUID) -> Mine:
        """A delegate's own ballot on what the room sees, without recording anybody."""
        return await self.box.arrive(None, round_id=room.round_id, delegate_id=delegate_id)

    async def enter(self, venue: Venue, phone: Phone) -> None:
        """Bring a delegate in: recorded, then told the state and what is theirs.

        Raises ``Unavailable``.
        """
        self._coming += 1
        self.everybody_is_in.clear()
        if self._lull:
            self._lull.cancel()
        try:
            await self._enter(venue, phone)
        finally:
            self._coming -= 1
            if not self._coming:
                # Of a room that comes at once, the next are still shaking hands.
                loop = asyncio.get_running_loop()
                self._lull = loop.call_later(LULL, self.everybody_is_in.set)

    async def _enter(self, venue: Venue, phone: Phone) -> None:
        while True:
            room = await self.room(venue, phone.chosen)
            round_id = room.round_id
            mine = await self.box.arrive(
                arrival_at(room, phone), round_id=round_id, delegate_id=phone.delegate_id
            )
            if room.round_id == round_id and self._leads_to(venue, phone.chosen, room):
                break
        self._admit(venue, room, phone)
        self._devices.add(phone)
        post_text(phone.send, room.state)
        tell_mine(phone, mine)
        tell_lists(phone, room)

    async def watch(self, venue: Venue, watcher: Watcher) -> None:
        """Bring a projector or chair in; raises ``Unavailable``."""
        room = await self.room(venue, watcher.chosen)
        if not any(other.chair for other in room.watchers):
            room.programme = ""  # Nobody has kept it up to date.
        self._admit(venue, room, watcher)
        watcher.greet(room)
        if watcher.chair and not room.programme:
            await self._refreshers[room.session_id or ""].fresh()

    def leave(self, venue: Venue, who: Phone | Watcher) -> None:
        """Forget a socket that closed; presence runs out by itself."""
        venue.followers.discard(who)
        if who in self._slot_of:
            self.slots[self._slot_of.pop(who)].discard(who)
        if who.room:
            who.room.dismiss(who)
        if isinstance(who, Phone):
            self._devices.discard(who)

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

    # Announcing.

    async def announce(self, session_id: str, conference_id: str | None = None) -> None:
        """A committed command changed a session: tell everybody, here before this returns."""
        self.hints.tell(sessions=[session_id], conferences=[conference_id] if conference_id else [])
        if session_id in self._refreshers:
            await self._refreshers[session_id].fresh()
        await self._reread(conference_id)

    async def announce_conference(self, conference_id: str) -> None:
        """A conference changed, and no session of it: tell everybody, as ``announce`` does."""
        self.hints.tell(conferences=[conference_id])
        await self._reread(conference_id)

    async def _reread(self, conference_id: str | None) -> None:
        await asyncio.gather(
            *(v.refresher.fresh() for v in self.venues() if v.now.id == conference_id)
        )

    async def announce_edit(self) -> None:
        """Something that somebody may see was edited: everybody looks at the numbers at once.

        Consoles also tell what raises no number: who wrote something down, or edited a draft.
        """
        self.hints.tell_all()
        await self.compare()
        self._reread_for_chairs()

    def _on_commit(self, committed: Committed) -> None:
        """The ballot box wrote a group."""
        told = settings.REDIS_URL or self._devices.has_twins
        digests = {digest(delegate_id) for delegate_id in committed.delegates} if told else set()
        self.hints.tell(sessions=committed.sessions, delegates=digests)
        self.wake(sessions=committed.sessions, at_rest=not self.box.waiting)
        self._devices.tell_twins(digests)

    def _on_hint(self, hint: Hint) -> None:
        """Another process wrote something."""
        if hint.anywhere:
            self._spawn(self._compare_soon())
        self.wake(sessions=hint.sessions, conferences=hint.conferences)
        self._devices.tell(hint.delegates)
        for room in self.rooms():
            if room.round_id in hint.pleas:
                room.plead(hint.pleas[room.round_id])

    def plead(self, room: Room, delegate_id: UUID, round_id: str) -> None:
        """A delegate asks for more time: the chairs hear it, of each delegate once."""
        new = room.plead([plea_of(delegate_id, round_id)])
        if new:
            self.hints.tell_pleas(round_id, new)

    def repeat_pleas(self) -> None:
        """Tell the other processes all pleas again, so that a lost hint heals."""
        for room in self.rooms():
            if room.round_id and room.pleas.names:
                self.hints.tell_pleas(room.round_id, room.pleas.names)

    def tell_sockets_of(self, delegate_id: UUID) -> None:
        """A delegate voted without a socket: the sockets that they have here learn it."""
        self._devices.tell([digest(delegate_id)])

    # Reading again.

    async def compare(self) -> None:
        """Read again what the database's numbers say has changed; raises ``Unavailable``."""
        venues = {venue.now.id: venue for venue in self.venues()}
        rooms = {room.session_id: room for room in self.rooms() if room.session_id}
        conferences, sessions = await self.desk.read(read_numbers, list(venues), list(rooms))
        self.wake(
            sessions=[i for i, r in rooms.items() if sessions.get(i) != (r.seq, r.tally_seq)],
            conferences=[i for i, v in venues.items() if conferences.get(i) != v.now.seq],
        )

    async def _compare_soon(self) -> None:
        with suppress(Unavailable):  # The next pulse makes up for it.
            await self.compare()
            self._reread_for_chairs()

    async def _refresh_room(self, room: Room) -> None:
        """Read a session and send what is new: first what the whole room waits for."""
        metrics.snapshot_reads.inc()
        session_id = room.session_id or ""
        before, was = room.seq, room.now
        try:
            room.show_session(await self.desk.read(read_session, session_id))
            if is_another_time(was, room.now):
                count_anew(room, self.box, self._devices)
            await self._refresh_lists(room, session_id)
            stale = room.seq != before or room.programme_is_old or not room.programme
            if stale and any(watcher.chair for watcher in room.watchers):
                await let_go_out()
                room.programme_is_old = False
                room.show_programme(await self.desk.read(read_programme, session_id))
        except Session.DoesNotExist:
            await self._leave_deleted(room)
            return
        self._timers.set(room)

    async def _refresh_lists(self, room: Room, session_id: str) -> None:
        """Read what delegates put forward, where the session says that it has changed."""
        now = room.now
        if now and now.remedies and now.remedies.version != room.lists.version:
            room.show_lists(now.remedies.version, await self.desk.read(read_list, session_id))
        if now and now.entered != room.entered:
            counts = await self.desk.read(count_for_moderators, session_id)
            room.show_moderation(now.entered, counts)

    async def _leave_deleted(self, room: Room) -> None:
        """Forget a session that was deleted, once its conference has led everybody on.

        Perhaps the conference is gone too; whoever is told to come back would find nothing.
        """
        for venue in self.venues():
            if venue.now.id == room.conference_id and not room.is_empty:
                await venue.refresher.fresh()
        self._forget_room(room)

    async def _refresh_venue(self, venue: Venue) -> None:
        """Read a conference, and take its delegates where it has gone."""
        now = await self.desk.read(reread_conference, venue.now.id)
        if now is None or now.ended:
            self._part(venue)
            self._venues = {code: v for code, v in self._venues.items() if v is not venue}
            venue.refresher.stop()
            return
        if now.seq < venue.now.seq:
            return
        before, venue.now = venue.now, now
        self._venues[now.code] = venue
        keep_door(venue, before, self.sockets())
        self._reread_programmes(venue)
        if now.current is None:
            venue.show_foyer()
        for who in list(venue.followers):
            room = await self.room(venue, who.chosen)
            if who.room is not None and who.room is not room:
                self._move(room, who)
        # After the moves, so that nobody is told of a foyer that they leave at once.
        venue.show_foyer()

    def _reread_for_chairs(self) -> None:
        """Programmes that somebody looks at, who did what last among them, may have changed."""
        for room in self.rooms():
            if any(watcher.chair for watcher in room.watchers):
                room.programme_is_old = True
                self.wake(sessions=[room.session_id or ""])

    def _reread_programmes(self, venue: Venue) -> None:
        """The chairs' lists of sessions may have changed."""
        for room in self.rooms():
            if room.conference_id == venue.now.id and room.programme:
                room.programme = ""
                self.wake(sessions=[room.session_id or ""])

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

    def _send_away(self, who: Phone | Watcher) -> None:
        post_text(who.send, RESTART)
        post_close(who.send, closing.RESTARTING)

    # Keeping house.

    def sockets(self) -> list[Phone | Watcher]:
        """Every socket of this process."""
        return [who for slot in self.slots for who in slot]

    def rooms(self) -> list[Room]:
        """Every session that this process has read."""
        return list(self._rooms.values())

    def venues(self) -> list[Venue]:
        """Every conference that this process has read."""
        return list(dict.fromkeys(self._venues.values()))

    def wake(
        self, *, sessions: Iterable[str], conferences: Iterable[str] = (), at_rest: bool = False
    ) -> None:
        """Read these again, soon; ``at_rest`` if no vote for them is on its way here."""
        for session_id in sessions:
            if session_id in self._refreshers:
                self._refreshers[session_id].wake(at_rest=at_rest)
        for venue in self.venues():
            if venue.now.id in conferences:
                venue.refresher.wake(urgent=True)

    def renew_presence(self) -> None:
        """Renew the presence of whoever is connected."""
        for room in self.rooms():
            if room.session_id and room.phones:
                here = sorted({phone.delegate_id for phone in room.phones})
                self.box.renew(room.session_id, here)

    def forget_idle(self, before: float) -> None:
        """Forget rooms that nobody has been in since ``before`` (monotonic seconds)."""
        for room in self.rooms():
            if room.is_empty and room.used_at < before:
                self._forget_room(room)

    def _forget_room(self, room: Room) -> None:
        for who in room.everybody():
            self._send_away(who)
        self._rooms.pop(room.session_id or "", None)
        refresher = self._refreshers.pop(room.session_id or "", None)
        if refresher:
            refresher.stop()
        self._timers.drop(room)

    def _leads_to(self, venue: Venue, chosen: str | None, room: Room) -> bool:
        """Whether this is still the room of somebody who chose a session, or none."""
        stands = room is venue.foyer or self._rooms.get(room.session_id or "") is room
        return stands and venue.session_for(chosen) == room.session_id

    def _admit(self, venue: Venue, room: Room, who: Phone | Watcher) -> None:
        if self._stopping or self._venues.get(venue.now.code) is not venue:
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

    def _note_unknown(self, code: str) -> None:
        if len(self._unknown) >= MOST_UNKNOWN:
            self._unknown.clear()
        self._unknown[code] = time.monotonic() + FORGET_UNKNOWN
