"""What everybody in a session sees, or waiting for one, and the beat that counts it."""

from typing import Any

from live.protocol.encoding import encode, instant, present
from live.protocol.tallies import votes
from polls.agendas.reading import AgendaNow
from polls.conferences import ConferenceNow
from polls.looks import PLAIN, Look
from polls.models import Screen
from polls.remedies.reading import RemediesNow
from polls.screens import ScreenNow
from polls.sessions import SessionNow


def state_of_session(now: SessionNow) -> dict[str, Any]:
    """``state`` of a session; the same for everybody in it."""
    round = now.round
    revealed = round is not None and round.result.phase == "revealed"
    return {
        "type": "state",
        "seq": now.seq,
        "session": {"id": now.id, "title": now.title},
        "phase": now.phase,
        "live": now.live,
        "tallies": now.tallies,
        "blank": now.blank,
        "practice": now.practice,
        "rehearsal": now.rehearsal,
        "stopped": now.stopped,
        "round": {
            "id": round.result.round_id,
            "number": round.result.number,
            "closes_at": instant(round.closes_at) if round.closes_at else None,
            "sealed": round.sealed,
            "as_of_backup": round.result.as_of_backup,
        }
        if round
        else None,
        "question": now.question.as_json() if now.question else None,
        "results": votes(now) | {"joined": round.result.joined} if round and revealed else None,
        "agenda": agenda(now.agenda) if now.agenda else None,
        "screen": screen(now.screen) if now.screen else None,
        "look": look(now.look),
        "remedies": remedies(now.remedies) if now.remedies else None,
        "keypad_tiles": now.keypad_tiles,
    }


def state_of_conference(now: ConferenceNow) -> dict[str, Any]:
    """``state`` while a delegate is in no session; lists the live ones where there are several."""
    state = {
        "type": "state",
        "seq": now.seq,
        "session": None,
        "phase": "waiting",
        "live": True,
        "tallies": "each",
        "blank": False,
        "practice": False,
        "rehearsal": False,
        "stopped": False,
        "round": None,
        "question": None,
        "results": None,
        "agenda": None,
        "screen": None,
        "look": look(PLAIN),
        "remedies": None,
        "keypad_tiles": False,
    }
    if len(now.live) > 1:
        state["sessions"] = [{"id": s.id, "title": s.title, "room": s.room} for s in now.live]
    return state


def screen(now: ScreenNow) -> dict[str, Any]:
    """``screen``: what covers the picture; clients count a break down for themselves."""
    if now.kind == Screen.MESSAGE:
        return {"kind": now.kind, "text": now.text}
    if now.ends_at is not None:
        return {"kind": now.kind, "ends_at": instant(now.ends_at), "time_zone": now.time_zone}
    return {"kind": now.kind}


def look(now: Look) -> dict[str, Any]:
    """``look``: size and theme of projectors, and which are to show their number until when."""
    return {
        "size": now.size,
        "theme": now.theme,
        "projectors": [
            {"number": one.number, "size": one.size, "theme": one.theme} for one in now.projectors
        ],
        "identify": {"projector": now.identify, "until": instant(now.identify_until)}
        if now.identify_until
        else None,
    }


def remedies(now: RemediesNow) -> dict[str, Any]:
    """``remedies``: which lists there are; their entries come in messages of their own."""
    return {
        "version": now.version,
        "held": now.held,
        "lists": [
            {
                "topic": each.topic_id,
                "title": each.title,
                "round": each.round_id,
                "phase": "open" if each.open else "frozen",
                "sealed": each.sealed,
            }
            for each in now.lists
        ],
        "screen": {"topic": now.screen, "top": now.top, "live": now.live} if now.screen else None,
    }


def agenda(now: AgendaNow) -> dict[str, Any]:
    """``agenda``: the topics in order, each with its time; clients count down for themselves."""
    return {
        "id": now.id,
        "round": now.round_id,
        "title": now.title,
        "phase": now.phase,
        "parallel": now.parallel,
        "time_zone": now.time_zone,
        "topics": [
            {
                "id": topic.id,
                "title": topic.title,
                "votes": topic.votes,
                "minutes": topic.minutes,
                "extended": topic.extended,
                "room": topic.room,
                "facilitator": topic.facilitator,
                "standing": topic.standing,
                "starts_at": instant(topic.starts_at) if topic.starts_at else None,
                "ends_at": instant(topic.ends_at) if topic.ends_at else None,
            }
            for topic in now.topics
        ],
    }


def beat(seq: int, extra: dict[str, Any] | None = None) -> str:
    """``beat``, encoded; ``extra`` is what projector and chair get on top."""
    return encode({"type": "beat", "seq": seq, **present(), **(extra or {})})
