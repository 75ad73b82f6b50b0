"""What changed, here or in another process, told to everybody whom it concerns.

Truth is in the database. A hint, from this process or another, says only that something
changed; it is then read again.
"""

from collections.abc import Callable, Coroutine, Iterable
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.conf import settings

from live.ballot_box import BallotBox
from live.ballot_jobs import Committed
from live.devices import Devices, digest
from live.directory import Directory
from live.floor import Floor
from live.hints import Hint, Hints
from live.pleas import plea_of
from live.reading import Desk
from live.rooms import Room
from polls.conferences import read_numbers
from polls.errors import Unavailable


class News:
    """The announcing of one process. ``spawn`` runs a coroutine beside the rest."""

    def __init__(
        self,
        hints: Hints,
        desk: Desk,
        box: BallotBox,
        devices: Devices,
        directory: Directory,
        floor: Floor,
        *,
        spawn: Callable[[Coroutine[Any, Any, None]], None],
    ) -> None:
        self._hints = hints
        self._desk = desk
        self._box = box
        self._devices = devices
        self._directory = directory
        self._floor = floor
        self._spawn = spawn

    async def announce(self, session_id: str, conference_id: str | None = None) -> None:
        """A committed command changed a session: tell everybody, here before this returns."""
        self._hints.tell(
            sessions=[session_id], conferences=[conference_id] if conference_id else []
        )
        await self._floor.fresh(session_id)
        await self._directory.fresh(conference_id)

    async def announce_conference(self, conference_id: str) -> None:
        """A conference changed, and no session of it: tell everybody, as ``announce`` does."""
        self._hints.tell(conferences=[conference_id])
        await self._directory.fresh(conference_id)

    async def announce_edit(self) -> None:
        """Something that somebody may see was edited: everybody looks at the numbers at once.

        Consoles also tell what raises no number: who wrote something down, or edited a draft.
        """
        self._hints.tell_all()
        await self.compare()
        self._floor.reread_for_chairs()

    def plead(self, room: Room, delegate_id: UUID, round_id: str) -> None:
        """A delegate asks for more time: the chairs hear it, of each delegate once."""
        new = room.plead([plea_of(delegate_id, round_id)])
        if new:
            self._hints.tell_pleas(round_id, new)

    def repeat_pleas(self) -> None:
        """Tell the other processes all pleas again, so that a lost hint heals."""
        for room in self._floor.rooms():
            if room.round_id and room.pleas.names:
                self._hints.tell_pleas(room.round_id, room.pleas.names)

    def tell_sockets_of(self, delegate_id: UUID) -> None:
        """A delegate voted without a socket: the sockets that they have here learn it."""
        self._devices.tell([digest(delegate_id)])

    async def compare(self) -> None:
        """Read again what the database's numbers say has changed; raises ``Unavailable``."""
        venues = {venue.now.id: venue for venue in self._directory.venues()}
        rooms = {room.session_id: room for room in self._floor.rooms() if room.session_id}
        conferences, sessions = await self._desk.read(read_numbers, list(venues), list(rooms))
        self._wake(
            sessions=[i for i, r in rooms.items() if sessions.get(i) != (r.seq, r.tally_seq)],
            conferences=[i for i, v in venues.items() if conferences.get(i) != v.now.seq],
        )

    def take_commit(self, committed: Committed) -> None:
        """The ballot box wrote a group."""
        told = settings.REDIS_URL or self._devices.has_twins
        digests = {digest(delegate_id) for delegate_id in committed.delegates} if told else set()
        self._hints.tell(sessions=committed.sessions, delegates=digests)
        self._wake(sessions=committed.sessions, at_rest=not self._box.waiting)
        self._devices.tell_twins(digests)

    def take_hint(self, hint: Hint) -> None:
        """Another process wrote something."""
        if hint.anywhere:
            self._spawn(self._compare_soon())
        self._wake(sessions=hint.sessions, conferences=hint.conferences)
        self._devices.tell(hint.delegates)
        for room in self._floor.rooms():
            if room.round_id in hint.pleas:
                room.plead(hint.pleas[room.round_id])

    async def _compare_soon(self) -> None:
        with suppress(Unavailable):  # The next pulse makes up for it.
            await self.compare()
            self._floor.reread_for_chairs()

    def _wake(
        self, *, sessions: Iterable[str], conferences: Iterable[str] = (), at_rest: bool = False
    ) -> None:
        self._floor.wake(sessions, at_rest=at_rest)
        self._directory.wake(conferences)
