"""A helper enters hands that were counted in the room, or the ballot of one person."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID, uuid4

from asgiref.sync import async_to_sync
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from live import commands
from live.pages import tablet
from live.pages.of_session import address_of, find_session
from polls.durations import counted
from polls.errors import Invalid, PollError
from polls.kinds import KINDS
from polls.models import LONGEST_REASON, Round, Session
from polls.roles import STEWARD
from polls.stewards import MOST_HANDS, enter_ballot, enter_hands, read_entries, take_back
from polls.views.pages import person
from polls.wording import Wording, letter

#: Status of the page that tells what was refused, by the code of the refusal.
STATUS = {"not_allowed": 403, "stale": 409, "wrong_phase": 409}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def enter_votes(request: HttpRequest, code: str) -> HttpResponse:
    """The vote that is open (GET); enter hands or a ballot, or take an entry back (POST)."""
    session = find_session(
        request, code, page=STEWARD, name="steward", choose=lambda sessions: sessions[0]
    )
    if isinstance(session, HttpResponse):
        return session
    if tablet.is_tablet(request, session.conference):
        # It goes from hand to hand, and whoever holds it would be the helper.
        return render(
            request, "chair/steward.html", {"session": session, "tablet": True}, status=403
        )
    if request.method != "POST":
        return _page(request, session)
    step = STEPS.get(request.POST.get("do", ""))
    try:
        if step is None:
            raise Invalid("Choose what to do.")
        messages.success(request, step(request, session))
    except PollError as error:
        return _page(request, session, status=STATUS.get(error.code, 422), problem=error.detail)
    async_to_sync(commands.announce_edit)()
    return redirect(address_of(session, "steward"))


def _enter_hands(request: HttpRequest, session: Session) -> str:
    entry = enter_hands(
        entry_id=_ticket(request),
        session_id=session.pk,
        round_id=request.POST.get("round", ""),
        counts=_read_counts(request.POST),
        reason=request.POST.get("reason", ""),
        by=person(request),
    )
    return f"Entered: {counted(entry.ballots, 'hand')}."


def _enter_ballot(request: HttpRequest, session: Session) -> str:
    enter_ballot(
        entry_id=_ticket(request),
        session_id=session.pk,
        round_id=request.POST.get("round", ""),
        answer=request.POST.getlist("answer"),
        reason=request.POST.get("reason", ""),
        by=person(request),
    )
    return "Entered: one ballot."


def _take_back(request: HttpRequest, session: Session) -> str:
    entry = take_back(entry_id=_ticket(request), session_id=session.pk, by=person(request))
    return f"Taken back: {counted(entry.ballots, 'ballot')}."


STEPS: dict[str, Callable[[HttpRequest, Session], str]] = {
    "hands": _enter_hands,
    "ballot": _enter_ballot,
    "back": _take_back,
}


def _ticket(request: HttpRequest) -> UUID:
    """The id of the entry: a form that is sent twice enters nothing twice."""
    try:
        return UUID(request.POST.get("entry", ""))
    except ValueError:
        raise Invalid("Load the page again, and enter it there.") from None


def _read_counts(sent: Mapping[str, Any]) -> dict[str, int]:
    """The numbers beside the choices; an empty one is none. Raises ``Invalid``."""
    counts = {}
    for name, typed in sent.items():
        choice = name.removeprefix("hands-")
        number = str(typed).strip()
        if choice == name or not number:
            continue
        if not (number.isascii() and number.isdigit() and len(number) <= 5):
            raise Invalid("The number of hands must be a whole number.")
        if int(number):
            counts[choice] = int(number)
    return counts


def _page(
    request: HttpRequest, session: Session, *, status: int = 200, problem: str = ""
) -> HttpResponse:
    session.refresh_from_db()
    round = session.round
    context: dict[str, Any] = {
        "session": session,
        "vote": round if round and round.phase == Round.Phase.OPEN else None,
        "ticket": uuid4(),
        "most_hands": MOST_HANDS,
        "longest_reason": LONGEST_REASON,
        "problem": problem,
        "did": request.POST.get("do", "") if problem else "",
        "typed": request.POST if problem else {},
    }
    if round is not None:
        wording = Wording.from_json(round.wording)
        answered = request.POST.getlist("answer") if problem else []
        context |= {
            "wording": wording,
            "counts_hands": KINDS[wording.kind].counts_hands,
            "several": wording.max_choices > 1,
            "entries": read_entries(round),
            "choices": [
                {
                    "id": option.id,
                    "letter": letter(place),
                    "text": option.text,
                    "hands": request.POST.get(f"hands-{option.id}", "") if problem else "",
                    "chosen": option.id in answered,
                }
                for place, option in enumerate(wording.options)
            ],
        }
    return render(request, "chair/steward.html", context, status=status)


urlpatterns = [path("chair/<str:code>/steward/", enter_votes, name="steward")]
