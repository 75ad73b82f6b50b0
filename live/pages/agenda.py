"""An agenda as pages tell it without scripts: the server's half of ``static/js/agenda.js``."""

import math
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

MARKS = {"done": "Done", "now": "Now", "next": "Next", "later": ""}
AHEAD = {"next", "later"}


@dataclass(frozen=True, slots=True)
class AgendaRow:
    """One topic: when, in the conference's time zone, and where."""

    id: str
    title: str
    standing: str
    mark: str
    when: str
    where: str
    minutes: int


def agenda_rows(agenda: Mapping[str, Any], now: datetime) -> list[AgendaRow]:
    """The topics of the protocol's ``agenda`` as they stand at a moment."""
    late = _delay(agenda, now)
    zone = zoneinfo.ZoneInfo(agenda["time_zone"])
    return [
        AgendaRow(
            id=topic["id"],
            title=topic["title"],
            standing=topic["standing"],
            mark=""
            if agenda["parallel"] and topic["standing"] == "next"
            else MARKS[topic["standing"]],
            when=_when(topic, late, zone),
            where=" · ".join(text for text in (topic["room"], topic["facilitator"]) if text),
            minutes=topic["minutes"],
        )
        for topic in agenda["topics"]
    ]


def agenda_lead(agenda: Mapping[str, Any], now: datetime) -> str:
    """What is on, how long it still has and what comes next, as sentences."""
    topics = agenda["topics"]
    if agenda["phase"] == "over":
        return "The agenda is over. Thank you."
    if agenda["phase"] == "ahead":
        many = _counted(len(topics), "topic")
        if agenda["parallel"]:
            return f"{many} at the same time, {_counted(topics[0]['minutes'], 'minute')}."
        return f"{many}, {_counted(sum(topic['minutes'] for topic in topics), 'minute')} in all."
    current = _current(agenda)
    if current is None:
        return ""
    left = left_sentence(_seconds_left(current, now))
    if agenda["parallel"]:
        return f"All topics are on now. {left}"
    following = next((topic for topic in topics if topic["standing"] == "next"), None)
    after = f" Next: {following['title']}." if following else ""
    return f"Now: {current['title']}. {left}{after}"


def left_sentence(seconds: int) -> str:
    """The time left as a sentence, in whole minutes."""
    if seconds <= 0:
        return "The time is up."
    if seconds < 60:
        return "Less than a minute is left."
    minutes = (seconds + 30) // 60
    return "About a minute is left." if minutes == 1 else f"About {minutes} minutes are left."


def _current(agenda: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return next((topic for topic in agenda["topics"] if topic["standing"] == "now"), None)


def _seconds_left(topic: Mapping[str, Any], now: datetime) -> int:
    return math.ceil((datetime.fromisoformat(topic["ends_at"]) - now).total_seconds())


def _delay(agenda: Mapping[str, Any], now: datetime) -> timedelta:
    """By how much later what follows begins: nothing ends by itself."""
    current = _current(agenda)
    if current is None or agenda["parallel"]:
        return timedelta(0)
    return timedelta(seconds=max(0, -_seconds_left(current, now)))


def _when(topic: Mapping[str, Any], late: timedelta, zone: zoneinfo.ZoneInfo) -> str:
    if topic["starts_at"] is None:
        return _counted(topic["minutes"], "minute")
    starts_at = datetime.fromisoformat(topic["starts_at"])
    ends_at = datetime.fromisoformat(topic["ends_at"])
    if topic["standing"] in AHEAD:
        starts_at += late
    if topic["standing"] != "done":
        ends_at += late
    return f"{starts_at.astimezone(zone):%H:%M} to {ends_at.astimezone(zone):%H:%M}"


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
