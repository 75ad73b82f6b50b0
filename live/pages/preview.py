"""A question as the projector would show it, for its chair alone, before the room sees it."""

from typing import Any
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from live import runtime
from live.guessing import TooManyGuesses, find_conference
from live.identity import find_person
from live.pages.stage import away, draw_stage
from live.pages.too_many import too_many
from polls.access import sessions_open_to
from polls.codes import normalise_code
from polls.errors import Unavailable
from polls.models import Question, User
from polls.roles import CONSOLE
from polls.wording import Wording


@require_safe
async def preview(request: HttpRequest, code: str, question_id: UUID) -> HttpResponse:
    """The projector's page with a question on it; 404 for one that is not this conference's.

    Who is not signed in is led to that; who does not chair its session is refused (403).
    """
    canonical = normalise_code(code)
    if canonical is None:
        raise Http404
    try:
        return await _preview(request, canonical, question_id)
    except TooManyGuesses:
        return too_many(request)
    except Unavailable:
        return away(request)


async def _preview(request: HttpRequest, code: str, question_id: UUID) -> HttpResponse:
    hub = runtime.current().hub
    scope = request.scope  # type: ignore[attr-defined]
    person = await hub.desk.read(find_person, scope)
    if person is None:
        return redirect_to_login(request.get_full_path())
    venue = await find_conference(scope, code)
    if venue is None or venue.now.code != code:
        raise Http404
    session_id, shown = await hub.desk.read(_read_question, question_id, venue.now.id, person)
    room = await hub.floor.room(venue, session_id)
    state = {**room.state_message, **shown}
    return draw_stage(request, venue, room, state=state, tally=None, socket="")


def _read_question(question_id: UUID, conference_id: str, by: User) -> tuple[str, dict[str, Any]]:
    """A question's session, and what the state of that session says where it is shown."""
    questions = Question.objects.select_related("session").prefetch_related("choices")
    question = questions.filter(pk=question_id, session__conference=UUID(conference_id)).first()
    if question is None:
        raise Http404
    if not sessions_open_to(by, CONSOLE).filter(pk=question.session_id).exists():
        raise PermissionDenied
    return str(question.session_id), {
        "phase": "waiting",
        "blank": False,
        "stopped": False,
        "round": None,
        "results": None,
        "screen": None,
        "agenda": None,
        "remedies": None,
        "practice": question.practice,
        "question": Wording.of(question).as_json(),
    }


urlpatterns = [path("stage/<str:code>/preview/<uuid:question_id>/", preview, name="preview")]
