"""The record as one JSON object: ``docs/record.schema.json`` describes it."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from polls.exports.as_json import round_of
from polls.record.discussed import AgendaTold
from polls.record.reading import Record
from polls.record.topics import NoteTold, TopicTold
from polls.remedies.reading import Shown
from polls.tallies import Result

#: Raised where a key goes or means something else; further keys may come without that.
VERSION = 1


def write_record(record: Record) -> Iterator[bytes]:
    """Yield a record as JSON in UTF-8; times are of UTC."""
    yield f"{json.dumps(record_as_json(record), ensure_ascii=False, indent=1)}\n".encode()


def record_as_json(record: Record) -> dict[str, Any]:
    """The whole record, as the schema has it."""
    session, conference = record.session, record.session.conference
    return {
        "version": VERSION,
        "conference": {
            "id": str(conference.pk),
            "name": conference.name,
            "starts_on": conference.starts_on and conference.starts_on.isoformat(),
            "ends_on": conference.ends_on and conference.ends_on.isoformat(),
            "time_zone": record.time_zone,
            "language": record.language,
        },
        "session": {
            "id": str(session.pk),
            "title": session.title,
            "room": session.room,
            "state": session.state,
            "held_on": record.held_on and record.held_on.isoformat(),
            "ended_at": _instant(session.ended_at),
        },
        "as_of": _instant(record.read_at),
        "so_far": record.so_far,
        "voted": [_vote(result) for result in record.voted],
        "agendas": [_agenda(agenda) for agenda in record.agendas],
        "voted_later": [_vote(result) for result in record.voted_later],
    }


def _vote(result: Result) -> dict[str, Any]:
    """One vote, as the export of results tells it, with its question."""
    return {"question": result.question_id, **round_of(result)}


def _agenda(agenda: AgendaTold) -> dict[str, Any]:
    return {
        "id": agenda.id,
        "round": agenda.round_id,
        "title": agenda.title,
        "published_at": _instant(agenda.published_at),
        "parallel": agenda.parallel,
        "total": agenda.total,
        "step": agenda.step,
        "minimum": agenda.minimum,
        "most": agenda.most,
        "note": agenda.why_not,
        "choices": [
            {
                "letter": choice.letter,
                "text": choice.text,
                "votes": choice.votes,
                "became": choice.became,
                "by_chair": choice.by_chair,
            }
            for choice in agenda.choices
        ],
        "sum": [
            {
                "topic": str(line.topic.pk),
                "votes": line.votes,
                "exact": round(float(line.share.exact), 2),
                "lifted": line.share.lifted,
                "extra": line.share.extra,
                "minutes": line.share.minutes,
            }
            for line in agenda.lines
        ],
        "sentences": list(agenda.sentences),
        "topics": [_topic(topic) for topic in agenda.topics],
    }


def _topic(topic: TopicTold) -> dict[str, Any]:
    return {
        "id": topic.id,
        "title": topic.title,
        "voted_on_as": topic.said,
        "room": topic.room,
        "facilitator": topic.facilitator,
        "minutes": topic.minutes,
        "extended": topic.extended,
        "planned_from": _instant(topic.planned_from),
        "planned_to": _instant(topic.planned_to),
        "began_at": _instant(topic.began_at),
        "ended_at": _instant(topic.ended_at),
        "ways": [_entry(entry) for entry in topic.ways],
        "questions": [_entry(entry) for entry in topic.questions],
        "outcomes": [_note(note) for note in topic.outcomes],
        "decisions": [_note(note) for note in topic.decisions],
        "actions": [
            {**_note(note), "who": note.who, "by_when": note.by_when} for note in topic.actions
        ],
    }


def _entry(entry: Shown) -> dict[str, Any]:
    return {
        "id": entry.id,
        "number": entry.number,
        "text": entry.text,
        "signed": entry.signed,
        "table": entry.table,
        "answer": entry.answer,
        "votes": entry.votes,
    }


def _note(note: NoteTold) -> dict[str, Any]:
    return {
        "id": note.id,
        "text": note.text,
        "written_at": _instant(note.written_at),
        "mark": note.mark,
    }


def _instant(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None
