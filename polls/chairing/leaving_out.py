"""Leaving out of a closed vote what base stations hold for it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from polls import held_presses
from polls.chairing.ground import refuse_unless_live
from polls.deeds import quoted
from polls.errors import Invalid, Malformed
from polls.models import Round, Session


def leave_out(session: Session, args: Mapping[str, Any]) -> str:
    """Leave out of a vote of this session the presses that are held by now.

    ``presses`` is how many the chair was told of, if given. Raises ``WrongPhase`` where there
    is nothing to decide, ``Stale``, ``Malformed``, ``Invalid``.
    """
    seen = args.get("presses")
    if seen is not None and (type(seen) is not int or seen < 1):
        raise Malformed("“presses” must be a whole number, from 1.")
    round = _round_of(session, args)
    refuse_unless_live(session)
    told = held_presses.leave_out(round=round, seen=seen)
    by_station = ", ".join(
        f"{held_presses.presses(number)} held at {quoted(name)}" for name, number in told.items()
    )
    vote = f"{quoted(round.wording['prompt'])} (vote {round.number})"
    return f"Left out of the vote on {vote}: {by_station}"


def _round_of(session: Session, args: Mapping[str, Any]) -> Round:
    """The vote that a command names."""
    wanted = args.get("round")
    if not isinstance(wanted, str):
        raise Malformed("“round” must be the id of a round.")
    try:
        round = session.rounds.filter(pk=UUID(wanted)).first()
    except ValueError:
        round = None
    if round is None:
        raise Invalid("This session has no such vote.")
    return round
