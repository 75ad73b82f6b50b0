"""The organiser's page of keypads and base stations."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from polls.errors import PollError
from polls.forms import PlainForm
from polls.keypad_forms import StationForm
from polls.models import Conference, Station
from polls.stations import AWAY, make_station, revoke_station
from polls.views.conferences import crumbs_of
from polls.views.pages import confirm, find_conference
from polls.views.registering import Forms, forms_of, is_taken, registered, sent


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_keypads(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Stations and keypads; the form that was sent says which of the page's it is."""
    conference = find_conference(request, pk)
    form = StationForm(sent(request, "station"), prefix="station")
    forms = forms_of(request)
    if form.is_bound and form.is_valid():
        try:
            return _make_station(request, conference, form)
        except PollError as error:
            form.add_error(None, error.detail)
    elif is_taken(request, conference, forms):
        return redirect("keypads", conference.pk)
    return _page(request, conference, {"station": form, **forms})


def _make_station(request: HttpRequest, conference: Conference, form: StationForm) -> HttpResponse:
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


def _page(request: HttpRequest, conference: Conference, forms: Forms) -> HttpResponse:
    wrong: PlainForm | None = next((form for form in forms.values() if form.errors), None)
    context = {
        "title": "Keypads",
        "conference": conference,
        "forms": forms,
        "form": wrong,
        "stations": told_stations(conference),
        "sessions": conference.sessions.order_by("position", "title"),
        "crumbs": crumbs_of(conference),
        **registered(conference),
    }
    status = 422 if wrong or request.method == "POST" else 200
    return render(request, "organise/keypads.html", context, status=status)


def told_stations(conference: Conference) -> list[dict[str, Any]]:
    """The stations that stand, each with whether it is there now."""
    return [_told(station) for station in conference.stations.filter(revoked_at=None)]


def _told(station: Station) -> dict[str, Any]:
    seen = station.seen_at
    return {"station": station, "here": seen is not None and timezone.now() - seen < AWAY}
