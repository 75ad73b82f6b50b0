"""The lists of remedies that a room was told: once whole, and then only what has changed.

A list may be long and its readers many, so that an entry that is approved costs each phone
one entry. Sockets that do not show the lists are not sent them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from live.outbox import post_text
from live.protocol.encoding import encode
from polls.remedies.reading import Shown

if TYPE_CHECKING:
    from live.listeners import Phone, Watcher
    from live.rooms import Room

#: Entries in one message: the longest of them stay below the largest frame.
CHUNK = 50


class Lists:
    """What was told last, by entry; ``whole`` are the messages for whoever comes anew."""

    __slots__ = ("entries", "version", "whole")

    def __init__(self) -> None:
        self.version = 0
        self.entries: dict[str, dict[str, Any]] = {}
        self.whole: list[str] = []

    def take(self, version: int, shown: Sequence[Shown]) -> str:
        """Take the lists as they are now; return the message that leads to them from before."""
        before, was = self.entries, self.version
        self.version = version
        self.entries = {each.id: each.as_json() for each in shown}
        changed = [entry for key, entry in self.entries.items() if before.get(key) != entry]
        gone = [key for key in before if key not in self.entries]
        self.whole = list(self._whole())
        return _message(version, was, changed, gone)

    def _whole(self) -> Iterable[str]:
        entries = list(self.entries.values())
        yield _message(self.version, None, entries[:CHUNK])
        for start in range(CHUNK, len(entries), CHUNK):
            yield _message(self.version, self.version, entries[start : start + CHUNK])


def tell_lists(who: Phone | Watcher, room: Room) -> None:
    """Send the whole lists to a socket that shows them."""
    if who.remedies:
        for text in room.lists.whole:
            post_text(who.send, text)


def moderation(entered: int, counts: dict[str, int]) -> str:
    """``moderation``: how many entries wait for a moderator; the page fetches them."""
    return encode({"type": "moderation", "version": entered, **counts})


def _message(
    version: int, after: int | None, entries: Sequence[dict[str, Any]], gone: Sequence[str] = ()
) -> str:
    message = {"type": "remedies", "version": version, "after": after}
    return encode({**message, "entries": list(entries), "gone": list(gone)})
