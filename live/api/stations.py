"""Calls of base stations: what is open, and what keypads pressed.

A station proves itself by signing each call; each batch has a number that is taken once. What
is answered is signed too. No log names a keypad: with the moment of a press it would tell
whoever reads it in which order people voted.
"""

import asyncio
import time
from collections import Counter
from typing import Any
from uuid import UUID

import structlog
from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router

from live import commands, runtime
from live.api import described
from live.api.answers import NotSigned, answer_error, body_example, problem
from live.api.batches import Batch, read_batch
from live.api.callers import Caller, find_caller, name_station
from live.hearing import Hearing
from polls.errors import PollError, Unavailable, VoteInvalid, VoteRefused
from polls.held_presses import take_report
from polls.presses import Press, PressedVote, read_presses
from polls.roll_calls import hear_any_key
from polls.stations import Replayed, StationKey, UnknownStation
from polls.voting import Accepted, Outcome

log = structlog.get_logger(__name__)

#: Seconds that a call waits for news at most, and between two looks at what is in memory.
LONGEST_WAIT = 5.0
LOOK = 0.05

#: A station signs; no token of a person or a delegate opens these calls.
SIGNED: dict[str, Any] = {"security": [{"StationsSignature": []}]}

router = Router(tags=["Base stations"])
_hearing = Hearing()


@router.post(
    "/stations/{station_id}/presses",
    summary="Bring in what keypads pressed",
    response=described.answers(200, described.BatchTaken, 401, 404, 409, 413, 429),
    openapi_extra=body_example(
        sequence=12, presses=[{"keypad": "17", "round": "…", "rev": 3, "keys": "2", "battery": 80}]
    )
    | SIGNED,
)
async def take_presses(request: HttpRequest, station_id: UUID) -> HttpResponse:
    """Answers `{"sequence", "answers"}`, for each press its `ack` or `refused`, in their order.

    A batch is taken once: one with a number that is not higher than the last is 409 `replayed`,
    with the `last`. What was not answered is sent again under a new number; a press that counted
    is acknowledged again. None of a batch is taken where its form is wrong (400).
    `"presses": []` says that the station is there, and `"holds"` how many presses it keeps
    because it was cut off when they were made, of these `"held": [{"round", "presses", "last"}]`
    those of known rounds, where `last` is the number of the latest in the bridge's own count.
    `"bring"` of the answer has rounds whose held presses wait no longer, up to that number: they
    are to be brought in, to be refused as late. `"gave_up"` counts those of no known round that
    the bridge ever deleted from the spool that it calls `"spool"`.
    `"heard": [{"keypad", "battery"}]` are keypads of which a key was pressed while no vote was
    open: which key, nobody asks.
    `"unplugged": true` says that the bridge does not hear its base station.
    """
    caller = await find_caller(request, station_id)
    gate = runtime.current().gate
    try:
        return caller.sign(await _take(caller))
    except Replayed as error:
        gate.note_taken(station_id, error.last)
        told = {"sequence": caller.sequence, "last": error.last}
        gate.repeats.warn("batch replayed", about=station_id, **name_station(caller.key), **told)
        return caller.sign(problem(409, error.code, error.detail, last=error.last))
    except UnknownStation:
        gate.forget(station_id)
        raise NotSigned from None
    except PollError as error:
        return caller.sign(answer_error(error))


@router.get(
    "/stations/{station_id}/round",
    summary="What keypads may vote on",
    response=described.answers(200, described.RoundOnScreen, 401, 404, 413, 429),
    openapi_extra=SIGNED,
)
async def show_round(
    request: HttpRequest,
    station_id: UUID,
    session: str | None = None,
    after: str | None = None,
    wait: str = "0",
    revs: str | None = None,
) -> HttpResponse:
    """Answers at once, or, where `after` is the `mark` that the caller has, when it is another.

    At the latest after `wait` seconds, 5 at most. `revs=1` adds the `rev` of every keypad that
    has a ballot in the round. Any further part of the query, such as a random number, makes the
    signature, and so the answer's, one of a kind.
    """
    caller = await find_caller(request, station_id)
    try:
        told = await _look(caller.key, session, after, _seconds(wait))
        if revs == "1" and told["round"]:
            room = runtime.current()
            told["revs"] = await room.gate.read_revs(
                caller.key.conference_id, told["round"]["id"], room.hub.desk
            )
        await _hearing.write(caller.key, runtime.current().desk)
    except PollError as error:
        return caller.sign(answer_error(error))
    return caller.sign(JsonResponse(told))


