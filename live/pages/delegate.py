"""The delegate's pages: typing the code, voting, and voting by a plain form."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from live import commands, runtime
from live.guessing import TOO_MANY, TooManyGuesses, find_conference
from live.pages import refusal
from live.pages.entry import (
    NOT_SHOWN,
    enter_with,
    has_changed,
    keep_out,
    keep_token,
    lead_on,
    token_of,
)
from live.pages.phone import Phone
from live.pages.phone_words import LATE
from live.pages.place import Place
from live.pages.policy import allow_own_socket
from live.pages.refusal import Refusal
from live.pages.tablet import drop_delegate, tablet_of
from live.pages.too_many import too_many
from live.pleas import plea_of
from live.protocol import answers
from live.rooms import Room
from live.venue import Venue
from polls.codes import normalise_code, normalise_personal_code
from polls.doors import Door
from polls.durations import in_words
from polls.errors import PollError, RoundClosed, Unavailable
from polls.models import Channel
from polls.tokens import DelegateToken, make_token
from polls.voting import Accepted, Mine

#: Status of the page that tells of a form that was not taken, by the code of the refusal.
STATUS = {"closed": 409, "stale": 409, "invalid": 422, "too_fast": 429, "unavailable": 503}

UNKNOWN_CODE = "No conference has this code. Check it on the screen and type it again"
NOT_A_CODE = (
    "A code has six letters and digits, and one on a card sixteen. Check it and type it again"
)
NO_CODE = "Type the code that is shown on the screen"
CHOOSE = "Choose an answer, then send your vote"
AWAY = "The server is busy. Nothing was changed: please try again in a moment"


@require_http_methods(["GET", "HEAD", "POST"])
async def join(request: HttpRequest) -> HttpResponse:
    """Ask for the join code, and lead to its conference; a personal code does as well.

    The form is posted: a personal code must stand in no address.
    """
    asked = request.POST if request.method == "POST" else request.GET
    if "code" not in asked:
        return render(request, "delegate/join.html")
    typed = asked["code"]
    if request.method == "POST" and normalise_personal_code(typed):
        return await enter_with(request, typed)
    code = normalise_code(typed)
    if code is None:
        return _ask_again(request, typed, NOT_A_CODE if typed.strip() else NO_CODE)
    try:
        venue = await find_conference(request.scope, code)  # type: ignore[attr-defined]
    except TooManyGuesses:
        return _ask_again(request, typed, TOO_MANY, status=429)
    except Unavailable:
        return _ask_again(request, typed, AWAY, status=503)
    if venue is None:
        return _ask_again(request, typed, UNKNOWN_CODE)
    if venue.now.code != code and token_of(request, venue, code) is None:
        return _ask_again(request, typed, NOT_SHOWN)
    return HttpResponseRedirect(reverse("delegate", args=[code]))


@require_safe
async def delegate(request: HttpRequest, code: str) -> HttpResponse:
    """What the room is asked, to one delegate. Writes nothing."""
    canonical = canonical_or_404(code)
    if canonical != code:
        query = request.META.get("QUERY_STRING", "")
        address = reverse("delegate", args=[canonical])
        return HttpResponseRedirect(f"{address}?{query}" if query else address)
    try:
        return await _page(request, code)
    except TooManyGuesses:
        return too_many(request)
    except Unavailable:
        return away(request, code)


@require_safe
async def secrecy(request: HttpRequest, code: str) -> HttpResponse:
    """How a vote is kept secret, and what nobody can promise."""
    code = canonical_or_404(code)
    try:
        venue = await find_conference(request.scope, code)  # type: ignore[attr-defined]
    except TooManyGuesses:
        return too_many(request)
    except Unavailable:
        return away(request, code)
    if venue is None or (venue.now.code != code and token_of(request, venue, code) is None):
        raise Http404
    context = {
        "conference": venue.now.name,
        "address": _address(request, code),
        "sealed_after": in_words(settings.SEAL_AFTER),
        "tablet": tablet_of(request, venue),
    }
    return render(request, "delegate/secrecy.html", context)


@require_POST
async def vote(request: HttpRequest, code: str) -> HttpResponse:
    """Take a vote by the plain form; 303 back to the page, which tells of a refusal.

    Raises ``Http404`` for an unknown code.
    """
    code = canonical_or_404(code)
    try:
        venue = await find_conference(request.scope, code)  # type: ignore[attr-defined]
    except TooManyGuesses:
        return too_many(request)
    except Unavailable:
        return away(request, code)
    if venue is None:
        raise Http404
    token = token_of(request, venue, code)
    if token is None:
        return HttpResponseRedirect(_address(request, code), status=303)
    answer = [] if "withdraw" in request.POST else request.POST.getlist("answer")
    if not answer and "withdraw" not in request.POST:
        return _lead_back(request, venue, code, Refusal("invalid", CHOOSE))
    outcome = await commands.cast_vote(
        token,
        round_id=request.POST.get("round", ""),
        rev=None,
        answer=answer,
        channel=Channel.FORM,
    )
    if isinstance(outcome, Accepted):
        return _thank(request, venue, code) or lead_on(request, venue, code)
    detail = LATE if type(outcome) is RoundClosed else outcome.detail
    return _lead_back(request, venue, code, Refusal(outcome.code, detail, answer))


@require_POST
async def more_time(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for more time by the plain form; 303 back to the page, which tells that it was heard."""
    code = canonical_or_404(code)
    hub = runtime.current().hub
    try:
        venue = await hub.directory.venue_of_any(code)
        token = token_of(request, venue, code) if venue else None
        if venue is None or token is None:
            return HttpResponseRedirect(_address(request, code), status=303)
        room = await hub.floor.room(venue, request.GET.get("session"))
    except Unavailable:
        return away(request, code)
    try:
        commands.ask_for_more_time(
            room, token.delegate_id, request.POST.get("round", ""), with_socket=False
        )
    except PollError as error:
        return _lead_back(request, venue, code, Refusal(error.code, error.detail))
    return lead_on(request, venue, code)


