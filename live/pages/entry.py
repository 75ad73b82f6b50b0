"""Getting in: a delegate's cookie, personal codes, admissions, a shut door, a code of before."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from live import commands, runtime
from live.pages.tablet import tablet_anywhere
from live.venue import Venue
from polls.admissions import find_admission
from polls.errors import PollError, Unavailable
from polls.tokens import DelegateToken, make_token, read_token

#: Longer than any conference; the token of one that has ended opens nothing.
COOKIE_SECONDS = 60 * 24 * 3600
#: Status of a personal code that was not taken, by the code of the refusal.
STATUS = {"too_fast": 429, "unavailable": 503}

NOT_SHOWN = "The code has changed. Look at the screen and type the new one"


def token_of(request: HttpRequest, venue: Venue, code: str) -> DelegateToken | None:
    """The delegate of a browser, by its cookie of the code now or in the address.

    None where there is none, or none that opens this conference.
    """
    for name in {venue.now.code: None, code: None}:
        token = read_token(request.COOKIES.get(f"delegate_{name}", ""))
        if token and venue.lets_in(token):
            return token
    return None


def keep_token(response: HttpResponse, code: str, token: str) -> None:
    """Give a browser the token of a delegate of the conference with this join code."""
    response.set_cookie(
        f"delegate_{code}",
        token,
        max_age=COOKIE_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.TLS,
    )


def lead_on(request: HttpRequest, venue: Venue, code: str) -> HttpResponse:
    """Lead a browser with a token to its page, also from a former code; it stays who it is."""
    address = reverse("delegate", args=[venue.now.code])
    query = request.META.get("QUERY_STRING", "")
    response = HttpResponseRedirect(f"{address}?{query}" if query else address, status=303)
    own, former = f"delegate_{venue.now.code}", f"delegate_{code}"
    held = read_token(request.COOKIES.get(own, ""))
    if held is None or not venue.lets_in(held):
        keep_token(response, venue.now.code, request.COOKIES[former])
    return response


def has_changed(request: HttpRequest) -> HttpResponse:
    """The code is a former one, and the browser has no token: it stays outside."""
    return render(request, "delegate/join.html", {"error": NOT_SHOWN}, status=404)


def keep_out(request: HttpRequest, venue: Venue) -> HttpResponse:
    """The door is shut, or lets in personal codes alone: no token is given."""
    context = {"name": venue.now.name, "door": venue.now.door}
    response = render(request, "delegate/door.html", context, status=403)
    response["Cache-Control"] = "no-store"
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
async def enter(request: HttpRequest) -> HttpResponse:
    """Ask for a personal code, and let in whoever has one.

    The QR codes on cards have it behind the ``#``, which no browser sends: a script posts it.
    """
    if request.method == "POST":
        return await enter_with(request, request.POST.get("code", ""))
    return render(request, "delegate/personal.html", {"tablet": tablet_anywhere(request)})


async def enter_with(request: HttpRequest, typed: str) -> HttpResponse:
    """Let in whoever has this personal code, or ask again."""
    try:
        holder = await commands.enter_code(typed)
    except PollError as error:
        context = {
            "error": error.detail,
            "typed": typed[:40],
            "tablet": tablet_anywhere(request),
        }
        status = STATUS.get(error.code, 404)
        return render(request, "delegate/personal.html", context, status=status)
    response = HttpResponseRedirect(reverse("delegate", args=[holder.join_code]), status=303)
    keep_token(response, holder.join_code, holder.token)
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
async def be_admitted(request: HttpRequest, secret: str) -> HttpResponse:
    """Ask for one tap (GET), so that a preview spends nothing; let one device in (POST)."""
    try:
        conference = await runtime.current().hub.desk.read(find_admission, secret)
        venue = await runtime.current().hub.directory.venue(conference.code)
        inside = venue is not None and token_of(request, venue, conference.code)
        if request.method != "POST" and not inside:
            return render(request, "delegate/admission.html", {"name": conference.name})
        if not inside:
            conference = await commands.be_admitted(secret)
    except Unavailable:
        return render(request, "delegate/away.html", {"address": request.path}, status=503)
    except PollError as error:
        context: dict[str, Any] = {"problem": error.detail}
        return render(request, "delegate/admission.html", context, status=410)
    response = HttpResponseRedirect(reverse("delegate", args=[conference.code]), status=303)
    if not inside:
        keep_token(response, conference.code, make_token(str(conference.pk)))
    return response


urlpatterns = [
    path("p/", enter, name="enter"),
    path("a/<str:secret>/", be_admitted, name="be_admitted"),
]
