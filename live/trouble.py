"""What is wrong with this server in a chair's eyes: since when, what it means, what has passed.

Pure: signs go in, look by look; what chairs are to be told comes out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from live.protocol.encoding import instant

#: What is seen at so many looks running is trouble; what is not, at so many, has passed.
SEEN = 2
CALM = 6
#: Looks for which chairs are told what has passed.
KEPT = 120

#: Kinds of trouble that are one thing to the room: one that turns into another has not passed.
SAME = dict.fromkeys(("database", "disk", "slow"), "storing")

#: What each kind means for the room and what to do, for a person under pressure.
NOW = {
    "database": (
        "Votes are held back: the database does not answer. If voting is open, keep it open: "
        "phones send again by themselves. Your own steps have to wait too."
    ),
    "disk": (
        "Votes are refused: the server cannot write to its disk, which is probably full. Have "
        "room made on it. If voting is open, keep it open: phones send again by themselves."
    ),
    "slow": (
        "Votes take long to be stored. None is lost: give the room more time before you close."
    ),
    "redis": (
        "The servers do not hear one another, because Redis is away. Votes are taken as ever; "
        "phones and projector may be five seconds late."
    ),
    "draining": "This server is restarting. This page and its phones come back by themselves.",
    "other_draining": (
        "{number} of {of} servers {is_are} restarting; {its_their} phones come back by "
        "themselves. Give them half a minute before you close."
    ),
    "other_gone": (
        "{number} of {of} servers {does_do} not answer; {its_their} phones come back by "
        "themselves on another. Give them half a minute before you close."
    ),
    "other_database": (
        "{number} of {of} servers cannot store votes; {its_their} phones send again by "
        "themselves. If voting is open, keep it open."
    ),
}
PASSED = {
    "database": "The database answers again.",
    "disk": "Votes are stored again.",
    "slow": "Votes are stored without delay again.",
    "redis": "The servers hear one another again.",
    "draining": "This server is back.",
    "other_draining": "All {of} servers are there.",
    "other_gone": "All {of} servers are there.",
    "other_database": "All servers store votes again.",
}
FEWER = "The room goes on with {present} of {of} servers."

#: Kinds during which a close would shut out votes that are on their way.
HOLDING = {"database", "disk", "slow", "other_draining", "other_gone", "other_database"}
#: Kinds during which this server stores no votes.
STOPPING = {"database", "disk"}


@dataclass(slots=True)
class _Spell:
    """One trouble from its first sign to its end; ``refused`` counts votes before it."""

    what: str
    since: datetime
    refused: int
    number: int = 1
    of: int = 1
    seen: int = 0
    calm: int = 0

    @property
    def is_told(self) -> bool:
        return self.seen >= SEEN

    def as_json(self) -> dict[str, Any]:
        one = self.number == 1
        words = {
            "number": "One" if one else str(self.number),
            "of": self.of,
            "is_are": "is" if one else "are",
            "does_do": "does" if one else "do",
            "its_their": "its" if one else "their",
        }
        return {
            "what": self.what,
            "since": instant(self.since),
            "holds": self.what in HOLDING,
            "sentence": NOW[self.what].format(**words),
        }


@dataclass(frozen=True, slots=True)
class Servers:
    """How many server processes there are, and how many there should be."""

    present: int = 1
    expected: int = 1


class Trouble:
    """The troubles of one process, by what they are to the room."""

    def __init__(self) -> None:
        self._spells: dict[str, _Spell] = {}
        #: What has passed, each with the looks for which it is still told.
        self._passed: list[tuple[int, dict[str, Any]]] = []
        self._looks = 0
        self.servers = Servers()

    def look(
        self, signs: Mapping[str, int], *, at: datetime, refused: int, servers: Servers
    ) -> None:
        """Take the signs of a moment: kinds of trouble, each with the number of servers in it.

        ``refused`` counts the votes that this process answered ``unavailable`` since it began.
        """
        self._looks += 1
        self.servers = servers
        for what, number in signs.items():
            self._see(what, number, at, refused)
        seen = {SAME.get(what, what) for what in signs}
        for name, spell in list(self._spells.items()):
            if name not in seen:
                self._miss(name, spell, at, refused)
        self._passed = [one for one in self._passed if one[0] > self._looks]

    def _see(self, what: str, number: int, at: datetime, refused: int) -> None:
        spell = self._spells.setdefault(SAME.get(what, what), _Spell(what, at, refused))
        spell.what, spell.number, spell.of = what, number, max(spell.of, self.servers.expected)
        spell.seen += 1
        spell.calm = 0

    def _miss(self, name: str, spell: _Spell, at: datetime, refused: int) -> None:
        spell.calm += 1
        if not spell.is_told:
            del self._spells[name]
        elif spell.calm >= CALM:
            del self._spells[name]
            self._passed.append((self._looks + KEPT, self._end(spell, at, refused)))

    def _end(self, spell: _Spell, at: datetime, refused: int) -> dict[str, Any]:
        present = self.servers.present
        fewer = spell.what.startswith("other_") and present < spell.of
        sentence = (FEWER if fewer else PASSED[spell.what]).format(of=spell.of, present=present)
        if spell.what in STOPPING:
            sentence += self._refused_words(refused - spell.refused)
        return {
            "what": spell.what,
            "since": instant(spell.since),
            "until": instant(at),
            "sentence": sentence,
        }

    def _refused_words(self, refused: int) -> str:
        """What became of votes meanwhile; nothing, where only other servers would know."""
        if refused:
            return " Votes that were held back are sent again by themselves: give them a moment."
        return " No vote was refused meanwhile." if self.servers.expected == 1 else ""

    @property
    def whats(self) -> frozenset[str]:
        """The kinds of trouble that chairs are told of now."""
        return frozenset(spell.what for spell in self._spells.values() if spell.is_told)

    def message(self, wait_p95: float | None) -> dict[str, Any]:
        """``trouble``: the whole of it; ``wait_p95`` is in seconds, None without votes."""
        return {
            "type": "trouble",
            "now": [spell.as_json() for spell in self._spells.values() if spell.is_told],
            "passed": [message for _, message in self._passed],
            "servers": self.servers.present,
            "wait_p95_ms": None if wait_p95 is None else round(wait_p95 * 1000),
        }
