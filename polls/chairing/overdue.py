"""Sealing what is due: whoever notices first does it, on whatever process."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from polls import clock
from polls.chairing.steps import RESTART
from polls.chairing.words import note_command
from polls.errors import CountsDiffer
from polls.models import Conference, Round, Session
from polls.remedies.forgetting import forget_tickets
from polls.sealing import seal_round
from polls.voting import key_is_lost

log = structlog.get_logger(__name__)

#: Rounds that could not be sealed, so that the log says so once.
_refused: set[Any] = set()


def seal_overdue() -> list[str]:
    """Seal the rounds that closed ``SEAL_AFTER`` ago, or whose session cannot be resumed.

    Not those whose key this process's secret does not open: another process may have the right
    one, or get it back, and from a seal there is no way back. Returns the ids of the sessions
    that show one of them.
    """
    now = clock.now()
    closed_long_ago = Q(closed_at__lte=now - timedelta(seconds=settings.SEAL_AFTER))
    over = Q(session__state=Session.State.ENDED, session__ended_at__lte=now - RESTART)
    forget_tickets(ended_before=now - RESTART)
    return _seal_each(_unsealed().filter(closed_long_ago | over))


@dataclass(frozen=True, slots=True)
class Sealed:
    """What became of a conference: how many rounds were ``sealed``, how many were left.

    ``keyless`` for want of their key, ``differing`` because counters and ballots differ.
    """

    sealed: int
    keyless: int
    differing: int


def seal_conference(conference: Conference, *, without_key: bool = False) -> Sealed:
    """Seal every round of a conference that is not open.

    Those whose key this process's secret does not open only if ``without_key`` says so.
    """
    unsealed = _unsealed().filter(session__conference=conference)
    before = unsealed.count()
    _seal_each(unsealed, without_key=without_key)
    left = list(unsealed)
    keyless = 0 if without_key else sum(map(key_is_lost, left))
    return Sealed(before - len(left), keyless, len(left) - keyless)


def _unsealed() -> QuerySet[Round]:
    return Round.objects.filter(sealed_at__isnull=True).exclude(phase=Round.Phase.OPEN)


def _seal_each(rounds: QuerySet[Round], *, without_key: bool = False) -> list[str]:
    """Seal rounds, each in a transaction of its own: what is wrong with one is not the next's."""
    shown: list[str] = []
    for round in list(rounds.order_by("closed_at").only("key", "closed_at", "sealed_at")):
        if key_is_lost(round) and not without_key:
            _say_refused(round.pk, "BALLOT_SECRET is not the one of the time")
            continue
        try:
            shown += _seal_unless_reopened(round.pk, round.closed_at)
        except CountsDiffer:
            _say_refused(round.pk, "counters and ballots differ")
    return shown


@transaction.atomic
def _seal_unless_reopened(round_id: Any, closed_at: Any) -> Iterable[str]:
    """Seal one round, unless somebody is at it; return the session if it shows it."""
    rounds = Round.objects.select_for_update(no_key=True, skip_locked=True)
    round = rounds.filter(pk=round_id, sealed_at__isnull=True).exclude(phase=Round.Phase.OPEN)
    # By its own column: in the usual order it would be joined with its session, and lock that.
    due = round.order_by("pk").first()
    if due is None or due.closed_at != closed_at:
        return []
    seal_round(due)
    note_command("seal", {}, due.session, due, None)
    showing = Session.objects.filter(pk=due.session_id, round=due)
    return [str(due.session_id)] if showing.update(seq=F("seq") + 1) else []


def _say_refused(round_id: Any, why: str) -> None:
    if round_id not in _refused:
        log.error(f"not sealed: {why}", round=str(round_id))
    _refused.add(round_id)
