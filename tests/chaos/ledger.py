"""Beside the servers: every ballot and counter of some rounds, by delegate.

Run as a process with a server's environment, ``python -m tests.chaos.ledger``. Reads
``{"rounds": […], "tokens": […]}`` from standard input and answers, in JSON on its last line,
``{round: {"ballots": [[token or null, rev, answer]], "counters": {key: total}}}``. The
rounds may not be sealed yet: afterwards nobody can tell whose a ballot is.
"""

import json
import os
import sys
from collections import defaultdict
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "live.settings")
django.setup()

from django.db import connection  # noqa: E402

from polls.models import Ballot, Counter  # noqa: E402
from polls.tokens import read_token  # noqa: E402
from polls.voting import pseudonym, round_facts  # noqa: E402

#: Rounds read by one statement.
PAGE = 100


def read(rounds: list[str], tokens: list[str]) -> dict[str, Any]:
    """Everything that stands in these rounds; a ballot of nobody among ``tokens`` has none."""
    delegates = {token: read_token(token).delegate_id for token in tokens}
    found: dict[str, Any] = {}
    for start in range(0, len(rounds), PAGE):
        page = rounds[start : start + PAGE]
        counters = _counters(page)
        ballots = _ballots(page)
        for round_id, facts in round_facts(page).items():
            names = {pseudonym(facts, delegate): token for token, delegate in delegates.items()}
            found[round_id] = {
                "ballots": [
                    [names.get(voter), rev, json.loads(answer)]
                    for voter, rev, answer in ballots[round_id]
                ],
                "counters": counters[round_id],
            }
    return found


def _counters(rounds: list[str]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = defaultdict(dict)
    rows = Counter.objects.filter(round__in=rounds).values_list("round", "key", "total")
    for round_id, key, total in rows:
        found[str(round_id)][key] = total
    return found


def _ballots(rounds: list[str]) -> dict[str, list[tuple[Any, int, str]]]:
    found: dict[str, list[tuple[Any, int, str]]] = defaultdict(list)
    rows = Ballot.objects.filter(round__in=rounds).values_list("round", "voter", "rev", "answer")
    for round_id, voter, rev, answer in rows:
        found[str(round_id)].append((voter, rev, answer))
    return found


if __name__ == "__main__":
    print(json.dumps(read(**json.load(sys.stdin))))
    connection.close()
