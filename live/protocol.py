"""The live protocol: reading what clients send, writing what they are sent.

Pure functions of values; ``docs/protocol.md`` is the contract.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from polls import clock
from polls.agendas.reading import AgendaNow
from polls.chairing import Done, Order
from polls.errors import Malformed, PollError, RoundSealed, TooFast, VoteRefused
from polls.held_presses import Undecided
from polls.looks import MOST_PROJECTORS, PLAIN, THEMES, Look
from polls.models import HIGHEST_REV, Screen
from polls.received import Received
from polls.remedies.reading import RemediesNow
from polls.screens import ScreenNow
from polls.tallies import ConferenceNow, SessionNow
from polls.voting import Accepted, Mine, Outcome

#: A message of a client may have so many bytes.
LONGEST_MESSAGE = 8 * 1024
LONGEST_REF = 64

#: What can be chosen at a projector itself.
CHOSEN_THEMES = tuple(theme for theme in THEMES if theme)

#: Close codes.
NO_TOKEN = 4401
NO_CONFERENCE = 4404
FLOODING = 4408
TOO_LARGE = 4409
CONFERENCE_ENDED = 4410
RESTARTING = 4412
#: A projector or chair that stopped saying what it has seen.
UNSEEN = 1000

_SURROGATE_OR_NUL = re.compile("[\ud800-\udfff\x00]")


class Unreadable(Malformed):
    """A malformed message, with its ``ref`` where that could be read."""

    def __init__(self, detail: str, ref: str | None = None) -> None:
        super().__init__(detail)
        self.ref = ref


@dataclass(frozen=True, slots=True)
class VoteMessage:
    """A delegate's ``vote``."""

    ref: str
    round_id: str
    rev: int
    answer: Any


def read_message(text: str | bytes | None) -> dict[str, Any]:
    """Parse one frame into an object with a ``type``; raise ``Unreadable``."""
    if not isinstance(text, str):
        raise Unreadable("Messages are text, not binary.")
    message = read_object(text)
    if not isinstance(message.get("type"), str):
        raise Unreadable("“type” must be the name of a message.", read_ref(message))
    return message


def is_too_large(event: dict[str, Any]) -> bool:
    """Whether a received frame has more bytes than a message may."""
    frame = event.get("text")
    if frame is None:
        return len(event.get("bytes") or b"") > LONGEST_MESSAGE
    # Most frames are short enough whatever their characters are.
    if len(frame) * 4 <= LONGEST_MESSAGE:
        return False
    return len(frame.encode("utf-8", "surrogatepass")) > LONGEST_MESSAGE


def too_fast() -> TooFast:
    """The refusal of a message over the limit; a new one, since a raised error keeps its trace."""
    return TooFast("You are sending too fast. Please wait a moment.")


def unknown(message: dict[str, Any]) -> Unreadable:
    """The refusal of a message whose ``type`` is not for this socket."""
    return Unreadable(f"There is no message “{str(message['type'])[:40]}” here.", read_ref(message))


def read_body(body: bytes) -> dict[str, Any]:
    """Parse the body of a call as one frame would be; raise ``Unreadable``.

    Bytes are not left to the JSON parser: it also takes UTF-16, and surrogates in UTF-8.
    """
    try:
        return read_object(body.decode())
    except UnicodeDecodeError:
        raise Unreadable("The message is not UTF-8.") from None


def read_object(text: str) -> dict[str, Any]:
    """Parse JSON into an object without NUL or lone surrogates; raise ``Unreadable``."""
    try:
        message = _decode(text)
    except (ValueError, RecursionError):
        raise Unreadable("The message is not JSON.") from None
    if not isinstance(message, dict):
        raise Unreadable("The message is not an object.")
    # Only an escape can hide either: the frame itself is valid UTF-8, and JSON bars raw NULs.
    if "\\u" in text and _is_tainted(message):
        raise Unreadable("The message has characters that are not text.", read_ref(message))
    return message


def read_vote(message: dict[str, Any]) -> VoteMessage:
    """Check the form of a ``vote``; raise ``Unreadable``."""
    ref, round_id, rev = message.get("ref"), message.get("round"), message.get("rev")
    if type(ref) is not str or len(ref) > LONGEST_REF:
        raise Unreadable(f"“ref” must be text of up to {LONGEST_REF} characters.")
    if type(round_id) is not str:
        raise Unreadable("“round” must be the id of a round.", ref)
    if type(rev) is not int or not 1 <= rev <= HIGHEST_REV:
        raise Unreadable(f"“rev” must be a whole number from 1 to {HIGHEST_REV}.", ref)
    if "answer" not in message:
        raise Unreadable("“answer” is missing.", ref)
    return VoteMessage(ref, round_id, rev, message["answer"])


