"""Pages that belong to one session and stand below the conference's code: ``?session=<id>``."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from live.pages.chair import obvious, refuse, session_of
from polls.access import sessions_open_to
from polls.codes import normalise_code
from polls.doors import find_conference
from polls.models import Session

#: Of several sessions that may all be meant, the one to show, or what to answer instead.
Choose = Callable[[list[Session]], Session | HttpResponse]


def address_of(session: Session, name: str) -> str:
    """The address of a session's page, by the name of its route."""
    return f"{reverse(name, args=[session.conference.code])}?session={session.pk}"


def find_session(
    request: HttpRequest, code: str, *, page: str, name: str, choose: Choose
) -> Session | HttpResponse:
    """The session that is meant, or what this person is answered instead; raises ``Http404``.

    ``page`` is what ``polls/roles.py`` calls the page, ``name`` its route.
    """
    conference = find_conference(normalise_code(code))
    if conference is None:
        raise Http404
    sessions = list(sessions_open_to(request.user, page).filter(conference=conference))
    wanted = request.GET.get("session")
    asked_for = session_of(conference, wanted) if wanted is not None else obvious(sessions)
    if asked_for is None and sessions:
        chosen = choose(sessions)
        if isinstance(chosen, HttpResponse):
            return chosen
        asked_for = chosen
    if asked_for is None or asked_for not in sessions:
        return refuse(request, conference, [])
    if conference.code != normalise_code(code):
        return redirect(address_of(asked_for, name))
    return asked_for
