"""What moves while a vote is open: its tally, and whose keypad was received."""

from typing import Any

from polls.received import Received
from polls.remedies.reading import RemediesNow
from polls.sessions import SessionNow


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
        message |= votes(now) | {"counted": round.result.counted}
    if chair:
        message |= {"hidden": not round.visible, "late": round.late}
        message |= {"last_vote": last_vote, "more_time": more_time}
        message["channels"] = dict(round.result.channels)
    return message


def votes(now: SessionNow) -> dict[str, Any]:
    """What the counters of the round on screen say; there must be one."""
    assert now.round is not None  # noqa: S101 -- whoever calls has looked
    result = now.round.result
    return {
        "ballots": result.ballots,
        "counts": result.counts,
        "figures": result.figures,
        "sentence": result.sentence,
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


def keypads(now: Received) -> dict[str, Any]:
    """``keypads``: whose was received, as places among their numbers."""
    return {
        "type": "keypads",
        "round": now.round_id,
        "numbers": list(now.numbers),
        "received": list(now.received),
    }
