"""The chair's console: which session, and the page that steers it."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from live.guessing import guesses, network_of
from live.pages.too_many import too_many
from polls import clock
from polls.access import MANAGE_CONFERENCE, role_in, sessions_open_to
from polls.codes import normalise_code
from polls.doors import find_conference
from polls.models import Conference, Role, Session
from polls.roles import CONSOLE, KEYPADS, NEXT_PERSON, RIGHTS, STEWARD


@require_safe
@never_cache
def chair(request: HttpRequest, code: str) -> HttpResponse:
    """Show the console of the session that is asked for, or of the one there is to chair.

    404 without such a conference or session; 403 for people who chair nothing here; 429 for
    somebody who is not signed in, at an address that tried too many wrong codes.
    """
    normal = normalise_code(code)
    address = network_of(request.META.get("REMOTE_ADDR"))
    if normal is None:
        raise Http404
    if not request.user.is_authenticated and not guesses.may_try(address, normal):
        return too_many(request)
    conference = find_conference(normal)
    if conference is None:
        guesses.note_wrong(address, normal)
        raise Http404
    guesses.note_right(address, normal)
    return _for_chairs(request, conference, code)


@login_required
def _for_chairs(request: HttpRequest, conference: Conference, code: str) -> HttpResponse:
    sessions = list(sessions_open_to(request.user, CONSOLE).filter(conference=conference))
    if not sessions and not request.user.has_perm(MANAGE_CONFERENCE, conference):
        return _lead_helper(request, conference)
    if conference.code != normalise_code(code):
        query = request.META.get("QUERY_STRING", "")
        address = reverse("chair", args=[conference.code])
        return redirect(f"{address}?{query}" if query else address)
    wanted = request.GET.get("session")
    if wanted is not None:
        asked_for = session_of(conference, wanted)
        if asked_for not in sessions:
            return refuse(request, conference, sessions)
        return _console(request, asked_for, sessions)
    only = None if "choose" in request.GET else obvious(sessions)
    if only is None:
        context = {"conference": conference, "sessions": sessions}
        return render(request, "chair/sessions.html", context)
    return _console(request, only, sessions)


def _lead_helper(request: HttpRequest, conference: Conference) -> HttpResponse:
    """To the page of helpers, who have no console; 403 for anybody else."""
    helps = sessions_open_to(request.user, NEXT_PERSON).filter(conference=conference).first()
    if helps is None:
        return refuse(request, conference, [])
    return redirect(f"{reverse('next_person', args=[conference.code])}?session={helps.pk}")


def session_of(conference: Conference, wanted: str) -> Session:
    """The session of the conference with this id; raises ``Http404``."""
    try:
        session_id = UUID(wanted)
    except ValueError:
        raise Http404("No such session.") from None
    return get_object_or_404(Session, pk=session_id, conference=conference)


def obvious(sessions: list[Session]) -> Session | None:
    """The one session that a chair must mean: the only one, or the only one that is running."""
    running = [session for session in sessions if session.state == Session.State.LIVE]
    candidates = running or sessions
    return candidates[0] if len(candidates) == 1 else None


def _console(request: HttpRequest, session: Session, sessions: list[Session]) -> HttpResponse:
    code = session.conference.code
    role = role_in(request.user, session) or Role.CHAIR
    rights = RIGHTS[role]
    context = {
        "role": role,
        # What the page may offer; nothing is said where everything may be done.
        "may": None if rights.commands is None else sorted(rights.commands | rights.pages),
        "conference": session.conference,
        "socket_address": f"/ws/chair/{code}/?session={session.pk}",
        "admit_address": reverse("admit", args=[code]),
        "keypads_address": reverse("roll_call", args=[session.pk])
        if KEYPADS in rights.pages
        else "",
        "steward_address": f"{reverse('steward', args=[code])}?session={session.pk}"
        if STEWARD in rights.pages
        else "",
        "stage_address": f"/stage/{code}/?session={session.pk}",
        "session": session,
        "sessions": sessions,
        "questions": session.questions.all(),
        "now": clock.last_known(),
    }
    return render(request, "chair/console.html", context)


def refuse(request: HttpRequest, conference: Conference, sessions: list[Session]) -> HttpResponse:
    """What a person is told who does not chair what was asked for, but ``sessions``."""
    context = {"conference": conference, "sessions": sessions}
    return render(request, "chair/refused.html", context, status=403)


urlpatterns = [path("chair/<str:code>/", chair, name="chair")]
