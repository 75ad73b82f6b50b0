"""Who may call as a base station, decided in memory, so that no flood of wrong calls asks the
database at each.

A call that is signed rightly passes whatever else comes from its address: a venue shares one.
Only wrong calls are counted.
"""

import time
from collections import OrderedDict
from functools import partial
from uuid import UUID

from live.limits import Bucket, Buckets
from live.reading import Desk
from live.repeats import Repeats
from live.shared import Shared
from polls.errors import TooFast
from polls.presses import read_revs
from polls.stations import StationKey, UnknownStation, find_station, read_standing

#: Seconds for which a station's key is kept in memory: for so long at most a revoked one may
#: still look. A batch of it is refused at once, where its number is taken.
KEPT = 2.0
#: Seconds for which an id that no station has is not looked for again, and how many are kept.
MISSED = 5.0
MOST_MISSED = 1000
#: Looks for stations that this process has not met: a burst, then so many a second.
LOOKS = 20.0
LOOKS_PER_SECOND = 2.0
#: Wrong calls of one address in the name of one station, or in any that there is not: a burst,
#: then one in as many seconds as the caller is told to wait.
BURST = 20.0
RETRY_AFTER = 5


class RefusedTooOften(TooFast):
    """Another wrong call from an address that has sent many."""

    def __init__(self) -> None:
        super().__init__(f"Too many wrong calls came from here. Wait {RETRY_AFTER} seconds.")


class Gate:
    """The stations that one process knows, and the wrong calls that it had; for its event loop."""

    def __init__(self, *, repeats: Repeats | None = None) -> None:
        self.repeats = repeats or Repeats()
        self._standing: frozenset[UUID] = frozenset()
        self._keys: dict[UUID, tuple[float, StationKey]] = {}
        self._missed: OrderedDict[UUID, float] = OrderedDict()
        self._looks = Bucket(LOOKS, LOOKS_PER_SECOND)
        self._wrong: Buckets[tuple[str, UUID | None]] = Buckets(
            make=partial(Bucket, BURST, 1 / RETRY_AFTER)
        )
        self._found: Shared[UUID, StationKey] = Shared()
        self._revs: Shared[tuple[str, str], dict[str, int]] = Shared()
        #: The highest number of a batch that this process knows to be taken, by station.
        self._taken: dict[UUID, int] = {}

    async def find(self, station_id: UUID, desk: Desk) -> StationKey:
        """The station of this id; raises ``UnknownStation``, ``Unavailable``."""
        kept = self._keys.get(station_id)
        if kept is not None and time.monotonic() - kept[0] < KEPT:
            return kept[1]
        return await self._found.ask(station_id, partial(self._read, station_id, desk))

    async def read_revs(self, conference_id: str, round_id: str, desk: Desk) -> dict[str, int]:
        """The versions of keypads' ballots in a round; raises ``Unavailable``.

        Read once for all who ask meanwhile: it is a lot, and a call that was overheard on plain
        HTTP can be made again.
        """
        work = partial(desk.read, read_revs, conference_id, round_id)
        return await self._revs.ask((conference_id, round_id), work)

    def refuse(self, address: str, station_id: UUID | None) -> None:
        """Count a wrong call in the name of a station, or (None) in any that there is not.

        Raises ``RefusedTooOften`` where this address has sent too many.
        """
        if not self._wrong.take((address, station_id)):
            raise RefusedTooOften

    def taken(self, station_id: UUID) -> int:
        """The highest number of a batch that is known here to be taken; 0 for none."""
        return self._taken.get(station_id, 0)

    def note_taken(self, station_id: UUID, sequence: int) -> None:
        """A batch of this number was taken: none that is not higher ever will be."""
        self._taken[station_id] = max(self.taken(station_id), sequence)

    def stop(self) -> None:
        """Say in the log what was only counted."""
        self.repeats.stop()

    def forget(self, station_id: UUID) -> None:
        """A station is no more."""
        self._standing -= {station_id}
        self._keys.pop(station_id, None)
        self._taken.pop(station_id, None)

    async def _read(self, station_id: UUID, desk: Desk) -> StationKey:
        if station_id not in self._standing:
            await self._look(station_id, desk)
        try:
            if station_id not in self._standing:
                raise UnknownStation("This base station is not known here, or was revoked.")
            key = await desk.read(find_station, station_id)
        except UnknownStation:
            self.forget(station_id)
            raise
        self._keys[station_id] = (time.monotonic(), key)
        return key

    async def _look(self, station_id: UUID, desk: Desk) -> None:
        """Read which stations there are, unless that was done for this id, or often, just now.

        All of them: one that was just made is met with the next look, whoever asked for it.
        """
        now = time.monotonic()
        if now - self._missed.get(station_id, -MISSED) < MISSED or not self._looks.take():
            return
        self._standing = await desk.read(read_standing)
        if station_id not in self._standing:
            self._missed[station_id] = now
            self._missed.move_to_end(station_id)
        if len(self._missed) > MOST_MISSED:
            self._missed.popitem(last=False)
