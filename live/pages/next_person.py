"""“Next person”: the page of a helper whose tablet goes from hand to hand.

Its one large button makes the device a new delegate. Whoever gets it sees the ordinary voting
page; to come back here drops who voted, so that the helper sees no vote.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from live import commands, runtime
from live.pages import tablet
from live.pages.chair import refuse, session_of
from live.pages.entry import keep_token
from polls.access import role_in, sessions_open_to
from polls.codes import normalise_code
from polls.doors import find_conference
from polls.errors import PollError, Unavailable
from polls.models import Conference, Role, Session
from polls.roles import NEXT_PERSON

#: Status of the page that tells why nobody was let in, by the code of the refusal.
STATUS = {"too_fast": 429, "stale": 409, "wrong_phase": 409, "unavailable": 503}


@dataclass(frozen=True, slots=True)
class Help:
    """What a helper helps at: the session if one was named. ``role`` is what they are there."""

    conference: Conference
    session: Session | None
    role: Role | None

    @property
    def query(self) -> str:
        """What keeps the named session in an address."""
        return f"?{urlencode({'session': self.session.pk})}" if self.session else ""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
async def next_person(request: HttpRequest, code: str) -> HttpResponse:
    """Offer the button (GET), and drop who voted here; begin with the next person (POST)."""
    try:
        found = await runtime.current().hub.desk.read(_find, request, code)
        if isinstance(found, HttpResponse):
            return found
        if request.method == "POST":
            return await _begin(request, found, code)
        return _page(request, found, code)
    except Unavailable:
        return render(request, "delegate/away.html", {"address": request.path}, status=503)


async def _begin(request: HttpRequest, help: Help, code: str) -> HttpResponse:
    """Let the next person vote on this device, as somebody new."""
    conference = help.conference
    try:
        token = await commands.begin_with_next_person(
            conference=conference,
            door=request.POST.get("door", ""),
            by=request.user,  # type: ignore[arg-type]
        )
    except PollError as error:
        return _page(request, help, code, problem=error.detail, status=STATUS.get(error.code, 403))
    # A personal code is typed by its person: the helper does not see it.
    goal = reverse("delegate", args=[conference.code]) + help.query if token else reverse("enter")
    response = HttpResponseRedirect(goal, status=303)
    tablet.drop_delegate(response, code, conference.code)
    if token:
        keep_token(response, conference.code, token)
    tablet.mark(response, conference, str(help.session.pk) if help.session else None)
    return response


def _page(
    request: HttpRequest, help: Help, code: str, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "conference": help.conference,
        "door": help.conference.door,
        "steers": help.role is not Role.HELPER,
        "steward_address": reverse("steward", args=[help.conference.code]) + help.query,
        "people_address": reverse("bring_in", args=[help.conference.code]) + help.query,
        "thanks": "thanks" in request.GET,
        **more,
    }
    response = render(request, "chair/next_person.html", context, status=status)
    # On the helper's own phone, where nobody pressed the button yet, they stay who they are.
    if tablet.is_tablet(request, help.conference):
        tablet.drop_delegate(response, code, help.conference.code)
    return response


def _find(request: HttpRequest, code: str) -> Help | HttpResponse:
    """What this person helps at, or what they are answered instead; raises ``Http404``."""
    conference = find_conference(normalise_code(code))
    if conference and not request.user.is_authenticated and tablet.is_tablet(request, conference):
        return _thank_alone(request, conference, code)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if conference is None:
        raise Http404
    sessions = sessions_open_to(request.user, NEXT_PERSON).filter(conference=conference)
    wanted = request.GET.get("session")
    session = session_of(conference, wanted) if wanted else sessions.first()
    if session is None or not sessions.filter(pk=session.pk).exists():
        if tablet.is_tablet(request, conference):
            return _thank_alone(request, conference, code)
        return refuse(request, conference, [])
    if conference.code != normalise_code(code):
        query = request.META.get("QUERY_STRING", "")
        address = reverse("next_person", args=[conference.code])
        return redirect(f"{address}?{query}" if query else address)
    return Help(conference, session if wanted else None, role_in(request.user, session))


def _thank_alone(request: HttpRequest, conference: Conference, code: str) -> HttpResponse:
    """The helper's access has ended meanwhile: thank who voted, and let nobody else begin."""
    context = {"conference": conference, "ended": True, "thanks": "thanks" in request.GET}
    response = render(request, "chair/next_person.html", context, status=403)
    tablet.drop_delegate(response, code, conference.code)
    tablet.unmark(response, conference)
    return response


urlpatterns = [path("chair/<str:code>/next/", next_person, name="next_person")]
