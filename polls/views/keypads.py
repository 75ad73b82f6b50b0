"""The organiser's page of keypads and base stations."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from polls.durations import counted
from polls.errors import PollError
from polls.forms import PlainForm
from polls.keypad_forms import HeldForm, ListForm, LostForm, StationForm
from polls.keypads import admit_held, forget_held, list_keypads, lose_keypad, replace_keypad
from polls.models import Conference, Keypad, Station
from polls.stations import make_station, revoke_station
from polls.views.conferences import crumbs_of
from polls.views.pages import confirm, find_conference, posted

Forms = dict[str, Any]

#: Keypads that the page lists; of more it tells the number.
SHOWN = 1000
#: Seconds after which a station that was not heard is away, and of a battery the last per cent.
AWAY = 30
LOW = 20


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_keypads(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Stations and keypads; the form that was sent says which of the page's it is."""
    conference = find_conference(request, pk)
    forms: Forms = {
        "station": StationForm(_sent(request, "station"), prefix="station"),
        "list": ListForm(
            _sent(request, "list"), request.FILES if _sent(request, "list") else None, prefix="list"
        ),
        "held": HeldForm(_sent(request, "held")),
        "lost": LostForm(_sent(request, "lost"), prefix="lost"),
    }
    name = request.POST.get("form", "")
    form = forms.get(name)
    if form is not None and form.is_bound and form.is_valid():
        try:
            return STEPS[name](request, conference, form)
        except PollError as error:
            form.add_error(None, error.detail)
    return _page(request, conference, forms)


def _make_station(request: HttpRequest, conference: Conference, form: Any) -> HttpResponse:
    """The token of a new station, this once."""
    station, token = make_station(conference=conference, name=form.cleaned_data["name"])
    context = {
        "title": f"The token of {station.name}",
        "conference": conference,
        "station": station,
        "token": token,
        "server": f"{request.scheme}://{request.get_host()}",
        "crumbs": _below(conference),
    }
    return render(request, "organise/station.html", context)


def _list(request: HttpRequest, conference: Conference, form: Any) -> HttpResponse:
    new, there = list_keypads(conference=conference, listed=form.listed)
    known = f"; {counted(there, 'keypad')} had been there" if there else ""
    messages.success(request, f"{counted(new, 'keypad')} added{known}.")
    return redirect("keypads", conference.pk)


def _decide_on_held(request: HttpRequest, conference: Conference, form: Any) -> HttpResponse:
    if request.POST.get("do") == "forget":
        gone = forget_held(conference=conference)
        messages.success(request, f"{counted(gone, 'keypad')} turned away.")
    else:
        admitted = admit_held(conference=conference, seen=form.cleaned_data["seen"])
        messages.success(request, f"{counted(admitted, 'keypad')} admitted.")
    return redirect("keypads", conference.pk)


def _lose(request: HttpRequest, conference: Conference, form: Any) -> HttpResponse:
    serial, by = form.cleaned_data["serial"], form.cleaned_data["by"]
    if by:
        replace_keypad(conference=conference, serial=serial, by=by)
        messages.success(request, f"Keypad {by} votes in the place of {serial}.")
    else:
        lose_keypad(conference=conference, serial=serial)
        messages.success(request, f"Keypad {serial} votes no more.")
    return redirect("keypads", conference.pk)


STEPS: dict[str, Callable[..., HttpResponse]] = {
    "station": _make_station,
    "list": _list,
    "held": _decide_on_held,
    "lost": _lose,
}


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, pk: UUID, station_pk: UUID) -> HttpResponse:
    """Revoke a base station, after asking."""
    conference = find_conference(request, pk)
    station = conference.stations.filter(pk=station_pk).first()
    if station is None:
        raise Http404
    return confirm(
        request,
        lambda: revoke_station(station=station),
        title=f"Revoke {station.name}?",
        button="Revoke it",
        crumbs=_below(conference),
        consequences=[
            "Its bridge brings in nothing any more; what it brought in stays.",
            "Its token is good for nothing. A new station gets a new one.",
        ],
        done=f"{station.name} is revoked.",
        to=reverse("keypads", args=[conference.pk]),
        obstacle="It was revoked already." if station.revoked_at else "",
    )


def _below(conference: Conference) -> list[tuple[str, str]]:
    return [*crumbs_of(conference), ("Keypads", reverse("keypads", args=[conference.pk]))]


def _sent(request: HttpRequest, name: str) -> Any:
    """The form of this name, if it is the one that was sent."""
    return posted(request) if request.POST.get("form") == name else None


def _page(request: HttpRequest, conference: Conference, forms: Forms) -> HttpResponse:
    wrong: PlainForm | None = next((form for form in forms.values() if form.errors), None)
    numbers = dict(conference.keypads.order_by().values_list("state").annotate(number=Count("*")))
    held = numbers.get(Keypad.State.HELD, 0)
    context = {
        "title": "Keypads",
        "conference": conference,
        "forms": forms,
        "form": wrong,
        "stations": [_told(station) for station in conference.stations.filter(revoked_at=None)],
        "keypads": conference.keypads.exclude(state=Keypad.State.HELD).select_related("station")[
            :SHOWN
        ],
        "held": conference.keypads.filter(state=Keypad.State.HELD)[:SHOWN],
        "number": sum(numbers.values()) - held,
        "number_lost": numbers.get(Keypad.State.LOST, 0),
        "number_held": held,
        "shown": SHOWN,
        "low": LOW,
        "crumbs": crumbs_of(conference),
    }
    return render(request, "organise/keypads.html", context, status=422 if wrong else 200)


def _told(station: Station) -> dict[str, Any]:
    """A station with whether it is there now."""
    seen = station.seen_at
    return {
        "station": station,
        "here": seen is not None and (timezone.now() - seen).total_seconds() < AWAY,
    }
