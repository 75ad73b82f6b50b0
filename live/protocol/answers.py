"""What one client alone is told: what is its own, and what became of what it sent."""

import json
from typing import Any

from live.protocol.encoding import present
from polls.chairing import Done
from polls.errors import PollError, RoundSealed, VoteRefused
from polls.voting import Accepted, Mine, Outcome

_quote = json.encoder.encode_basestring


def mine(ballot: Mine) -> dict[str, Any]:
    """``mine``: what only this delegate may know."""
    message = {
        "type": "mine",
        "round": ballot.round_id,
        "rev": ballot.rev,
        "answer": ballot.answer,
        **present(),
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


def done(done: Done) -> dict[str, Any]:
    """Where a command led: the socket's ``ack`` without its ``ref``, and the API's answer."""
    return {"seq": done.seq, "phase": done.phase, "round": done.round_id}


def numbered(number: int | None) -> dict[str, Any]:
    """``numbered``: the number of the projector that is told it; null where all are taken."""
    return {"type": "numbered", "number": number}
