"""What stands of a delegate's ballot."""

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from polls.models import Round
from polls.voting import sql
from polls.voting.facts import pseudonym, round_facts

#: Ballots asked for in one statement.
PAGE = 1000


@dataclass(frozen=True, slots=True)
class Mine:
    """A delegate's own ballot; without one ``rev`` is 0 and ``answer`` None.

    So they are once the round is ``sealed``, too: then nobody can tell.
    """

    round_id: str | None
    rev: int
    answer: Any
    sealed: bool = False


def read_mine(wanted: Sequence[tuple[str | None, UUID]]) -> list[Mine]:
    """Return what stands for each ``(round, delegate)``, in their order, in a query a round."""
    rounds = round_facts(round_id for round_id, _ in wanted if round_id)
    voters: dict[str, dict[UUID, UUID]] = defaultdict(dict)
    for round_id, delegate_id in wanted:
        if round_id and round_id in rounds and (voter := pseudonym(rounds[round_id], delegate_id)):
            voters[round_id][delegate_id] = voter
    standing = {
        round_id: _read_ballots(round_id, list(of_round.values()))
        for round_id, of_round in voters.items()
    }
    found = [
        standing[round_id].get(voters[round_id][delegate_id])
        if round_id and delegate_id in voters.get(round_id, ())
        else None
        for round_id, delegate_id in wanted
    ]
    missing = {
        r for (r, _), ballot in zip(wanted, found, strict=True) if r in rounds and not ballot
    }
    sealed = _sealed(missing)
    return [
        Mine(round_id, ballot[0], json.loads(ballot[1]))
        if ballot
        else Mine(round_id, 0, None, sealed=round_id in sealed)
        for (round_id, _), ballot in zip(wanted, found, strict=True)
    ]


def _sealed(round_ids: Collection[str | None]) -> set[str]:
    """Those of the rounds that are sealed by now; asked after their ballots were looked for."""
    if not round_ids:
        return set()
    sealed = Round.objects.filter(pk__in=round_ids, sealed_at__isnull=False)
    return {str(pk) for pk in sealed.values_list("pk", flat=True)}


def _read_ballots(round_id: str, voters: list[UUID]) -> sql.Standing:
    found: sql.Standing = {}
    for start in range(0, len(voters), PAGE):
        found |= sql.read_ballots(round_id, voters[start : start + PAGE])
    return found
