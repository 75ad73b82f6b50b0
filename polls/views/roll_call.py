"""The technician's page of a session: keypads registered and called, and a test vote."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from polls.access import sessions_open_to
from polls.chairing import Order, carry_out, standing_vote
from polls.errors import PollError
from polls.forms import PlainForm
from polls.models import Session
from polls.roles import KEYPADS
from polls.roll_calls import SHOWN, begin_roll_call, end_roll_call, read_roll
from polls.views.agendas import chair_url
from polls.views.keypads import told_stations
from polls.views.pages import person
from polls.views.registering import Forms, forms_of, is_taken, registered

#: Minutes after which a keypad that was not heard is marked: usually, and at most.
USUAL_SILENCE = 15
LONGEST_SILENCE = 24 * 60
#: Status of the page that tells of a refusal, by its code; any other is 422.
STATUS = {"stale": 409, "wrong_phase": 409, "not_allowed": 403}


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_roll_call(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show who is there (GET; ``part=roll`` that part alone); register, call or test (POST)."""
    sessions = sessions_open_to(request.user, KEYPADS).select_related("conference", "round")
    session = get_object_or_404(sessions, pk=pk)
    if request.method != "POST":
        return _page(request, session, forms_of(request))
    step = STEPS.get(request.POST.get("do", ""))
    forms = forms_of(request)
    if step is None and not is_taken(request, session.conference, forms):
        return _page(request, session, forms, status=422)
    try:
        if step is not None:
            messages.success(request, step(request, session))
    except PollError as error:
        code = STATUS.get(error.code, 422)
        return _page(request, session, forms, status=code, problem=error.detail)
    return redirect("roll_call", session.pk)


def _begin(request: HttpRequest, session: Session) -> str:
    begin_roll_call(conference=session.conference)
    return "Roll-call: ask everybody to press any key."


def _end(request: HttpRequest, session: Session) -> str:
    end_roll_call(conference=session.conference)
    return "The roll-call is over."


def _test(request: HttpRequest, session: Session) -> str:
    on = request.POST.get("on") == "yes"
    order = Order("test_vote", {"on": on})
    carry_out(session_id=str(session.pk), by=person(request), order=order)
    return "The test vote is open: everybody may press a key." if on else "The test vote is closed."


STEPS: dict[str, Callable[[HttpRequest, Session], str]] = {
    "begin": _begin,
    "end": _end,
    "test": _test,
}


def _page(
    request: HttpRequest, session: Session, forms: Forms, *, status: int = 200, **more: Any
) -> HttpResponse:
    wrong: PlainForm | None = next((form for form in forms.values() if form.errors), None)
    minutes = _minutes(request.GET.get("silent", ""))
    session.conference.refresh_from_db()
    context = {
        "title": f"Keypads: {session.title}",
        "crumbs": [(f"Console: {session.title}", chair_url(session))],
        "session": session,
        "forms": forms,
        "form": wrong,
        "roll": read_roll(session.conference, silent_after=timedelta(minutes=minutes)),
        "stations": told_stations(session.conference),
        "minutes": minutes,
        "longest_silence": LONGEST_SILENCE,
        "most_tiles": SHOWN,
        "vote": standing_vote(session),
        **registered(session.conference),
        **more,
    }
    page = "roll" if request.GET.get("part") == "roll" else "roll_call"
    return render(request, f"organise/{page}.html", context, status=status)


def _minutes(typed: str) -> int:
    """After how many minutes a keypad counts as silent; what is no number is the usual."""
    if not (typed.isascii() and typed.isdigit() and len(typed) < 6):
        return USUAL_SILENCE
    return min(max(int(typed), 1), LONGEST_SILENCE)
