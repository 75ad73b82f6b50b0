"""The log of a conference."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from polls.deeds.reading import log_of, read_page, who_did
from polls.models import Deed
from polls.views.conferences import crumbs_of
from polls.views.pages import find_conference, person

#: Keys are whole numbers of so many digits at most.
LONGEST_KEY = 18


@login_required
@never_cache
@require_safe
def show_log(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was done in a conference, the latest first; ``?person=``, ``?kind=``, ``?before=``."""
    conference = find_conference(request, pk)
    log = log_of(conference, by=person(request))
    who, kind = request.GET.get("person", ""), request.GET.get("kind", "")
    before = request.GET.get("before", "")
    context = {
        "conference": conference,
        "page": read_page(log, person=who, kind=kind, before=key_of(before)),
        "people": who_did(log),
        "kinds": Deed.Kind.choices,
        "who": who,
        "kind": kind,
        "latest": not before,
        "crumbs": crumbs_of(conference),
    }
    return render(request, "organise/log.html", context)


def key_of(text: str) -> int | None:
    """The key that an address goes on from, or None."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_KEY else None
