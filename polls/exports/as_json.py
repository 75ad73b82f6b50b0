"""Results as JSON: sessions, their questions, the rounds of each."""

import json
from collections.abc import Iterator
from typing import Any

from polls.exports.pages import Asked, in_blocks, read_asked, read_pages, read_shares
from polls.models import Conference, Round, Session
from polls.tallies import Result


def export_json(conference: Conference) -> Iterator[bytes]:
    """Yield a conference's results as one JSON object in UTF-8."""
    yield from in_blocks(_pieces(conference))


def _pieces(conference: Conference) -> Iterator[str]:
    about = {
        "id": str(conference.pk),
        "code": conference.code,
        "name": conference.name,
        "expected": conference.expected,
    }
    yield f'{{"conference": {_dump(about)}, "sessions": ['
    for index, session in enumerate(list(conference.sessions.all())):
        yield ",\n" if index else "\n"
        yield from _session(session)
    yield "]}\n"


def _session(session: Session) -> Iterator[str]:
    about = {"id": str(session.pk), "title": session.title, "state": session.state}
    yield f'{_dump(about)[:-1]}, "questions": ['
    for index, asked in enumerate(read_asked(session)):
        yield ",\n " if index else "\n "
        yield from _question(asked)
    yield "]}"


def _question(asked: Asked) -> Iterator[str]:
    about: dict[str, Any] = {"id": asked.id, "number": asked.number}
    if asked.wording:
        about |= asked.wording.as_json()
    else:
        about["deleted"] = True
    yield f'{_dump(about)[:-1]}, "rounds": ['
    for index, result in enumerate(read_pages(asked.rounds)):
        yield f"{',' if index else ''}\n  {_dump(round_of(result))}"
    yield "]}"


def round_of(result: Result) -> dict[str, Any]:
    """One round; a void one has neither counts nor ballots.

    ``counts`` are of ``counted`` ballots, and null where nobody may see them yet.
    """
    void = result.phase == Round.Phase.VOID
    return {
        "id": result.round_id,
        "number": result.number,
        "phase": result.phase,
        "kind": result.wording.kind,
        "prompt": result.wording.prompt,
        "from_chair": result.from_chair,
        "corrections": [each.as_json() for each in result.corrections],
        **({} if void else {"ballots": result.ballots, "joined": result.joined}),
        **({} if void else {"counted": result.counted}),
        **({} if void else {"counts": read_shares(result), "figures": result.figures}),
        "sentence": result.sentence,
        **({} if void else {"entry": result.entry, "turnout": result.turnout}),
    }


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
