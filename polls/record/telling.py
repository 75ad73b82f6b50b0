"""Dates and times of a record in words, in the conference's time zone."""

from datetime import date, datetime, timedelta

from polls.durations import counted
from polls.record.reading import Record
from polls.record.topics import TopicTold


def tell_place(record: Record) -> str:
    """The day on which a session was held and where, or when its conference is."""
    conference = record.session.conference
    days = [day for day in (conference.starts_on, conference.ends_on) if day]
    when = " to ".join(dict.fromkeys(tell_day(day) for day in days))
    if record.held_on:
        when = tell_day(record.held_on)
    return " · ".join(text for text in (when, record.session.room) if text)


def tell_day(day: date) -> str:
    """A date: ``22 November 2026``."""
    return f"{day.day} {day:%B %Y}"


def tell_times(record: Record, topic: TopicTold) -> tuple[str, str]:
    """When a topic was planned to be on, and when it was."""
    minutes = f"{topic.minutes} min"
    planned = minutes
    if topic.planned_from and topic.planned_to:
        span = _span(record, topic.planned_from, topic.planned_to)
        planned = f"{span} ({minutes})"
    if topic.began_at is None:
        return planned, "has not begun" if record.so_far else "was not begun"
    given = [f"{tell_length(topic.extended)} given on top"] if topic.extended else []
    if topic.ended_at is None:
        return planned, "; ".join([f"from {_clock(record, topic.began_at)}, not ended", *given])
    took = round((topic.ended_at - topic.began_at) / timedelta(minutes=1))
    told = "; ".join([f"{took} min", *given])
    return planned, f"{_span(record, topic.began_at, topic.ended_at)} ({told})"


def tell_length(seconds: int) -> str:
    """A length of time: ``5 min``, ``7 min 12 s``, ``40 s``."""
    minutes, rest = divmod(seconds, 60)
    return " ".join([f"{minutes} min"] * bool(minutes) + [f"{rest} s"] * bool(rest or not minutes))


def tell_notes(topic: TopicTold) -> str:
    """How many decisions and actions of a topic are written down; "" for none."""
    numbers = ((len(topic.decisions), "decision"), (len(topic.actions), "action"))
    return ", ".join(counted(number, thing) for number, thing in numbers if number)


def _span(record: Record, begins: datetime, ends: datetime) -> str:
    after = _clock(record, ends, day=record.local(begins).date())
    return f"{_clock(record, begins)} to {after}"


def _clock(record: Record, moment: datetime, day: date | None = None) -> str:
    """The time of day; with its date, where that is not ``day``, or else that of the session."""
    local = record.local(moment)
    if local.date() == (day or record.held_on):
        return f"{local:%H:%M}"
    return f"{local.day} {local:%b %H:%M}"
