"""The rooms of one process: opened for whoever comes, read again when their session changes.

A room is read once for all its sockets, which are then handed the bytes.
"""

import time
from collections.abc import Callable, Iterable

from live import metrics
from live.ballot_box import BallotBox
from live.devices import Devices
from live.directory import Directory
from live.listeners import TICK
from live.outbox import let_go_out
from live.reading import Desk
from live.refresher import Refresher
from live.rehearsing.clearing import count_anew, is_another_time
from live.restarting import send_away
from live.rooms import Room
from live.timers import Timers
from live.venue import Venue
from polls.errors import Unavailable
from polls.models import Session
from polls.programme import read_programme
from polls.remedies.reading import count_for_moderators, read_list
from polls.sessions import read_session


class Floor:
    """Rooms by session. ``close_in_time`` closes the rounds whose time is up."""

    def __init__(
        self,
        desk: Desk,
        box: BallotBox,
        devices: Devices,
        directory: Directory,
        *,
        close_in_time: Callable[[], None],
    ) -> None:
        self._desk = desk
        self._box = box
        self._devices = devices
        self._directory = directory
        self._rooms: dict[str, Room] = {}
        self._refreshers: dict[str, Refresher] = {}
        self._timers = Timers(close_in_time)

    def stop(self) -> None:
        """Close no round in time, and read no room again."""
        self._timers.stop()
        for refresher in self._refreshers.values():
            refresher.stop()

    def rooms(self) -> list[Room]:
        """Every session that this process has read."""
        return list(self._rooms.values())

    async def room(self, venue: Venue, chosen: str | None) -> Room:
        """The room of somebody who chose a session, or none; raises ``Unavailable``."""
        while (session_id := venue.session_for(chosen)) is not None:
            room = self._rooms.get(session_id) or self._open_room(venue, session_id)
            if room.now is not None:
                room.used_at = time.monotonic()
                return room
            await self.fresh(session_id)
            if room.now is None:
                raise Unavailable("This session cannot be read just now. Please try again.")
        return venue.foyer

    def leads_to(self, venue: Venue, chosen: str | None, room: Room) -> bool:
        """Whether this is still the room of somebody who chose a session, or none."""
        stands = room is venue.foyer or self._rooms.get(room.session_id or "") is room
        return stands and venue.session_for(chosen) == room.session_id

    def _open_room(self, venue: Venue, session_id: str) -> Room:
        """Make a room that is read before anybody enters, and hears of changes from now on."""
        room = self._rooms[session_id] = Room(venue.now.id, session_id)
        self._refreshers[session_id] = Refresher(lambda: self._refresh_room(room), interval=TICK)
        return room

    def wake(self, sessions: Iterable[str], *, at_rest: bool = False) -> None:
        """Read these again, soon; ``at_rest`` if no vote for them is on its way here."""
        for session_id in sessions:
            if session_id in self._refreshers:
                self._refreshers[session_id].wake(at_rest=at_rest)

    async def fresh(self, session_id: str) -> None:
        """Wait until a session was read again, if it has a room here."""
        if session_id in self._refreshers:
            await self._refreshers[session_id].fresh()

    def reread_for_chairs(self) -> None:
        """Programmes that somebody looks at, who did what last among them, may have changed."""
        for room in self.rooms():
            if any(watcher.chair for watcher in room.watchers):
                room.programme_is_old = True
                self.wake([room.session_id or ""])

    def reread_programmes(self, conference_id: str) -> None:
        """The chairs' lists of sessions may have changed."""
        for room in self.rooms():
            if room.conference_id == conference_id and room.programme:
                room.programme = ""
                self.wake([room.session_id or ""])

    def forget_idle(self, before: float) -> None:
        """Forget rooms that nobody has been in since ``before`` (monotonic seconds)."""
        for room in self.rooms():
            if room.is_empty and room.used_at < before:
                self._forget_room(room)

    def _forget_room(self, room: Room) -> None:
        for who in room.everybody():
            send_away(who)
        self._rooms.pop(room.session_id or "", None)
        refresher = self._refreshers.pop(room.session_id or "", None)
        if refresher:
            refresher.stop()
        self._timers.drop(room)

    async def _refresh_room(self, room: Room) -> None:
        """Read a session and send what is new: first what the whole room waits for."""
        metrics.snapshot_reads.inc()
        session_id = room.session_id or ""
        before, was = room.seq, room.now
        try:
            room.show_session(await self._desk.read(read_session, session_id))
            if is_another_time(was, room.now):
                count_anew(room, self._box, self._devices)
            await self._refresh_lists(room, session_id)
            stale = room.seq != before or room.programme_is_old or not room.programme
            if stale and any(watcher.chair for watcher in room.watchers):
                await let_go_out()
                room.programme_is_old = False
                room.show_programme(await self._desk.read(read_programme, session_id))
        except Session.DoesNotExist:
            await self._leave_deleted(room)
            return
        self._timers.set(room)

    async def _refresh_lists(self, room: Room, session_id: str) -> None:
        """Read what delegates put forward, where the session says that it has changed."""
        now = room.now
        if now and now.remedies and now.remedies.version != room.lists.version:
            room.show_lists(now.remedies.version, await self._desk.read(read_list, session_id))
        if now and now.entered != room.entered:
            counts = await self._desk.read(count_for_moderators, session_id)
            room.show_moderation(now.entered, counts)

    async def _leave_deleted(self, room: Room) -> None:
        """Forget a session that was deleted, once its conference has led everybody on.

        Perhaps the conference is gone too; whoever is told to come back would find nothing.
        """
        for venue in self._directory.venues():
            if venue.now.id == room.conference_id and not room.is_empty:
                await venue.refresher.fresh()
        self._forget_room(room)
