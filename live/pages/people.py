"""“Bring somebody in”: links for people of a session and their devices, and the end of access."""

import secrets
from collections.abc import Callable
from typing import Any

from asgiref.sync import async_to_sync
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from live import commands
from live.addresses import delegates_url
from live.cards import draw_qr
from live.pages.of_session import address_of, find_session
from polls.access import rights_in, role_in
from polls.bringing_in import (
    LIFE,
    LONGEST_NAME,
    bring_in,
    bring_own_device,
    end_access,
    read_brought,
)
from polls.errors import PollError
from polls.models import Role, Session, User
from polls.roles import PEOPLE
from polls.views.agendas import crumbs_of
from polls.views.once import make_or_find, secret_to_make
from polls.views.pages import person

#: Status of the page that tells what was refused, by the code of the refusal.
STATUS = {"not_allowed": 403, "wrong_phase": 409}
#: What each role is for, beside the name.
ABOUT = {
    Role.CHAIR: "everything on this page and the console",
    Role.CO_CHAIR: "everything, except bringing in a chair",
    Role.MODERATOR: "reads the console, decides on what delegates put forward",
    Role.TECHNICIAN: "reads the console, leads projector, door and keypads beside the votes",
    Role.HELPER: "lets people in, “Next person” on a tablet, enters hands that were counted",
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def people(request: HttpRequest, code: str) -> HttpResponse:
    """Who was brought in (GET); bring somebody in, or end their access (POST, by its ``do``)."""
    session = find_session(request, code, page=PEOPLE, name="bring_in", choose=_choose)
    if isinstance(session, HttpResponse):
        return session
    if request.method != "POST":
        return _page(request, session)
    step = STEPS.get(request.POST.get("do", ""), _bring_in)
    try:
        return step(request, session)
    except PollError as error:
        return _page(request, session, status=STATUS.get(error.code, 422), problem=error.detail)


def _bring_in(request: HttpRequest, session: Session) -> HttpResponse:
    role, name = request.POST.get("role", ""), request.POST.get("name", "")
    made = secret_to_make(request)
    secret = make_or_find(
        lambda: bring_in(session=session, role=role, name=name, by=person(request), secret=made)
    )
    return _show_link(request, session, secret, whom=" ".join(name.split()), role=Role(role).label)


def _bring_own_device(request: HttpRequest, session: Session) -> HttpResponse:
    made = secret_to_make(request)
    secret = make_or_find(
        lambda: bring_own_device(session=session, by=person(request), secret=made)
    )
    return _show_link(request, session, secret)


def _end(request: HttpRequest, session: Session) -> HttpResponse:
    typed = request.POST.get("person", "")
    key = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 18 else 0
    name = end_access(session=session, key=key, by=person(request))
    async_to_sync(commands.part_with_revoked)()
    messages.success(request, f"{name} has no access any more.")
    return redirect(address_of(session, "bring_in"))


STEPS: dict[str, Callable[[HttpRequest, Session], HttpResponse]] = {
    "bring": _bring_in,
    "mine": _bring_own_device,
    "end": _end,
}


def _show_link(
    request: HttpRequest, session: Session, secret: str, whom: str = "", role: str = ""
) -> HttpResponse:
    """The page with a link that is shown this once."""
    base = delegates_url(f"{request.scheme}://{request.get_host()}")
    link = base.rstrip("/") + reverse("sign_in_link", args=[secret])
    return _page(request, session, link=link, qr=draw_qr(link), whom=whom, role_of_link=role)


def _page(
    request: HttpRequest, session: Session, *, status: int = 200, **more: Any
) -> HttpResponse:
    by = person(request)
    rights = rights_in(by, session)
    offered = rights.brings_in if rights else frozenset()
    console = reverse("chair", args=[session.conference.code])
    context = {
        # Each form that is shown has one of its own, so that the same one can be told.
        "keys": {name: secrets.token_urlsafe(12) for name in ("bring", "mine")},
        "crumbs": crumbs_of(session),
        "session": session,
        "conference": session.conference,
        "me": role_in(by, session),
        "console_address": f"{console}?session={session.pk}",
        "roles": [(role, role.label, ABOUT[role]) for role in reversed(Role) if role in offered],
        "brought": read_brought(session, by=by),
        "appointed": _appointed(session),
        "longest_name": LONGEST_NAME,
        "minutes": LIFE.seconds // 60,
        "now": timezone.now(),
        "typed": {} if "link" in more else request.POST,
        **more,
    }
    return render(request, "chair/people.html", context, status=status)


def _appointed(session: Session) -> list[tuple[User, str]]:
    """Chairs and organisers, whose access is not ended here, each with the part in words."""
    parts = dict.fromkeys(session.chairs.all(), "chair")
    parts |= dict.fromkeys(session.conference.organisers.all(), "organiser")
    return sorted(parts.items(), key=lambda one: one[0].username)


def _choose(sessions: list[Session]) -> HttpResponse:
    """Whom to bring in depends on the session: it is chosen where all are listed."""
    return redirect(f"{reverse('chair', args=[sessions[0].conference.code])}?choose=1")


urlpatterns = [path("chair/<str:code>/people/", people, name="bring_in")]
