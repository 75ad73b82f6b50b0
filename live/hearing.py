"""Which keypads were heard, kept in memory and written down once in a while.

Never at once: beside the ballots, which lie in the order in which they came, the moments of
single presses would pair seats with answers until the round is sealed.
"""

import time
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

from live.reading import Desk
from polls.errors import Unavailable
from polls.keypads import note_heard
from polls.stations import StationKey

#: Seconds that are written down together, and keypads at least: of fewer nothing is.
APART = 60.0
FEWEST = 5


@dataclass(slots=True)
class _Heard:
    since: float
    batteries: dict[str, int | None] = field(default_factory=dict)


class Hearing:
    """What each station heard since it was last written down."""

    def __init__(self, *, apart: float = APART) -> None:
        self._apart = apart
        self._heard: dict[UUID, _Heard] = {}

    def hear(self, station: StationKey, batteries: dict[str, int | None]) -> None:
        """Keypads were heard; a battery that was not told this time is as it was."""
        if not batteries:
            return
        heard = self._heard.setdefault(station.id, _Heard(time.monotonic()))
        for serial, battery in batteries.items():
            if battery is not None or serial not in heard.batteries:
                heard.batteries[serial] = battery

    async def write(self, station: StationKey, desk: Desk) -> None:
        """Write down what a station heard, if the first of it is old enough and it is enough."""
        heard = self._heard.get(station.id)
        if heard is None or time.monotonic() - heard.since < self._apart:
            return
        if len(heard.batteries) < FEWEST:
            return
        del self._heard[station.id]
        # Lost without harm: whoever was heard is heard again.
        with suppress(Unavailable):
            await desk.write(
                note_heard,
                conference_id=station.conference_id,
                station_id=station.id,
                heard=heard.batteries,
            )
