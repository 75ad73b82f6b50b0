"""Calls of delegates: join, look, vote."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router

from live import commands, runtime
from live.api import described
from live.api.answers import STATUS, NotFound, body_example, problem, read_body, read_bytes
from live.guessing import find_conference
from live.protocol import answers, incoming
from live.sockets.headers import bearer
from live.venue import Venue
from polls.admissions import find_admission
from polls.codes import normalise_code
from polls.doors import Door
from polls.errors import DoorShut, Malformed, NotAllowed, WrongPhase
from polls.tokens import DelegateToken, make_token, read_token
from polls.voting import Accepted

router = Router(tags=["Delegates"])


async def venue_of(request: HttpRequest, code: str, *, former: bool = False) -> Venue:
    """The conference of a join code; raises ``NotFound``, ``TooManyGuesses`` or ``Unavailable``.

    By a ``former`` code only for a request of one of its delegates.
    """
    normal = normalise_code(code)
    scope = request.scope  # type: ignore[attr-defined]
    venue = await find_conference(scope, normal) if normal else None
    if venue is None:
        raise NotFound("There is no conference with this code.")
    if venue.now.code != normal and not (former and _is_inside(request, venue)):
        raise NotFound("The code has changed. Look at the screen.")
    return venue


@router.post(
    "/conferences/{code}/delegates",
    summary="Join a conference as a new delegate, or as the holder of a personal code",
    response=described.answers(201, described.TokenMade, 403, 404, 409, 413, 429),
    openapi_extra={
        "requestBody": {
            "required": False,
            "content": {
                "application/json": {
                    "schema": {
                        "type": "object",
                        "properties": {
                            "personal_code": {"type": "string"},
                            "admission": {"type": "string"},
                        },
                    }
                }
            },
        }
    },
)
async def join(request: HttpRequest, code: str) -> HttpResponse:
    """Answers `201 {"token"}`. The token is the delegate's only proof: keep it.

    While the door is shut: 403 `door_shut`, unless the body has a `personal_code`, or the
    secret of an `admission`. A wrong one is 403 `not_allowed`.
    """
    venue = await venue_of(request, code)
    if venue.now.ended:
        raise WrongPhase("The conference has ended.")
    asked = read_body(request) if read_bytes(request).strip() else {}
    if "personal_code" in asked:
        return JsonResponse({"token": await _personal(venue, asked["personal_code"])}, status=201)
    if "admission" in asked:
        await _spend(venue, asked["admission"])
    else:
        refuse_at_door(venue)
    return JsonResponse({"token": make_token(venue.now.id)}, status=201)


def refuse_at_door(venue: Venue) -> None:
    """Raise ``DoorShut`` where nobody new is let in with the join code alone."""
    if venue.now.door == Door.SHUT:
        raise DoorShut("The door is shut: nobody new can join just now. Ask a helper in the room.")
    if venue.now.door == Door.PERSONAL:
        raise DoorShut("This conference votes with personal codes: send yours to join.")


async def _personal(venue: Venue, typed: object) -> str:
    holder = await commands.enter_code(_text(typed, "personal_code"))
    if holder.conference_id != venue.now.id:
        raise NotAllowed("This personal code is of another conference.")
    return holder.token


async def _spend(venue: Venue, secret: object) -> None:
    # Looked at first: an admission to elsewhere must not be spent here.
    desk = runtime.current().hub.desk
    conference = await desk.read(find_admission, _text(secret, "admission"))
    if str(conference.pk) != venue.now.id:
        raise NotAllowed("This admission is to another conference.")
    await commands.be_admitted(str(secret))


def _text(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise Malformed(f"“{name}” must be text.")
    return value


def _is_inside(request: HttpRequest, venue: Venue) -> bool:
    return isinstance(delegate_of(request, venue), DelegateToken)


@router.get(
    "/conferences/{code}/state",
    summary="What this delegate's page would show",
    response=described.answers(200, described.StateAndMine, 401, 403, 404, 429),
    openapi_extra=described.NEEDS_DELEGATES_TOKEN,
)
async def show_state(request: HttpRequest, code: str, session: str | None = None) -> HttpResponse:
    """Answers `{"state", "mine"}`, the socket's two first messages."""
    venue = await venue_of(request, code, former=True)
    token = delegate_of(request, venue)
    if isinstance(token, HttpResponse):
        return token
    hub = runtime.current().hub
    room = await hub.floor.room(venue, session)
    mine = await hub.ballot(room, token.delegate_id)
    return JsonResponse({"state": room.state_message, "mine": answers.mine(mine)})


@router.post(
    "/conferences/{code}/ballots",
    summary="Cast a vote",
    response=described.answers(200, described.VoteTaken, 401, 403, 404, 413)
    | dict.fromkeys((400, 409, 422, 429, 503), described.VoteRefused),
    openapi_extra=body_example(type="vote", ref="1", round="…", rev=1, answer=["…"])
    | described.NEEDS_DELEGATES_TOKEN,
)
async def vote(request: HttpRequest, code: str) -> HttpResponse:
    """The body is the socket's `vote` message, the answer its `ack` or `refused`.

    200 `ack`; 409 `closed`, `stale`; 422 `invalid`; 400 `malformed`; 429 `too_fast`;
    503 `unavailable`; 413 over 8 KiB.
    """
    venue = await venue_of(request, code, former=True)
    token = delegate_of(request, venue)
    if isinstance(token, HttpResponse):
        return token
    try:
        message = incoming.read_vote(_vote_of(read_body(request)))
    except incoming.Unreadable as error:
        return _refused(answers.refused(error.ref, error))
    outcome = await commands.cast_vote(
        token, round_id=message.round_id, rev=message.rev, answer=message.answer
    )
    answer = answers.answer_to_vote(message.ref, message.round_id, outcome)
    return JsonResponse(answer) if isinstance(outcome, Accepted) else _refused(answer)


def delegate_of(request: HttpRequest, venue: Venue) -> DelegateToken | HttpResponse:
    """The delegate of the bearer token, or the answer to a call without (401, or 403 foreign)."""
    token = read_token(bearer(request.scope) or "")  # type: ignore[attr-defined]
    if token is None:
        return problem(401, "not_allowed", "Send the delegate's token: Authorization: Bearer …")
    if token.conference_id != venue.now.id:
        return problem(403, "not_allowed", "This token is of another conference.")
    if not venue.lets_in(token):
        return problem(401, "not_allowed", "This token is no longer good: join anew.")
    return token


def _vote_of(body: dict[str, Any]) -> dict[str, Any]:
    """The body, unless it says that it is something else."""
    if body.get("type", "vote") != "vote":
        raise incoming.unknown(body)
    return body


def _refused(answer: dict[str, Any]) -> HttpResponse:
    return JsonResponse(answer, status=STATUS[answer["code"]])
