"""The timer of an open vote: started, extended, stopped."""

from collections.abc import Mapping
from typing import Any

from polls import clock
from polls.chairing.ground import after, read_seconds, round_in
from polls.errors import WrongPhase
from polls.models import Round, Session

Phase = Round.Phase


def extend(session: Session, args: Mapping[str, Any]) -> None:
    """Give a timed round more seconds."""
    round = round_in(session, Phase.OPEN)
    if round.closes_at is None:
        raise WrongPhase("This vote has no timer to extend.")
    round.closes_at = after(round.closes_at, read_seconds(args))
    round.save()


def timer(session: Session, args: Mapping[str, Any]) -> str:
    """Let an open round close so many seconds from now, or, without any, only by hand.

    Returns the timer as the log tells it.
    """
    round = round_in(session, Phase.OPEN)
    if "seconds" in args and args["seconds"] is None:
        round.closes_at = None
        told = "Stopped the timer"
    else:
        seconds = read_seconds(args)
        round.closes_at = after(clock.now(), seconds)
        told = f"Set a timer of {seconds} seconds"
    round.save()
    return told
