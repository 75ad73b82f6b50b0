"""The delegate's pages: typing the code, voting, and voting by a plain form."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from live import commands, protocol, runtime
from live.pages import refusal
from live.pages.phone import LATE, Phone, Place
from live.pages.policy import allow_own_socket
from live.pages.refusal import Refusal
from live.rooms import Room
from live.venue import Venue
from polls.codes import normalise_code
from polls.durations import in_words
from polls.errors import RoundClosed, Unavailable
from polls.tokens import DelegateToken, make_token, read_token
from polls.voting import Accepted, Mine

#: Longer than any conference; the token of one that has ended opens nothing.
COOKIE_SECONDS = 60 * 24 * 3600

#: Status of the page that tells of a form that was not taken, by the code of the refusal.
STATUS = {"closed": 409, "stale": 409, "invalid": 422, "too_fast": 429, "unavailable": 503}

UNKNOWN_CODE = "No conference has this code. Check it on the screen and type it again"
NOT_A_CODE = "A code has six letters and digits. Check it on the screen and type it again"
NO_CODE = "Type the code that is shown on the screen"
CHOOSE = "Choose an answer, then send your vote"
AWAY = "The server is busy. Nothing was changed: please try again in a moment"


@require_http_methods(["GET", "HEAD", "POST"])
async def join(request: HttpRequest) -> HttpResponse:
    """Ask for the join code, and lead to its conference."""
    asked = request.POST if request.method == "POST" else request.GET
    if "code" not in asked:
        return render(request, "delegate/join.html")
    typed = asked["code"]
    code = normalise_code(typed)
    if code is None:
        return _ask_again(request, typed, NOT_A_CODE if typed.strip() else NO_CODE)
    try:
        venue = await runtime.current().hub.venue(code)
    except Unavailable:
        return _ask_again(request, typed, AWAY, status=503)
    if venue is None:
        return _ask_again(request, typed, UNKNOWN_CODE)
    return HttpResponseRedirect(reverse("delegate", args=[code]))


@require_safe
async def delegate(request: HttpRequest, code: str) -> HttpResponse:
    """What the room is asked, to one delegate. Writes nothing."""
    canonical = _canonical(code)
    if canonical != code:
        query = request.META.get("QUERY_STRING", "")
        address = reverse("delegate", args=[canonical])
        return HttpResponseRedirect(f"{address}?{query}" if query else address)
    try:
        return await _page(request, code)
    except Unavailable:
        return _away(request, code)


@require_safe
async def secrecy(request: HttpRequest, code: str) -> HttpResponse:
    """How a vote is kept secret, and what nobody can promise."""
    code = _canonical(code)
    try:
        venue = await runtime.current().hub.venue(code)
    except Unavailable:
        return _away(request, code)
    if venue is None:
        raise Http404
    context = {
        "conference": venue.now.name,
        "address": _address(request, code),
        "sealed_after": in_words(settings.SEAL_AFTER),
    }
    return render(request, "delegate/secrecy.html", context)


@require_POST
async def vote(request: HttpRequest, code: str) -> HttpResponse:
    """Take a vote by the plain form; 303 back to the page, which tells of a refusal."""
    code = _canonical(code)
    token = _token(request, code)
    if token is None:
        return HttpResponseRedirect(_address(request, code), status=303)
    answer = [] if "withdraw" in request.POST else request.POST.getlist("answer")
    if not answer and "withdraw" not in request.POST:
        return _lead_back(request, code, Refusal("invalid", CHOOSE))
    outcome = await commands.cast_vote(
        token, round_id=request.POST.get("round", ""), rev=None, answer=answer
    )
    if isinstance(outcome, Accepted):
        return HttpResponseRedirect(_address(request, code), status=303)
    detail = LATE if type(outcome) is RoundClosed else outcome.detail
    return _lead_back(request, code, Refusal(outcome.code, detail, answer))


def _lead_back(request: HttpRequest, code: str, refused: Refusal) -> HttpResponse:
    """Back to the page, where the refusal is told."""
    response = HttpResponseRedirect(_address(request, code), status=303)
    refusal.keep(response, reverse("delegate", args=[code]), refused)
    return response


def _told(refused: Refusal | None) -> dict[str, Any]:
    """How a refusal is shown on the page."""
    if refused is None:
        return {}
    if refused.code == "closed":
        return {"notice": refused.detail}
    return {"error": refused.detail, "ticked": refused.ticked}


async def _page(request: HttpRequest, code: str) -> HttpResponse:
    """The page as it stands now; raises ``Unavailable``, or ``Http404`` for an unknown code."""
    hub = runtime.current().hub
    venue = await hub.venue(code)
    if venue is None:
        raise Http404
    session = request.GET.get("session")
    room = await hub.room(venue, session)
    token = _token(request, code, venue)
    mine = await _mine(room, token)
    refused = refusal.read(request)
    address = reverse("delegate", args=[code])
    page = Phone(
        place=Place(code, venue.now.name, address, session),
        state=_state(venue, room),
        mine=protocol.mine(mine),
        **_told(refused),
    )
    status = STATUS.get(refused.code, 400) if refused else 200
    response = render(request, "delegate/page.html", {"page": page}, status=status)
    response["Cache-Control"] = "no-store"
    if refused:
        refusal.forget(response, address)
    allow_own_socket(request, response)
    if token is None:
        _set_token(response, code, make_token(venue.now.id))
    return response


async def _mine(room: Room, token: DelegateToken | None) -> Mine:
    if token is None or room.round_id is None:
        return Mine(room.round_id, 0, None)
    return await runtime.current().hub.ballot(room, token.delegate_id)


def _state(venue: Venue, room: Room) -> dict[str, Any]:
    if not venue.now.ended:
        return room.state_message
    return {**room.state_message, "phase": "ended", "session": None, "over": True}


def _canonical(code: str) -> str:
    canonical = normalise_code(code)
    if canonical is None:
        raise Http404
    return canonical


def _address(request: HttpRequest, code: str) -> str:
    place = Place(code, "", reverse("delegate", args=[code]), request.GET.get("session"))
    return f"{place.address}{place.query}"


def _token(request: HttpRequest, code: str, venue: Venue | None = None) -> DelegateToken | None:
    """The delegate's token, if the phone has one, of this conference."""
    token = read_token(request.COOKIES.get(f"delegate_{code}", ""))
    if token is None or (venue is not None and token.conference_id != venue.now.id):
        return None
    return token


def _set_token(response: HttpResponse, code: str, token: str) -> None:
    response.set_cookie(
        f"delegate_{code}",
        token,
        max_age=COOKIE_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.TLS,
    )


def _ask_again(request: HttpRequest, typed: str, error: str, status: int = 404) -> HttpResponse:
    return render(
        request, "delegate/join.html", {"typed": typed[:40], "error": error}, status=status
    )


def _away(request: HttpRequest, code: str) -> HttpResponse:
    return render(request, "delegate/away.html", {"address": _address(request, code)}, status=503)


urlpatterns = [
    path("", join, name="join"),
    path("j/<str:code>/", delegate, name="delegate"),
    path("j/<str:code>/vote", vote, name="vote"),
    path("j/<str:code>/secrecy", secrecy, name="secrecy"),
]
