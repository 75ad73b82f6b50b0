"""Tiles on the projector that light up as keypads are received."""

from collections.abc import Mapping
from typing import Any

from polls.errors import Malformed, WrongPhase
from polls.models import Round, Session


def show_tiles(session: Session, args: Mapping[str, Any]) -> str:
    """Let the projector show in the following votes whose keypad was received, or no more.

    Whose came while a count rises by one would tell what they chose: such votes keep their
    counts until the close, from everybody. Raises ``WrongPhase`` while a vote is open.
    """
    on = args.get("on")
    if not isinstance(on, bool):
        raise Malformed("“on” must be true or false.")
    if session.round and session.round.phase == Round.Phase.OPEN:
        raise WrongPhase("The vote is open; close it first.")
    session.keypad_tiles = on
    if not on:
        return "Let the projector show no more which keypads were received"
    return "Let the projector show which keypads were received, and no counts before the close"
