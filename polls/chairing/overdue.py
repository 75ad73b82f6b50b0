"""Sealing what is due: whoever notices first does it, on whatever process."""

from collections.abc import Iterable
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
from polls.sealing import seal_round

log = structlog.get_logger(__name__)

#: Rounds that could not be sealed, so that the log says so once.
_refused: set[Any] = set()


def seal_overdue() -> list[str]:
    """Seal the rounds that closed ``SEAL_AFTER`` ago, or whose session cannot be resumed.

    Returns the ids of the sessions that show one of them.
    """
    now = clock.now()
    closed_long_ago = Q(closed_at__lte=now - timedelta(seconds=settings.SEAL_AFTER))
    over = Q(session__state=Session.State.ENDED, session__ended_at__lte=now - RESTART)
    return _seal_each(_unsealed().filter(closed_long_ago | over))


def seal_conference(conference: Conference) -> tuple[int, list[str]]:
    """Seal every round of a conference that is not open.

    Returns how many were sealed, and the ids of the sessions that show one of them.
    """
    unsealed = _unsealed().filter(session__conference=conference)
    before = unsealed.count()
    sessions = _seal_each(unsealed)
    return before - unsealed.count(), sessions


def _unsealed() -> QuerySet[Round]:
    return Round.objects.filter(sealed_at__isnull=True).exclude(phase=Round.Phase.OPEN)


def _seal_each(rounds: QuerySet[Round]) -> list[str]:
    """Seal rounds, each in a transaction of its own: what is wrong with one is not the next's."""
    shown: list[str] = []
    for round_id, closed_at in list(rounds.order_by("closed_at").values_list("pk", "closed_at")):
        try:
            shown += _seal_unless_reopened(round_id, closed_at)
        except CountsDiffer:
            _say_refused(round_id)
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


def _say_refused(round_id: Any) -> None:
    if round_id not in _refused:
        log.error("not sealed: counters and ballots differ", round=str(round_id))
    _refused.add(round_id)
