"""The projector's page: what the room sees, and where it joins."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from live import runtime
from live.guessing import TooManyGuesses, find_conference
from live.identity import find_person
from live.joining import draw_qr, join_message
from live.pages.agenda import agenda_lead, agenda_rows
from live.pages.policy import allow_own_socket
from live.pages.screen import SCREENS, screen_view
from live.pages.stage_remedies import remedies_on_stage
from live.pages.too_many import too_many
from live.protocol.encoding import present
from live.rooms import Room
from live.sockets.stage import may_watch
from live.venue import Venue
from polls import clock
from polls.codes import normalise_code
from polls.errors import Unavailable
from polls.percent import percent
from polls.wording import letter

#: What the projector's address may say; anything else follows the console, then the browser.
THEMES = ("dark", "light", "contrast")

#: A QR picture whose address carries its version may be kept for a day.
KEPT = "public, max-age=86400"


@require_safe
async def stage(request: HttpRequest, code: str) -> HttpResponse:
    """What the room sees now; 404 for an unknown code.

    Where the organisers restrict it, others are led to sign in, or refused (403).
    """
    canonical = normalise_code(code)
    if canonical is None:
        raise Http404
    if canonical != code:
        return _to_canonical(request, canonical)
    try:
        venue = await _venue(request, code)
        if venue.now.code != code:
            return await _lead_on(request, venue)
        if not venue.now.stage_is_public:
            refusal = await _refusal(request, venue)
            if refusal:
                return refusal
        return await _page(request, venue)
    except TooManyGuesses:
        return too_many(request)
    except Unavailable:
        return away(request)


@require_safe
async def qr(request: HttpRequest, code: str) -> HttpResponse:
    """The QR code of the delegates' address as SVG, black on white; 404 for an unknown code."""
    canonical = normalise_code(code)
    if canonical is None:
        raise Http404
    try:
        venue = await _venue(request, canonical)
    except TooManyGuesses:
        return too_many(request)
    except Unavailable:
        return HttpResponse(status=503)
    if venue.now.code != canonical:
        raise Http404
    picture = draw_qr(canonical, _origin(request))
    response = HttpResponse(picture, content_type="image/svg+xml")
    response["Cache-Control"] = KEPT if "v" in request.GET else "no-cache"
    return response


def _to_canonical(request: HttpRequest, code: str) -> HttpResponse:
    query = request.META.get("QUERY_STRING", "")
    address = reverse("stage", args=[code])
    return HttpResponseRedirect(f"{address}?{query}" if query else address)


async def _venue(request: HttpRequest, code: str) -> Venue:
    """The conference that has or had this code.

    Raises ``Http404``, ``TooManyGuesses`` and ``Unavailable``.
    """
    venue = await find_conference(request.scope, code)  # type: ignore[attr-defined]
    if venue is None:
        raise Http404
    return venue


async def _lead_on(request: HttpRequest, venue: Venue) -> HttpResponse:
    """From a former code to the one of now: chairs and organisers alone, for it shows it."""
    scope = request.scope  # type: ignore[attr-defined]
    if not await runtime.current().hub.desk.read(may_watch, scope, venue.now.id):
        raise Http404
    return _to_canonical(request, venue.now.code)


def away(request: HttpRequest) -> HttpResponse:
    """The server is busy; nobody stands at a projector, so the page asks again by itself."""
    context = {"address": request.get_full_path()}
    response = render(request, "delegate/away.html", context, status=503)
    response["Refresh"] = "5"
    return response


async def _refusal(request: HttpRequest, venue: Venue) -> HttpResponse | None:
    """Why this browser may not open a restricted view; None if it may."""
    desk = runtime.current().hub.desk
    scope = request.scope  # type: ignore[attr-defined]
    if await desk.read(may_watch, scope, venue.now.id):
        return None
    if await desk.read(find_person, scope):
        raise PermissionDenied
    return redirect_to_login(request.get_full_path())