def read_plea(message: dict[str, Any]) -> tuple[str, str]:
    """Check the form of a ``more_time``; return its ``ref`` and round, or raise ``Unreadable``."""
    ref, round_id = read_ref(message), message.get("round")
    if ref is None:
        raise Unreadable(f"“ref” must be text of up to {LONGEST_REF} characters.")
    if type(round_id) is not str:
        raise Unreadable("“round” must be the id of a round.", ref)
    return ref, round_id


def read_projector(message: dict[str, Any]) -> tuple[str, int | None, str | None]:
    """Check the form of a ``projector``; return its key, the number that it wants, its theme."""
    key, number, theme = message.get("key"), message.get("number"), message.get("theme")
    if type(key) is not str or not 1 <= len(key) <= LONGEST_REF:
        raise Unreadable(f"“key” must be text of 1 to {LONGEST_REF} characters.")
    if number is not None and (type(number) is not int or not 1 <= number <= MOST_PROJECTORS):
        raise Unreadable(f"“number” must be a number from 1 to {MOST_PROJECTORS}, or null.")
    if theme is not None and theme not in CHOSEN_THEMES:
        raise Unreadable("“theme” must be the name of one, or null.")
    return key, number, theme


def read_order(message: dict[str, Any], *, ref_needed: bool = True) -> Order:
    """Check the form of a chair's ``command``; raise ``Unreadable``."""
    ref = read_ref(message)
    if ref is None and (ref_needed or message.get("ref") is not None):
        raise Unreadable(f"“ref” must be text of up to {LONGEST_REF} characters.")
    do, seq = message.get("do"), message.get("seq")
    if not isinstance(do, str):
        raise Unreadable("“do” must be the name of a command.", ref)
    if seq is not None and type(seq) is not int:
        raise Unreadable("“seq” must be a whole number.", ref)
    return Order(do=do, args=message, ref=ref, seq=seq)


def read_ref(message: dict[str, Any]) -> str | None:
    """The ``ref`` of a message, or None where there is none that could be answered with."""
    ref = message.get("ref")
    if not isinstance(ref, str) or len(ref) > LONGEST_REF or _is_tainted(ref):
        return None
    return ref


def _is_tainted(value: Any) -> bool:
    """Whether NUL or a lone surrogate stands anywhere inside, however deep."""
    unseen = [value]
    while unseen:
        part = unseen.pop()
        if isinstance(part, str):
            if _SURROGATE_OR_NUL.search(part):
                return True
        elif isinstance(part, dict):
            unseen += [*part.keys(), *part.values()]
        elif isinstance(part, list):
            unseen += part
    return False


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)


# Made once: with options, json.loads and json.dumps make a new one at every call.
_decode = json.JSONDecoder(parse_constant=_refuse_constant).decode
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_quote = json.encoder.encode_basestring


# What the server says.


def encode(message: dict[str, Any]) -> str:
    """One message as the text of a frame."""
    return _encode(message)


def instant(moment: datetime | None = None) -> str:
    """A moment in UTC, to the second; now, by the clock that rounds keep, if none is given."""
    return (moment or clock.last_known()).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


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
        "results": _votes(now) | {"joined": round.result.joined} if round and revealed else None,
        "agenda": agenda(now.agenda) if now.agenda else None,
        "screen": screen(now.screen) if now.screen else None,
        "look": look(now.look),
        "remedies": remedies(now.remedies) if now.remedies else None,
        "keypad_tiles": now.keypad_tiles,
    }


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


