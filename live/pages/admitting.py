"""The helper's page: a QR code that lets one latecomer in."""

import secrets

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from live import commands, runtime
from live.addresses import delegates_url
from live.cards import draw_qr
from polls.admissions import LIFE, AdmissionNotUsable
from polls.codes import normalise_code
from polls.doors import find_conference, may_keep_door
from polls.errors import PollError, Unavailable
from polls.models import Conference
from polls.views.once import secret_to_make


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
async def admit(request: HttpRequest, code: str) -> HttpResponse:
    """Explain it (GET), or show a code for one latecomer (POST)."""
    try:
        conference = await runtime.current().hub.desk.read(_keep_door, request, code)
        if isinstance(conference, HttpResponse):
            return conference
        return await _page(request, conference)
    except Unavailable:
        return render(request, "delegate/away.html", {"address": request.path}, status=503)


async def _page(request: HttpRequest, conference: Conference) -> HttpResponse:
    context = {
        "conference": conference,
        "minutes": LIFE.seconds // 60,
        # Each form that is shown has one of its own, so that the same one can be told.
        "key": secrets.token_urlsafe(12),
    }
    if request.method != "POST":
        return render(request, "chair/admit.html", context)
    try:
        secret = await commands.admit(
            conference=conference,
            by=request.user,  # type: ignore[arg-type]
            secret=secret_to_make(request),
        )
    except PollError as error:
        context |= {"problem": error.detail, "again": isinstance(error, AdmissionNotUsable)}
        return render(request, "chair/admit.html", context, status=409)
    base = delegates_url(f"{request.scheme}://{request.get_host()}")
    context["qr"] = draw_qr(base.rstrip("/") + reverse("be_admitted", args=[secret]))
    return render(request, "chair/admit.html", context)


def _keep_door(request: HttpRequest, code: str) -> Conference | HttpResponse:
    """The conference whose door this person keeps, or what they are answered instead."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    conference = find_conference(normalise_code(code))
    # One answer to both: whoever keeps no door here learns of no code that it is one.
    if conference is None or not may_keep_door(request.user, conference):
        raise Http404
    if conference.code != normalise_code(code):
        return redirect("admit", conference.code)
    return conference


urlpatterns = [path("chair/<str:code>/admit/", admit, name="admit")]