# Presses.


async def _take(caller: Caller) -> HttpResponse:
    gate = runtime.current().gate
    last = gate.taken(caller.key.id)
    if 1 <= caller.sequence <= last:
        # Whoever listens on plain HTTP can send it again as often as they like.
        raise Replayed(last)
    batch = read_batch(caller.body, caller.sequence)
    presses = batch.presses
    read, bring = await runtime.current().desk.write(_begin, caller, batch)
    gate.note_taken(caller.key.id, caller.sequence)
    _hearing.hear(caller.key, {press.keypad: press.battery for press in presses})
    votes = [each for each in read if isinstance(each, PressedVote)]
    outcomes = iter(await commands.cast_presses([each.vote for each in votes]))
    decided = [
        _tell_mistake(each, next(outcomes)) if isinstance(each, PressedVote) else each
        for each in read
    ]
    answers = [_answer(*told) for told in zip(presses, decided, strict=True)]
    await _hearing.write(caller.key, runtime.current().desk)
    refused = Counter(answer["code"] for answer in answers if answer["type"] == "refused")
    if refused:
        told = name_station(caller.key) | {"sequence": caller.sequence, "presses": len(presses)}
        log.info("presses refused", **told, refused=dict(refused))
    return JsonResponse({"sequence": caller.sequence, "answers": answers, "bring": bring})


def _begin(caller: Caller, batch: Batch) -> tuple[list[Any], dict[str, int]]:
    """Take a batch's number and report, note who was heard, and make votes of its presses.

    Returns those, and the rounds whose held presses are to be brought in.
    """
    key = caller.key
    bring = take_report(station=key, sequence=caller.sequence, report=batch.report)
    if batch.heard:
        hear_any_key(conference_id=key.conference_id, station_id=key.id, heard=batch.heard)
    return read_presses(key.conference_id, batch.presses), bring


def _tell_mistake(pressed: PressedVote, outcome: Outcome | PollError) -> Outcome | PollError:
    """The outcome, with what is wrong about the keys in place of what is about the answer."""
    if pressed.mistake and isinstance(outcome, VoteInvalid):
        return VoteInvalid(pressed.mistake, rev=outcome.rev, answer=outcome.answer)
    return outcome


def _answer(press: Press, outcome: Outcome | PollError) -> dict[str, Any]:
    """What became of a press; what stands is told by its version alone, never by its answer."""
    if isinstance(outcome, Accepted):
        return {"type": "ack", "round": press.round_id, "rev": outcome.rev}
    told = {"type": "refused", "code": outcome.code, "detail": outcome.detail}
    return told | {"rev": outcome.rev} if isinstance(outcome, VoteRefused) else told


# What is on screen.


async def _look(
    key: StationKey, chosen: str | None, after: str | None, wait: float
) -> dict[str, Any]:
    """What is on screen, once it is no longer what the caller knows; raises ``Unavailable``."""
    until = time.monotonic() + wait
    while True:
        told = await _told(key, chosen)
        left = until - time.monotonic()
        if told["mark"] != after or left <= 0:
            return told
        await asyncio.sleep(min(LOOK, left))


async def _told(key: StationKey, chosen: str | None) -> dict[str, Any]:
    hub = runtime.current().hub
    venue = await hub.directory.venue_of_any(key.join_code)
    if venue is None:
        raise Unavailable("The conference cannot be read just now. Please try again.")
    room = await hub.floor.room(venue, chosen)
    state = room.state_message
    # While a vote is open, a press is a vote.
    roll_call = venue.now.roll_call and state["phase"] != "open"
    return {
        "station": key.name,
        "mark": f"{room.session_id or ''}:{state['seq']}{':roll-call' if roll_call else ''}",
        "session": state["session"],
        "sessions": state.get("sessions", []),
        "phase": "ended" if venue.now.ended else state["phase"],
        "round": _round(state) if state["round"] else None,
        "revs": None,
        "roll_call": roll_call,
    }


def _round(state: dict[str, Any]) -> dict[str, Any]:
    question = state["question"]
    return {
        "id": state["round"]["id"],
        "number": state["round"]["number"],
        "kind": question["kind"],
        "choices": len(question["choices"]),
        "max_choices": question["max_choices"],
        "sealed": state["round"]["sealed"],
    }


def _seconds(text: str) -> float:
    """How long a caller would wait; what is no number is not at all."""
    try:
        wanted = float(text)
    except ValueError:
        return 0.0
    return max(0.0, min(wanted, LONGEST_WAIT)) if wanted == wanted else 0.0
