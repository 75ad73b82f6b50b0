"""Calls of delegates: join, look, vote."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router

from live import commands, protocol, runtime
from live.api.answers import STATUS, NotFound, body_example, problem, read_body
from live.guessing import find_conference
from live.sockets.headers import bearer
from live.venue import Venue
from polls.codes import normalise_code
from polls.errors import WrongPhase
from polls.tokens import DelegateToken, make_token, read_token
from polls.voting import Accepted

router = Router(tags=["Delegates"])


async def venue_of(request: HttpRequest, code: str) -> Venue:
    """The conference of a join code; raises ``NotFound``, ``TooManyGuesses`` or ``Unavailable``."""
    normal = normalise_code(code)
    scope = request.scope  # type: ignore[attr-defined]
    venue = await find_conference(scope, normal) if normal else None
    if venue is None:
        raise NotFound("There is no conference with this code.")
    return venue


@router.post("/conferences/{code}/delegates", summary="Join a conference as a new delegate")
async def join(request: HttpRequest, code: str) -> HttpResponse:
    """Answers `201 {"token"}`. The token is the delegate's only proof: keep it."""
    venue = await venue_of(request, code)
    if venue.now.ended:
        raise WrongPhase("The conference has ended.")
    return JsonResponse({"token": make_token(venue.now.id)}, status=201)


@router.get("/conferences/{code}/state", summary="What this delegate's page would show")
async def show_state(request: HttpRequest, code: str, session: str | None = None) -> HttpResponse:
    """Answers `{"state", "mine"}`, the socket's two first messages."""
    venue = await venue_of(request, code)
    token = delegate_of(request, venue)
    if isinstance(token, HttpResponse):
        return token
    hub = runtime.current().hub
    room = await hub.room(venue, session)
    mine = await hub.ballot(room, token.delegate_id)
    return JsonResponse({"state": room.state_message, "mine": protocol.mine(mine)})


@router.post(
    "/conferences/{code}/ballots",
    summary="Cast a vote",
    openapi_extra=body_example(type="vote", ref="1", round="…", rev=1, answer=["…"]),
)
async def vote(request: HttpRequest, code: str) -> HttpResponse:
    """The body is the socket's `vote` message, the answer its `ack` or `refused`.

    200 `ack`; 409 `closed`, `stale`; 422 `invalid`; 400 `malformed`; 429 `too_fast`;
    503 `unavailable`; 413 over 8 KiB.
    """
    venue = await venue_of(request, code)
    token = delegate_of(request, venue)
    if isinstance(token, HttpResponse):
        return token
    try:
        message = protocol.read_vote(_vote_of(read_body(request)))
    except protocol.Unreadable as error:
        return _refused(protocol.refused(error.ref, error))
    outcome = await commands.cast_vote(
        token, round_id=message.round_id, rev=message.rev, answer=message.answer
    )
    answer = protocol.answer_to_vote(message.ref, message.round_id, outcome)
    return JsonResponse(answer) if isinstance(outcome, Accepted) else _refused(answer)


def delegate_of(request: HttpRequest, venue: Venue) -> DelegateToken | HttpResponse:
    """The delegate of the bearer token, or the answer to a call without (401, or 403 foreign)."""
    token = read_token(bearer(request.scope) or "")  # type: ignore[attr-defined]
    if token is None:
        return problem(401, "not_allowed", "Send the delegate's token: Authorization: Bearer …")
    if token.conference_id != venue.now.id:
        return problem(403, "not_allowed", "This token is of another conference.")
    return token


def _vote_of(body: dict[str, Any]) -> dict[str, Any]:
    """The body, unless it says that it is something else."""
    if body.get("type", "vote") != "vote":
        raise protocol.unknown(body)
    return body


def _refused(answer: dict[str, Any]) -> HttpResponse:
    return JsonResponse(answer, status=STATUS[answer["code"]])
