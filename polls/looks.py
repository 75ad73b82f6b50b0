"""How large and in which colours projectors show a session: all of them, or one by its number.

A session keeps it as JSON: ``size`` and ``theme`` for all, ``projectors`` by number with those of
its own, and since when which projector is to ``identify`` itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

#: How large words are drawn, as far as they fit.
SIZES = ("small", "normal", "large", "largest")
#: "" is what the projector's browser prefers.
THEMES = ("", "dark", "light", "contrast")
#: Projectors of a conference have numbers up to this one.
MOST_PROJECTORS = 24
#: So long a projector shows its number.
IDENTIFIED = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class OneLook:
    """What the projector with a number has of its own; None where it looks as all do."""

    number: int
    size: str | None
    theme: str | None


@dataclass(frozen=True, slots=True)
class Look:
    """``size`` and ``theme`` of all projectors, and of those that look otherwise.

    Until ``identify_until`` the projector with the number ``identify`` shows it, or, if that is
    None, each shows its own.
    """

    size: str = "normal"
    theme: str = ""
    projectors: tuple[OneLook, ...] = ()
    identify: int | None = None
    identify_until: datetime | None = None


PLAIN = Look()


def read_look(kept: Mapping[str, Any], now: datetime) -> Look:
    """What a session keeps, as it stands at a moment."""
    asked = kept.get("identify") or {}
    until = datetime.fromisoformat(asked["until"]) if asked else None
    current = until is not None and until > now
    ones = kept.get("projectors", {})
    return Look(
        size=kept.get("size", PLAIN.size),
        theme=kept.get("theme", PLAIN.theme),
        projectors=tuple(
            OneLook(int(number), one.get("size"), one.get("theme"))
            for number, one in sorted(ones.items(), key=lambda entry: int(entry[0]))
        ),
        identify=asked.get("projector") if current else None,
        identify_until=until if current else None,
    )


def change_look(
    kept: Mapping[str, Any], projector: int | None, wanted: Mapping[str, str | None]
) -> dict[str, Any]:
    """What a session keeps once all projectors, or one, have the ``size`` or ``theme`` wanted.

    None takes from the one what it has of its own.
    """
    if projector is None:
        return {**kept, **wanted}
    name = str(projector)
    ones = {**kept.get("projectors", {})}
    merged = {**ones.pop(name, {}), **wanted}
    own = {key: value for key, value in merged.items() if value is not None}
    return {**kept, "projectors": {**ones, **({name: own} if own else {})}}


def ask_for_number(kept: Mapping[str, Any], projector: int | None, now: datetime) -> dict[str, Any]:
    """What a session keeps while a projector, or each, shows its number."""
    until = (now + IDENTIFIED).isoformat()
    return {**kept, "identify": {"projector": projector, "until": until}}