async def _page(request: HttpRequest, venue: Venue) -> HttpResponse:
    chosen = request.GET.get("session")
    room = await runtime.current().hub.floor.room(venue, chosen)
    return draw_stage(
        request,
        venue,
        room,
        state=_state(venue, room),
        tally=room.tally_message,
        socket=_socket(venue.now.code, chosen),
    )


def draw_stage(
    request: HttpRequest,
    venue: Venue,
    room: Room,
    *,
    state: dict[str, Any],
    tally: dict[str, Any] | None,
    socket: str,
) -> HttpResponse:
    """The page for a state; without a ``socket`` it is a preview, which never changes."""
    code = venue.now.code
    wanted = request.GET.get("theme", "")
    joined = room.now.joined if room.now else 0
    join = join_message(venue, _origin(request))
    context = {
        "name": venue.now.name,
        "code": code,
        "theme": wanted if wanted in THEMES else state["look"]["theme"],
        "size": state["look"]["size"],
        "covered": screen_view(state, clock.last_known()),
        "screen": screen_of(state),
        "state": state,
        "tally": tally,
        "rows": rows_of(state, tally),
        **_agenda(state),
        "remedies": remedies_on_stage(state, tally, room.lists.entries.values()),
        "joined": joined,
        "base": join["url"],
        "address": _told(join["url"]),
        "qr": join["svg"],
        "door": join["door"],
        "socket": socket,
        "data": {
            "state": state,
            "tally": tally,
            "entries": list(room.lists.entries.values()),
            "joined": joined,
            "waiting": room.waiting,
            **present(),
        },
    }
    response = render(request, "stage/page.html", context)
    response["Cache-Control"] = "no-store"
    allow_own_socket(request, response)
    return response


def _state(venue: Venue, room: Room) -> dict[str, Any]:
    """The state of the room; a conference that is over has ended for good."""
    if not venue.now.ended:
        return room.state_message
    nothing = dict.fromkeys(("question", "round", "agenda", "screen", "remedies"))
    return {**room.state_message, "phase": "ended", **nothing}


def _agenda(state: dict[str, Any]) -> dict[str, Any]:
    """The agenda on screen as a browser without scripts lists it."""
    if not state["agenda"]:
        return {"agenda_lead": "", "topics": []}
    now = datetime.now(UTC)
    agenda = state["agenda"]
    return {"agenda_lead": agenda_lead(agenda, now), "topics": agenda_rows(agenda, now)}


def screen_of(state: dict[str, Any]) -> str:
    """Which picture a state calls for: it is the name of one in ``stage/page.html``."""
    if state["blank"]:
        return "blank"
    if state["phase"] == "ended":
        return "ended"
    if state.get("screen"):
        return SCREENS[state["screen"]["kind"]]
    if (state.get("remedies") or {}).get("screen"):
        return "remedies"
    if state["agenda"]:
        return "agenda"
    if state["question"]:
        return "question"
    return "rooms" if state.get("sessions") else "waiting"


def rows_of(state: dict[str, Any], tally: dict[str, Any] | None) -> list[dict[str, Any]]:
    """The choices as a browser without scripts lists them; ``percent`` None while hidden."""
    if not state["question"]:
        return []
    votes = state["results"] or tally or {}
    counts = {row["choice"]: row["count"] for row in votes.get("counts") or []}
    base = votes.get("counted", votes.get("ballots", 0))
    return [
        {
            "letter": letter(index),
            "text": choice["text"],
            "count": counts.get(choice["id"]),
            "percent": percent(counts[choice["id"]], base) if counts else None,
        }
        for index, choice in enumerate(state["question"]["choices"])
    ]


def _origin(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


def _told(address: str) -> str:
    """An address as it is typed: without scheme and final slash."""
    parts = urlsplit(address)
    return f"{parts.netloc}{parts.path}".rstrip("/")


def _socket(code: str, session: str | None) -> str:
    return f"/ws/stage/{code}/" + (f"?session={quote(session)}" if session else "")


urlpatterns = [
    path("stage/<str:code>/", stage, name="stage"),
    path("stage/<str:code>/qr.svg", qr, name="stage_qr"),
]
