"""Calls of people: prepare, steer, read results."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from ninja import Router

from live import commands, runtime
from live.api import described
from live.api.answers import NotFound, body_example, read_body, read_bytes, tell_places
from live.api.persons import PERSON, PersonsToken
from live.protocol import answers, incoming
from live.streaming import stream
from polls.access import CREATE_CONFERENCE, conferences_managed_by, sessions_open_to
from polls.admissions import LIFE
from polls.codes import normalise_code
from polls.conference_files import import_conference, read_conference_file
from polls.deeds.downloading import note_download
from polls.doors import find_conference
from polls.errors import Malformed, NotAllowed
from polls.exports import FORMATS
from polls.models import Conference, Round, Session, User
from polls.roles import CONSOLE
from polls.tallies import Result, read_result

#: A body may be too large, or fit nothing.
BODY = (413, 422)

router = Router(tags=["People"], auth=PersonsToken())


@router.post(
    "/conferences",
    summary="Create a conference from a conference file",
    response=described.answers(201, described.ConferenceMade, 401, 403, 413)
    | {422: described.Mistaken},
    openapi_extra=body_example(
        name="…", sessions=[{"title": "…", "questions": [{"kind": "single", "prompt": "…"}]}]
    ),
)
async def create_conference(request: HttpRequest) -> HttpResponse:
    """Answers `201` with the whole, or `422` with every mistake and its place.

    Keys that mean nothing here are left out, and listed as `warnings`, if there are any.
    """
    file = read_conference_file(read_bytes(request))
    whole = await runtime.current().desk.write(_create, file, request.auth)  # type: ignore[attr-defined]
    told = {"warnings": tell_places(file.warnings)} if file.warnings else {}
    return JsonResponse({**whole, **told}, status=201)


@router.get(
    "/conferences/{code}",
    summary="A conference with its sessions and questions",
    response=described.answers(200, described.ConferenceTold, *PERSON),
)
async def show_conference(request: HttpRequest, code: str) -> HttpResponse:
    """For its organisers and chairs."""
    return JsonResponse(await _read(_show_conference, code, request))


@router.post(
    "/sessions/{session_id}/commands",
    summary="Carry out a chair's command",
    response=described.answers(200, described.Done, *PERSON, 409, 413) | {422: described.Mistaken},
    openapi_extra=body_example(do="open", seconds=60, seq=41),
)
async def carry_out(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """The body is the socket's `command`; `ref` may be left out.

    Answers `{"seq", "phase", "round"}`.
    """
    order = incoming.read_order(read_body(request), ref_needed=False)
    try:
        done = await commands.command(session_id=str(session_id), by=_person(request), order=order)
    except Session.DoesNotExist:
        raise NotFound("There is no such session.") from None
    return JsonResponse(answers.done(done))


@router.post(
    "/conferences/{code}/door",
    summary="Open or shut the door, or let in personal codes alone",
    response=described.answers(200, described.DoorNow, *PERSON, *BODY, 409),
    openapi_extra=body_example(door="shut"),
)
async def move_door(request: HttpRequest, code: str) -> HttpResponse:
    """For organisers; `door` is `open`, `shut` or `personal`. Answers `{"door"}`.

    Chairs have the command `door`. 409 `wrong_phase` from and to `personal` during a vote.
    """
    wanted = read_body(request).get("door")
    if not isinstance(wanted, str):
        raise Malformed("“door” must be open, shut or personal.")
    await commands.move_door(conference=await _read(_managed, code, request), door=wanted)
    return JsonResponse({"door": wanted})


@router.post(
    "/conferences/{code}/admissions",
    summary="Admit one latecomer",
    response=described.answers(201, described.Admission, *PERSON, 409),
)
async def admit(request: HttpRequest, code: str) -> HttpResponse:
    """For organisers, chairs and helpers: `201 {"admission", "path", "seconds"}`, good once.

    `path` is the page of this server that a latecomer's QR code leads to.
    """
    conference = await _read(_find_for, code, request)
    secret = await commands.admit(conference=conference, by=_person(request))
    path = reverse("be_admitted", args=[secret])
    told = {"admission": secret, "path": path, "seconds": LIFE.seconds}
    return JsonResponse(told, status=201)


@router.post(
    "/conferences/{code}/personal-codes",
    summary="Make or replace personal codes",
    response=described.answers(201, described.Cards, *PERSON, *BODY, 409),
    openapi_extra=body_example(count=100),
)
async def hand_out_codes(request: HttpRequest, code: str) -> HttpResponse:
    """For organisers: `201 {"codes": [{"number", "code"}]}`, shown this once.

    `{"count": 100}` makes codes for further people, `{"replace": [17]}` fresh ones for the
    same people, by the numbers of their cards.
    """
    asked = read_body(request)
    conference = await _read(_managed, code, request)
    count, numbers = asked.get("count"), asked.get("replace")
    if type(count) is int:
        cards = await commands.make_codes(conference=conference, count=count)
    elif isinstance(numbers, list) and numbers and all(type(n) is int for n in numbers):
        cards = await commands.replace_codes(conference=conference, numbers=numbers)
    else:
        raise Malformed("Give “count”, a whole number, or “replace”, a list of numbers.")
    told = [{"number": card.number, "code": card.code} for card in cards]
    return JsonResponse({"codes": told}, status=201)


@router.get(
    "/rounds/{round_id}/result",
    summary="The votes of a round",
    response=described.answers(200, described.ResultTold, *PERSON),
)
async def show_result(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """For organisers and chairs, also while it is open or hidden.

    While tallies move in steps, `counts` are of `counted` ballots; where nobody sees them
    before the close, they are null until then, with `figures` and `sentence`.
    """
    result = await _read(_result, round_id, request)
    return JsonResponse(
        {
            "round": result.round_id,
            "phase": result.phase,
            "ballots": result.ballots,
            "joined": result.joined,
            "counted": result.counted,
            "counts": result.counts,
            "figures": result.figures,
            "sentence": result.sentence,
            "entry": result.entry,
            "expected": result.expected,
            "turnout": result.turnout,
            "as_of_backup": result.as_of_backup,
            "rehearsal": result.rehearsal,
        }
    )


@router.get(
    "/conferences/{code}/export.{form}",
    summary="All results, as json, csv or xlsx",
    response=described.answers(200, None, *PERSON),
    openapi_extra=described.files(*(form.content_type for form in FORMATS.values())),
)
async def export(request: HttpRequest, code: str, form: str) -> HttpResponseBase:
    """For organisers; votes of practice and of rehearsals are left out."""
    if form not in FORMATS:
        raise NotFound(f"There is no export as “{form[:20]}”; there are {', '.join(FORMATS)}.")
    conference = await _read(_managed, code, request)
    await runtime.current().desk.write(note_download, conference, f"the results as {form.upper()}")
    return stream(
        FORMATS[form].export(conference),
        content_type=FORMATS[form].content_type,
        filename=f"{conference.code}.{form}",
    )


def _person(request: HttpRequest) -> User:
    return request.auth  # type: ignore[attr-defined]


async def _read(read: Callable[..., Any], name: Any, request: HttpRequest) -> Any:
    return await runtime.current().desk.read(read, name, _person(request))


def _create(file: Any, by: User) -> dict[str, Any]:
    if not by.has_perm(CREATE_CONFERENCE):
        raise NotAllowed("You may not create conferences.")
    return _whole(import_conference(file=file, by=by))


def _find(code: str) -> Conference:
    conference = find_conference(normalise_code(code))
    if conference is None:
        raise NotFound("There is no conference with this code.")
    return conference


def _find_for(code: str, by: User) -> Conference:
    """Any conference; the rule that follows says who may."""
    return _find(code)


def _managed(code: str, by: User) -> Conference:
    conference = _find(code)
    if not conferences_managed_by(by).filter(pk=conference.pk).exists():
        raise NotAllowed("You do not organise this conference.")
    return conference


def _show_conference(code: str, by: User) -> dict[str, Any]:
    conference = _find(code)
    if not sessions_open_to(by, CONSOLE).filter(conference=conference).exists():
        _managed(code, by)
    return _whole(conference)


def _result(round_id: UUID, by: User) -> Result:
    round = Round.objects.select_related("session__conference").filter(pk=round_id).first()
    if round is None:
        raise NotFound("There is no such round.")
    if not sessions_open_to(by, CONSOLE).filter(pk=round.session_id).exists():
        raise NotAllowed("You do not chair this session.")
    return read_result(round)


def _whole(conference: Conference) -> dict[str, Any]:
    sessions = conference.sessions.order_by("position", "title", "pk").prefetch_related(
        "questions__choices", "questions__rounds"
    )
    return {
        "id": str(conference.pk),
        "code": conference.code,
        "name": conference.name,
        "expected": conference.expected,
        "door": conference.door,
        "sessions": [
            {
                "id": str(session.pk),
                "title": session.title,
                "state": session.state,
                "questions": [_question(question) for question in session.questions.all()],
            }
            for session in sessions
        ],
    }


def _question(question: Any) -> dict[str, Any]:
    return {
        "id": str(question.pk),
        "kind": question.kind,
        "prompt": question.prompt,
        "choices": [{"id": str(c.pk), "text": c.text} for c in question.choices.all()],
        "rounds": [
            {"id": str(round.pk), "number": round.number, "phase": _phase(round)}
            for round in sorted(question.rounds.all(), key=lambda round: round.number)
            if not round.rehearsal
        ],
    }


def _phase(round: Round) -> str:
    """The phase of a round; a sealed one says so, unless it counts nowhere."""
    sealed = round.sealed_at is not None and round.phase != Round.Phase.VOID
    return "sealed" if sealed else round.phase