def _thank(request: HttpRequest, venue: Venue, code: str) -> HttpResponse | None:
    """On a tablet: on to the thanks, without who voted; None elsewhere."""
    tablet = tablet_of(request, venue)
    if tablet is None:
        return None
    response = HttpResponseRedirect(tablet.thanks_address, status=303)
    drop_delegate(response, code, venue.now.code)
    return response


def _lead_back(request: HttpRequest, venue: Venue, code: str, refused: Refusal) -> HttpResponse:
    """Back to the page, where the refusal is told."""
    response = lead_on(request, venue, code)
    refusal.keep(response, reverse("delegate", args=[venue.now.code]), refused)
    return response


def _told(refused: Refusal | None) -> dict[str, Any]:
    """How a refusal is shown on the page."""
    if refused is None:
        return {}
    if refused.code == "closed":
        return {"notice": refused.detail}
    return {"error": refused.detail, "ticked": refused.ticked}


async def _page(request: HttpRequest, code: str) -> HttpResponse:
    """The page as it stands now.

    Raises ``Unavailable``, ``TooManyGuesses``, or ``Http404`` for an unknown code.
    """
    hub = runtime.current().hub
    venue = await find_conference(request.scope, code)  # type: ignore[attr-defined]
    if venue is None:
        raise Http404
    token = token_of(request, venue, code)
    if venue.now.code != code:
        return lead_on(request, venue, code) if token else has_changed(request)
    tablet = tablet_of(request, venue)
    if tablet and token is None and not venue.now.ended:
        return HttpResponseRedirect(tablet.next_address)
    if token is None and venue.now.door != Door.OPEN and not venue.now.ended:
        return keep_out(request, venue)
    session = request.GET.get("session") or (tablet.session if tablet else None)
    room = await hub.floor.room(venue, session)
    mine = await _mine(room, token)
    refused = refusal.read(request)
    address = reverse("delegate", args=[code])
    page = Phone(
        place=Place(code, venue.now.name, address, session, venue.now.id),
        state=_state(venue, room),
        mine=answers.mine(mine),
        asked=_has_asked(room, token),
        tablet=tablet,
        **_told(refused),
    )
    status = STATUS.get(refused.code, 400) if refused else 200
    response = render(request, "delegate/page.html", {"page": page}, status=status)
    response["Cache-Control"] = "no-store"
    if refused:
        refusal.forget(response, address)
    allow_own_socket(request, response)
    if token is None and not venue.now.ended:
        keep_token(response, code, make_token(venue.now.id))
    return response


async def _mine(room: Room, token: DelegateToken | None) -> Mine:
    if token is None or room.round_id is None:
        return Mine(room.round_id, 0, None)
    return await runtime.current().hub.ballot(room, token.delegate_id)


def _has_asked(room: Room, token: DelegateToken | None) -> bool:
    """Whether this delegate asked for more time in the round on screen."""
    if token is None or room.round_id is None:
        return False
    return plea_of(token.delegate_id, room.round_id) in room.pleas.names


def _state(venue: Venue, room: Room) -> dict[str, Any]:
    if not venue.now.ended:
        return room.state_message
    return {**room.state_message, "phase": "ended", "session": None, "screen": None, "over": True}


def canonical_or_404(code: str) -> str:
    """A join code in its own form; raises ``Http404`` for what is none."""
    canonical = normalise_code(code)
    if canonical is None:
        raise Http404
    return canonical


def _address(request: HttpRequest, code: str) -> str:
    place = Place(code, "", reverse("delegate", args=[code]), request.GET.get("session"))
    return f"{place.address}{place.query}"


def _ask_again(request: HttpRequest, typed: str, error: str, status: int = 404) -> HttpResponse:
    return render(
        request, "delegate/join.html", {"typed": typed[:40], "error": error}, status=status
    )


def away(request: HttpRequest, code: str) -> HttpResponse:
    """The server is busy: try again in a moment."""
    return render(request, "delegate/away.html", {"address": _address(request, code)}, status=503)


urlpatterns = [
    path("", join, name="join"),
    path("j/<str:code>/", delegate, name="delegate"),
    path("j/<str:code>/vote", vote, name="vote"),
    path("j/<str:code>/more-time", more_time, name="more_time"),
    path("j/<str:code>/secrecy", secrecy, name="secrecy"),
]
