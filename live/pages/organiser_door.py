"""The organiser's door: who gets in, the join code, and personal codes on paper."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from live import commands, runtime
from live.addresses import delegates_url
from live.cards import as_lines, draw_pages, read_lines, write_table
from polls.codes import spaced
from polls.door_forms import DoorForm, MakeCodesForm, ReplaceCodesForm
from polls.errors import PollError, Unavailable
from polls.forms import PlainForm
from polls.models import Conference
from polls.personal_codes import Card, check_cards, codes_seen
from polls.views.conferences import crumbs_of
from polls.views.pages import find_conference, posted

Forms = dict[str, PlainForm]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
async def door(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who gets in; the form that was sent says which of the page's three it is."""
    found = await _find(request, pk)
    if isinstance(found, HttpResponse):
        return found
    conference, seen = found
    forms: Forms = {
        "door": DoorForm(_sent(request, "door"), initial={"door": conference.door}),
        "make": MakeCodesForm(_sent(request, "make"), initial={"seen": seen}, prefix="make"),
        "replace": ReplaceCodesForm(
            _sent(request, "replace"), initial={"seen": seen}, prefix="replace"
        ),
    }
    for name, carry_out in STEPS.items():
        form = forms[name]
        if form.is_bound and form.is_valid():
            try:
                return await carry_out(request, conference, form.cleaned_data)
            except PollError as error:
                form.add_error(None, error.detail)
    return _page(request, conference, forms)


async def _set_door(
    request: HttpRequest, conference: Conference, data: dict[str, Any]
) -> HttpResponse:
    await commands.move_door(conference=conference, door=data["door"])
    messages.success(request, "Saved.")
    return redirect("door", conference.pk)


async def _make(request: HttpRequest, conference: Conference, data: dict[str, Any]) -> HttpResponse:
    cards = await commands.make_codes(conference=conference, count=data["count"], seen=data["seen"])
    return await _hand_out(request, conference, cards, data)


async def _replace(
    request: HttpRequest, conference: Conference, data: dict[str, Any]
) -> HttpResponse:
    cards = await commands.replace_codes(
        conference=conference, numbers=data["numbers"], seen=data["seen"]
    )
    return await _hand_out(request, conference, cards, data)


STEPS: dict[str, Callable[..., Any]] = {"door": _set_door, "make": _make, "replace": _replace}


async def _hand_out(
    request: HttpRequest, conference: Conference, cards: list[Card], data: dict[str, Any]
) -> HttpResponse:
    """The cards, this once: as sheets to print, or as a table."""
    base = _base(request)
    if request.POST.get("as") == "csv":
        return _table(conference, cards, base)
    pages = await asyncio.to_thread(draw_pages, cards, base, int(data["per_page"]))
    context = {
        "title": "Cards with personal codes",
        "conference": conference,
        "pages": pages,
        "count": len(cards),
        "per_page": data["per_page"],
        "base": base,
        "lines": as_lines(cards),
        "crumbs": [*crumbs_of(conference), ("The door", reverse("door", args=[conference.pk]))],
    }
    return render(request, "organise/sheets.html", context)


@never_cache
@require_POST
async def table(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The cards of a sheet that was just made, as a table: the sheet itself sends them."""
    found = await _find(request, pk)
    if isinstance(found, HttpResponse):
        return found
    conference, _ = found
    try:
        cards = read_lines(request.POST.get("cards", ""))
        good = await runtime.current().hub.desk.read(check_cards, conference, cards)
    except ValueError:
        good = False
    if not good:
        messages.error(request, "These codes are no longer good. Make or replace them anew.")
        return redirect("door", pk)
    return _table(conference, cards, _base(request))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
async def renew_code(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give the conference a fresh join code, after asking."""
    found = await _find(request, pk)
    if isinstance(found, HttpResponse):
        return found
    conference, _ = found
    if request.method == "POST":
        code = await commands.renew_code(conference=conference)
        messages.success(request, f"Delegates join with {spaced(code)} from now on.")
        return redirect("door", pk)
    context = {
        "title": "A new join code?",
        "button": "Give a new code",
        "crumbs": [*crumbs_of(conference), ("The door", reverse("door", args=[pk]))],
        "consequences": [
            f"{conference.shown_code} lets nobody in any more, wherever it is printed.",
            "Those who have joined stay in, and keep their votes.",
            "The projector shows the new code at once.",
        ],
    }
    return render(request, "organise/confirm.html", context)


def _sent(request: HttpRequest, name: str) -> Any:
    """The form of this name, if it is the one that was sent."""
    return posted(request) if request.POST.get("form") == name else None


def _page(request: HttpRequest, conference: Conference, forms: Forms) -> HttpResponse:
    wrong = next((form for form in forms.values() if form.errors), None)
    made = int(str(forms["make"].initial["seen"]).split(".")[0])
    context = {
        "title": "The door",
        "conference": conference,
        "forms": forms,
        "form": wrong,
        "made": made,
        "crumbs": crumbs_of(conference),
    }
    return render(request, "organise/door.html", context, status=422 if wrong else 200)


def _table(conference: Conference, cards: list[Card], base: str) -> HttpResponse:
    name = f"personal-codes-{conference.code}.csv"
    return HttpResponse(
        write_table(cards, base),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _base(request: HttpRequest) -> str:
    return delegates_url(f"{request.scheme}://{request.get_host()}")


async def _find(request: HttpRequest, pk: UUID) -> tuple[Conference, str] | HttpResponse:
    """One of the person's own conferences with its codes as they stand, or what to answer.

    Raises ``Http404``.
    """
    try:
        return await runtime.current().hub.desk.read(_look, request, pk)
    except Unavailable:
        return render(request, "delegate/away.html", {"address": request.path}, status=503)


def _look(request: HttpRequest, pk: UUID) -> tuple[Conference, str] | HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    conference = find_conference(request, pk)
    return conference, codes_seen(conference)


urlpatterns = [
    path("organise/conferences/<uuid:pk>/door/", door, name="door"),
    path("organise/conferences/<uuid:pk>/door/table/", table, name="cards_table"),
    path("organise/conferences/<uuid:pk>/door/code/", renew_code, name="renew_code"),
]
