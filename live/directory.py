"""The conferences of one process by their join codes, the present ones and those of before."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable

from live.reading import Desk
from live.venue import Venue
from polls.conferences import read_conference

#: An unknown code is looked up again after so many seconds.
FORGET_UNKNOWN = 5.0
MOST_UNKNOWN = 10_000


class Directory:
    """Conferences that were asked for. ``refresh`` reads one again when it changes."""

    def __init__(self, desk: Desk, refresh: Callable[[Venue], Awaitable[None]]) -> None:
        self._desk = desk
        self._refresh = refresh
        #: By join code; former codes stand here too once somebody came by them.
        self._venues: dict[str, Venue] = {}
        self._unknown: dict[str, float] = {}
        self._finding = asyncio.Lock()

    def stop(self) -> None:
        """Read none again."""
        for venue in self.venues():
            venue.refresher.stop()

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
        now = await self._desk.read(read_conference, code)
        if now is None:
            self._note_unknown(code)
            return
        known = [venue for venue in self.venues() if venue.now.id == now.id]
        venue = known[0] if known else Venue(now, lambda: self._refresh(venue))
        if now.seq > venue.now.seq:
            # Its code changed, and somebody came by the new one before the news did.
            await venue.refresher.fresh()
        self._venues[code] = self._venues[now.code] = venue

    def venues(self) -> list[Venue]:
        """Every conference that this process has read."""
        return list(dict.fromkeys(self._venues.values()))

    def has(self, venue: Venue) -> bool:
        """Whether a conference is still found by its code."""
        return self._venues.get(venue.now.code) is venue

    def list_by_code(self, venue: Venue) -> None:
        """Let a conference be found by the code that it has now."""
        self._venues[venue.now.code] = venue

    def forget(self, venue: Venue) -> None:
        """Forget a conference under every code, and read it no more."""
        self._venues = {code: v for code, v in self._venues.items() if v is not venue}
        venue.refresher.stop()

    def wake(self, conferences: Iterable[str]) -> None:
        """Read these again, soon."""
        for venue in self.venues():
            if venue.now.id in conferences:
                venue.refresher.wake(urgent=True)

    async def fresh(self, conference_id: str | None) -> None:
        """Wait until a conference was read again, if it is known here."""
        await asyncio.gather(
            *(v.refresher.fresh() for v in self.venues() if v.now.id == conference_id)
        )

    def _note_unknown(self, code: str) -> None:
        if len(self._unknown) >= MOST_UNKNOWN:
            self._unknown.clear()
        self._unknown[code] = time.monotonic() + FORGET_UNKNOWN
