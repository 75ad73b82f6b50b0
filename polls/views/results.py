"""The results of a session: charts, tables, a sentence each."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from polls.durations import in_words
from polls.exports.pages import read_shares
from polls.kinds import KINDS
from polls.models import Round, Session, StewardEntry
from polls.percent import adds_up
from polls.tallies import AS_OF_BACKUP, Result, read_results
from polls.views.pages import find_session
from polls.views.programme import session_crumbs

#: Votes whose page of an agenda is worth a link; it says itself what is still wanting.
SHOWN = {Round.Phase.CLOSED, Round.Phase.REVEALED}


@login_required
@require_safe
def show_results(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every round of a session that counts, in the order of opening."""
    session = find_session(request, pk)
    numbers = question_numbers(session)
    entries = _entries_of(session)
    context = {
        "session": session,
        "conference": session.conference,
        "results": [
            result_context(result, numbers, entries[result.round_id])
            for result in read_results(session)
        ],
        "crumbs": session_crumbs(session),
        "sealing": f"Each vote is sealed {in_words(settings.SEAL_AFTER)} after its close.",
    }
    return render(request, "organise/results.html", context)


def _entries_of(session: Session) -> Mapping[str, list[StewardEntry]]:
    """What helpers entered and did not take back, by the id of the round."""
    entries: dict[str, list[StewardEntry]] = defaultdict(list)
    for entry in StewardEntry.objects.filter(round__session=session, taken_back_at=None):
        entries[str(entry.round_id)].append(entry)
    return entries


def question_numbers(session: Session) -> dict[str, int]:
    """The numbers of a session's questions, from 1, practice left out, by their ids."""
    questions = session.questions.filter(practice=False).values_list("pk", flat=True)
    return {str(pk): number for number, pk in enumerate(questions, start=1)}


def result_context(
    result: Result, numbers: dict[str, int], entries: Sequence[StewardEntry] = ()
) -> dict[str, Any]:
    """What the page shows of one round; ``drawing`` is what the chart is drawn from.

    ``entries`` are what helpers entered.
    """
    shares = read_shares(result) or []
    counts = [share["count"] for share in shares]
    several = result.wording.max_choices > 1
    return {
        "result": result,
        "number": numbers.get(result.question_id),
        "kind": KINDS[result.wording.kind].label,
        "drawing_id": f"drawing-{result.round_id}",
        "void": result.phase == Round.Phase.VOID,
        "open": result.phase == Round.Phase.OPEN,
        "shares": shares,
        "kept": result.counts is None,
        "partial": result.counted is not None and result.counted != result.ballots,
        "several": several,
        "agenda": KINDS[result.wording.kind].ranks and result.phase in SHOWN,
        "entries": entries,
        "misses_100": not several and not adds_up(counts, result.counted or 0),
        "drawing": {
            "question": result.wording.as_json(),
            "ballots": result.ballots,
            "joined": result.joined,
            "counted": result.counted,
            "counts": result.counts,
            "figures": result.figures,
            "live": False,
            "note": AS_OF_BACKUP if result.as_of_backup else "",
        },
    }
