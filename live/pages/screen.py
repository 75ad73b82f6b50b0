"""What covers the picture, as pages tell it without scripts: half of ``static/js/screen.js``."""

import math
import zoneinfo
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from live.pages.agenda import left_sentence

#: The picture that each kind calls for: to join, the waiting screen with its large code.
SCREENS = {"join": "waiting", "message": "message", "break": "break"}

OVER = "The break is over."


def screen_view(state: Mapping[str, Any], now: datetime) -> dict[str, str]:
    """What the projector writes: the message; or when a break ends, and how long that is."""
    screen = state["screen"] or {}
    if screen.get("kind") != "break":
        return {"text": screen.get("text", ""), "title": "", "time": "", "left": ""}
    if _seconds_left(screen, now) <= 0:
        return {"text": "", "title": OVER, "time": "", "left": ""}
    left = left_sentence(_seconds_left(screen, now))
    return {"text": "", "title": "Back at", "time": back_at(screen), "left": left}


def screen_line(screen: Mapping[str, Any] | None, now: datetime) -> str:
    """What a phone tells in a line; "" where the picture is of no use to those inside."""
    if screen is None or screen["kind"] == "join":
        return ""
    if screen["kind"] == "message":
        return str(screen["text"])
    left = _seconds_left(screen, now)
    return OVER if left <= 0 else f"Break. Back at {back_at(screen)}. {left_sentence(left)}"


def back_at(screen: Mapping[str, Any]) -> str:
    """The time of day at which a break ends, where the conference is: ``14:30``."""
    zone = zoneinfo.ZoneInfo(screen["time_zone"])
    return f"{datetime.fromisoformat(screen['ends_at']).astimezone(zone):%H:%M}"


def _seconds_left(screen: Mapping[str, Any], now: datetime) -> int:
    return math.ceil((datetime.fromisoformat(screen["ends_at"]) - now).total_seconds())
