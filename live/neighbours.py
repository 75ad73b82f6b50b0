"""The other server processes: how many there are, and which of them are in trouble.

Each says every second, by a hint, that it is there and what ails it.
"""

from dataclasses import dataclass

#: A process that was silent for so many seconds is gone.
SILENT = 3.5
#: One that did not come back within so many is no longer waited for.
FORGET = 60.0
DRAINING = "draining"


@dataclass(slots=True)
class _Neighbour:
    heard_at: float
    ailments: frozenset[str]


@dataclass(slots=True)
class _Missing:
    origin: str
    since: float
    drained: bool


class Neighbours:
    """What is known of the other processes. Moments are of any clock that goes on steadily."""

    def __init__(self) -> None:
        self._here: dict[str, _Neighbour] = {}
        self._missing: list[_Missing] = []

    def hear(self, origin: str, ailments: frozenset[str], now: float) -> None:
        """Take what a process said of itself."""
        if DRAINING in ailments:
            if self._here.pop(origin, None):
                self._missing.append(_Missing(origin, now, drained=True))
            return
        if origin not in self._here:
            self._welcome(origin)
        self._here[origin] = _Neighbour(now, ailments)

    def _welcome(self, origin: str) -> None:
        """A process that is new takes the place of itself, or of the one missed longest."""
        back = next((one for one in self._missing if one.origin == origin), None)
        if back or self._missing:
            self._missing.remove(back or self._missing[0])

    def look(self, now: float, *, deaf: bool) -> None:
        """Note who has gone silent; nobody, while this process is ``deaf`` itself."""
        for origin, neighbour in list(self._here.items()):
            if deaf:
                neighbour.heard_at = now
            elif now - neighbour.heard_at > SILENT:
                del self._here[origin]
                self._missing.append(_Missing(origin, now, drained=False))
        self._missing = [one for one in self._missing if now - one.since <= FORGET]

    @property
    def present(self) -> int:
        """How many processes there are, this one included."""
        return len(self._here) + 1

    @property
    def expected(self) -> int:
        """How many there should be."""
        return self.present + len(self._missing)

    def signs(self, own: frozenset[str]) -> dict[str, int]:
        """How many others restart, are gone, or have an ailment that this process has not."""
        numbers = {
            "other_draining": sum(one.drained for one in self._missing),
            "other_gone": sum(not one.drained for one in self._missing),
            "other_database": sum(bool(one.ailments - own) for one in self._here.values()),
        }
        return {what: number for what, number in numbers.items() if number}
