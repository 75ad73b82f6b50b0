"""Sealing: from then on nobody can tell how a delegate voted, whatever they may read.

What stays of a round are its answers, under random ids and in the order of these, so that the
place of a row tells nothing either; and its counters, written anew for the same reason: the
first row to be there and the last to be written name the choices of the first and last voter.
"""

import json
from collections import Counter as Totals
from collections.abc import Mapping
from functools import partial
from secrets import token_hex

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from polls.channels import only_channels
from polls.errors import CountsDiffer, WrongPhase
from polls.kinds import BALLOTS, KINDS
from polls.models import Ballot, Counter, LateVoter, Round
from polls.sparing import read_counters
from polls.sweeping import take_time
from polls.voting import forget_key, key_is_lost, sql

SEALED = "This vote is sealed: no answer can be traced or changed any more. Vote again instead."

#: Ballots written by one statement.
CHUNK = 10_000


def seal_round(round: Round) -> None:
    """Seal a round that the caller holds locked, in the caller's transaction.

    Raises ``WrongPhase``, or ``CountsDiffer`` where the counters are not what the ballots say.
    """
    refuse_if_sealed(round)
    if round.phase == Round.Phase.OPEN:
        raise WrongPhase("The vote is open; close it first.")
    take_time()
    _rewrite(round, {} if round.phase == Round.Phase.VOID else _answers_of(round))
    round.late = LateVoter.objects.filter(round=round).count()
    LateVoter.objects.filter(round=round).delete()
    round.as_of_backup = key_is_lost(round)
    # What was shown on the way counts no more, and names the choices in the order they came.
    round.shown = None
    round.key = None
    round.sealed_at = timezone.now()
    round.save()
    transaction.on_commit(partial(forget_key, str(round.pk)))


def refuse_if_sealed(round: Round) -> None:
    """Raise ``WrongPhase`` if a round is sealed."""
    if round.sealed_at is not None:
        raise WrongPhase(SEALED)


def _answers_of(round: Round) -> dict[str, int]:
    """How often each answer was given, as stored; withdrawn ballots gave none."""
    given = Ballot.objects.filter(round=round).order_by().values_list("answer")
    answers = dict(given.annotate(times=Count("*")))
    return {text: times for text, times in answers.items() if json.loads(text)}


def _rewrite(round: Round, answers: dict[str, int]) -> None:
    """Put the answers in place of the live ballots; a void round has none.

    By what they were cast is known as numbers alone from then on.
    """
    totals = _recount(round, answers)
    by_channel: Mapping[str, int] = {}
    if round.phase != Round.Phase.VOID:
        stored = read_counters(round.pk)
        by_channel = only_channels(stored)
        if {key: n for key, n in stored.items() if n and key not in by_channel} != totals:
            raise CountsDiffer("The counters of this vote are not what its ballots say.")
    Ballot.objects.filter(round=round).delete()
    Counter.objects.filter(round=round).delete()
    ballots = sorted((token_hex(16), text) for text, times in answers.items() for _ in range(times))
    for start in range(0, len(ballots), CHUNK):
        sql.write_sealed_ballots(str(round.pk), ballots[start : start + CHUNK])
    sql.add_to_counters(str(round.pk), {**totals, **by_channel})


def _recount(round: Round, answers: dict[str, int]) -> Totals[str]:
    kind = KINDS[round.wording["kind"]]
    totals: Totals[str] = Totals()
    for text, times in answers.items():
        totals[BALLOTS] += times
        for key in kind.counter_keys(json.loads(text)):
            totals[key] += times
    return totals
