"""What stands of a delegate's ballot."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from polls.voting import sql
from polls.voting.facts import pseudonym, round_facts

#: Ballots asked for in one statement.
PAGE = 1000


@dataclass(frozen=True, slots=True)
class Mine:
    """A delegate's own ballot; without one ``rev`` is 0 and ``answer`` None."""

    round_id: str | None
    rev: int
    answer: Any


def read_mine(wanted: Sequence[tuple[str | None, UUID]]) -> list[Mine]:
    """Return what stands for each ``(round, delegate)``, in their order, in a query a round."""
    rounds = round_facts(round_id for round_id, _ in wanted if round_id)
    voters: dict[str, dict[UUID, UUID]] = defaultdict(dict)
    for round_id, delegate_id in wanted:
        if round_id and round_id in rounds:
            voters[round_id][delegate_id] = pseudonym(rounds[round_id], delegate_id)
    standing = {
        round_id: _read_ballots(round_id, list(of_round.values()))
        for round_id, of_round in voters.items()
    }
    answers = []
    for round_id, delegate_id in wanted:
        ballot = None
        if round_id and round_id in rounds:
            ballot = standing[round_id].get(voters[round_id][delegate_id])
        answers.append(
            Mine(round_id, ballot[0], json.loads(ballot[1])) if ballot else Mine(round_id, 0, None)
        )
    return answers


def _read_ballots(round_id: str, voters: list[UUID]) -> sql.Standing:
    found: sql.Standing = {}
    for start in range(0, len(voters), PAGE):
        found |= sql.read_ballots(round_id, voters[start : start + PAGE])
    return found