def _upvotes(now: RemediesNow | None, *, chair: bool) -> dict[str, Any] | None:
    """Upvotes of the list on screen; the room sees counts while they move only if that is on."""
    upvotes = now and now.upvotes
    if not now or not upvotes:
        return None
    frozen = not any(each.open for each in now.lists if each.topic_id == upvotes.topic_id)
    counts = upvotes.counts if chair or now.live or frozen else None
    return {
        "topic": upvotes.topic_id,
        "round": upvotes.round_id,
        "ballots": upvotes.ballots,
        "joined": upvotes.joined,
        "counts": None
        if counts is None
        else [{"choice": each, "count": count} for each, count in sorted(counts.items())],
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


def tally(
    now: SessionNow, *, chair: bool = False, last_vote: str | None = None, more_time: int = 0
) -> dict[str, Any]:
    """``tally`` of the round on screen, for the room, or with what the chair alone may see.

    ``more_time`` counts the delegates who asked for it.
    """
    round = now.round
    message = {
        "type": "tally",
        "round": round.result.round_id if round else None,
        "tally_seq": now.tally_seq,
        "ballots": round.result.ballots if round else 0,
        "joined": round.result.joined if round else now.joined,
        "present": now.present,
        "counted": None,
        "counts": None,
        "figures": None,
        "remedies": _upvotes(now.remedies, chair=chair),
    }
    if round is None:
        # The list of a topic is on screen, and no question.
        extra = {"hidden": False, "late": 0, "last_vote": None, "more_time": 0}
        extra["channels"] = None
        return message | (extra if chair else {})
    if round.result.counts is not None and (chair or round.visible):
        message |= _votes(now) | {"counted": round.result.counted}
    if chair:
        message |= {"hidden": not round.visible, "late": round.late}
        message |= {"last_vote": last_vote, "more_time": more_time}
        message["channels"] = dict(round.result.channels)
    return message


def keypads(now: Received) -> dict[str, Any]:
    """``keypads``: whose was received, as places among their numbers."""
    return {
        "type": "keypads",
        "round": now.round_id,
        "numbers": list(now.numbers),
        "received": list(now.received),
    }


def presses_held(undecided: Sequence[Undecided], given_up: Mapping[str, int]) -> dict[str, Any]:
    """What a chair's beat says of presses that base stations hold or gave up, where there are."""
    held = [
        {"base": o.base, "round": o.round_id, "question": o.question_id, "presses": o.presses}
        for o in undecided
    ]
    lost = [{"base": base, "presses": number} for base, number in given_up.items()]
    told = {"presses_held": held, "presses_given_up": lost}
    return {name: each for name, each in told.items() if each}


def numbered(number: int | None) -> dict[str, Any]:
    """``numbered``: the number of the projector that is told it; null where all are taken."""
    return {"type": "numbered", "number": number}


def projectors(there: Mapping[int, str | None]) -> dict[str, Any]:
    """``projectors``: those that show a session, each with the theme that was chosen there."""
    connected = [{"number": number, "theme": there[number]} for number in sorted(there)]
    return {"type": "projectors", "projectors": connected}


def door(now: ConferenceNow) -> dict[str, Any]:
    """``door``: who gets in, for the chair's console."""
    return {"type": "door", "door": now.door, "expected": now.expected}


def _votes(now: SessionNow) -> dict[str, Any]:
    assert now.round is not None  # noqa: S101 -- as above
    result = now.round.result
    return {
        "ballots": result.ballots,
        "counts": result.counts,
        "figures": result.figures,
        "sentence": result.sentence,
    }


def mine(ballot: Mine) -> dict[str, Any]:
    """``mine``: what only this delegate may know."""
    message = {
        "type": "mine",
        "round": ballot.round_id,
        "rev": ballot.rev,
        "answer": ballot.answer,
        "now": instant(),
    }
    if ballot.sealed:
        message["sealed"] = True
    return message


def ack(ref: str, round_id: str, rev: int) -> str:
    """``ack`` of a vote, encoded: the one message that is written for each vote."""
    return f'{{"type":"ack","ref":{_quote(ref)},"round":{_quote(round_id)},"rev":{rev}}}'


def answer_to_vote(ref: str | None, round_id: str, outcome: Outcome | PollError) -> dict[str, Any]:
    """``ack`` or ``refused``: the answer to a vote that came in a call."""
    if isinstance(outcome, Accepted):
        return {"type": "ack", "ref": ref, "round": round_id, "rev": outcome.rev}
    return refused(ref, outcome)


def done(done: Done) -> dict[str, Any]:
    """Where a command led: the socket's ``ack`` without its ``ref``, and the API's answer."""
    return {"seq": done.seq, "phase": done.phase, "round": done.round_id}


def refused(ref: str | None, error: PollError) -> dict[str, Any]:
    """``refused``, with what stands where that is known."""
    message: dict[str, Any] = {
        "type": "refused",
        "ref": ref,
        "code": error.code,
        "detail": error.detail,
    }
    if isinstance(error, VoteRefused):
        message |= {"rev": error.rev, "answer": error.answer}
    if isinstance(error, RoundSealed):
        message["sealed"] = True
    return message


def beat(seq: int, extra: dict[str, Any] | None = None) -> str:
    """``beat``, encoded; ``extra`` is what projector and chair get on top."""
    return encode({"type": "beat", "seq": seq, "now": instant(), **(extra or {})})
