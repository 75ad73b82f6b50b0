"""Beside the servers: every ballot and counter of some rounds, by delegate.

Run as a process with a server's environment, ``python -m tests.chaos.ledger``. Reads
``{"rounds": […], "tokens": […], "conference": id or null}`` from standard input and answers, in
JSON on its last line,
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

from polls.channels import only_channels  # noqa: E402
from polls.keypads import delegate_of  # noqa: E402
from polls.models import Ballot, Counter, Keypad  # noqa: E402
from polls.tokens import read_token  # noqa: E402
from polls.voting import pseudonym, round_facts  # noqa: E402

#: Rounds read by one statement.
PAGE = 100


def read(rounds: list[str], tokens: list[str], conference: str | None = None) -> dict[str, Any]:
    """Everything that stands in these rounds; a ballot of nobody among ``tokens`` has none.

    With a ``conference``, ballots of its keypads are named by their serials.
    """
    delegates = {token: read_token(token).delegate_id for token in tokens}
    if conference:
        of_keypads = Keypad.objects.filter(conference=conference).values_list("serial", "pk")
        delegates |= {serial: delegate_of(pk) for serial, pk in of_keypads}
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
                "counters": counters.get(round_id, {}),
            }
    return found


def _counters(rounds: list[str]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = defaultdict(dict)
    rows = Counter.objects.filter(round__in=rounds).values_list("round", "key", "total")
    for round_id, key, total in rows:
        found[str(round_id)][key] = total
    return {round_id: _of_choices(counters) for round_id, counters in found.items()}


def _of_choices(counters: dict[str, int]) -> dict[str, int]:
    """Without those by channel, which no recount of ballots can tell."""
    by_channel = only_channels(counters)
    return {key: total for key, total in counters.items() if key not in by_channel}


def _ballots(rounds: list[str]) -> dict[str, list[tuple[Any, int, str]]]:
    found: dict[str, list[tuple[Any, int, str]]] = defaultdict(list)
    rows = Ballot.objects.filter(round__in=rounds).values_list("round", "voter", "rev", "answer")
    for round_id, voter, rev, answer in rows:
        found[str(round_id)].append((voter, rev, answer))
    return found


if __name__ == "__main__":
    print(json.dumps(read(**json.load(sys.stdin))))
    connection.close()
