"""The programme of a session, as its chair's console lists it."""

from datetime import UTC
from typing import Any

from polls.agendas.drafting import why_no_agenda
from polls.agendas.reading import topics_on
from polls.kinds import KINDS
from polls.models import Agenda, CommandRecord, Question, Round, Session
from polls.sparing import is_live, tallies_of


def read_programme(session_id: str) -> dict[str, Any]:
    """Questions in order, each with its last round; and the other sessions of the conference."""
    session = Session.objects.select_related("conference").get(pk=session_id)
    questions = session.questions.prefetch_related("choices", "rounds").order_by("position", "id")
    has_keypads = session.conference.keypads.exists()
    siblings = session.conference.sessions.order_by("position", "title", "pk")
    last = session.commands.order_by("-pk").first()
    return {
        "type": "programme",
        "session": {
            "id": str(session.pk),
            "title": session.title,
            "state": session.state,
            "rehearsal": session.rehearsal,
        },
        "sessions": [
            {
                "id": str(s.pk),
                "title": s.title,
                "room": s.room,
                "state": s.state,
                "rehearsal": s.rehearsal,
            }
            for s in siblings
        ],
        "questions": [
            {
                "id": str(question.pk),
                "kind": question.kind,
                "prompt": question.prompt,
                "help": question.help,
                "practice": question.practice,
                "skipped": question.skipped,
                "from_chair": question.from_chair,
                "live": is_live(question, session),
                "tallies": tallies_of(question, session),
                "choices": [{"id": str(c.pk), "text": c.text} for c in question.choices.all()],
                "round": _last_round(list(question.rounds.all())),
                "keypads": _obstacle(question) if has_keypads else "",
            }
            for question in questions
        ],
        "agendas": [
            _agenda(agenda)
            for agenda in session.agendas.select_related("round")
            .prefetch_related("topics")
            .order_by("published_at", "pk")
        ],
        "last": _last(last) if last else None,
        "keypads": has_keypads,
    }


def _obstacle(question: Question) -> str:
    """Why keypads cannot answer a question whole, or ""."""
    return KINDS[question.kind].obstacle_to_keys(len(question.choices.all()))


def _last(command: CommandRecord) -> dict[str, Any]:
    """Who did what last: nobody's name where the clock or the command line did it."""
    at = command.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"who": command.who, "words": command.words, "at": at}


def _last_round(rounds: list[Round]) -> dict[str, Any] | None:
    if not rounds:
        return None
    last = max(rounds, key=lambda round: round.number)
    return {
        "id": str(last.pk),
        "number": last.number,
        "phase": last.phase,
        "agenda": not why_no_agenda(last),
    }


def _agenda(agenda: Agenda) -> dict[str, Any]:
    """An agenda, and once it is published its topics, of which something can be written down."""
    published = agenda.state == Agenda.State.PUBLISHED
    topics = topics_on(agenda.topics.all()) if published else []
    return {
        "id": str(agenda.pk),
        "round": str(agenda.round_id),
        "title": str(agenda),
        "published": published,
        "topics": [{"id": str(topic.pk), "title": topic.title} for topic in topics],
    }
