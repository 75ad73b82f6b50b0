"""What every socket does at the door: origin, code, conference, and what the headers say."""

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings

from live.guessing import TooManyGuesses, find_conference
from live.origins import host_is_ours, origin_is_ours
from live.outbox import Send, post, post_close, post_text
from live.protocol import closing
from live.restarting import RESTART
from live.sockets.headers import Scope, header
from live.venue import Venue
from polls.codes import normalise_code
from polls.errors import Unavailable

Receive = Callable[[], Awaitable[dict[str, Any]]]
#: Serves a socket that was accepted; returns the code to close it with, if any.
Serve = Callable[[Venue, Scope, Receive, Send], Awaitable[int | None]]

SCHEMES = {"ws": "http", "wss": "https"}


def scheme_of(scope: Scope) -> str:
    """``http`` or ``https``, as the client sees it."""
    forwarded = header(scope, b"x-forwarded-proto") if settings.TRUST_PROXY else None
    return forwarded or SCHEMES.get(scope.get("scheme", "ws"), "http")


def is_from_us(scope: Scope) -> bool:
    """The protocol's origin rule, and that the host is this server."""
    host = header(scope, b"host") or ""
    return host_is_ours(host) and origin_is_ours(
        header(scope, b"origin"),
        scheme=scheme_of(scope),
        host=host,
        authorised=header(scope, b"authorization") is not None,
    )


def chosen_session(scope: Scope) -> str | None:
    """The ``?session=`` of the address."""
    values = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("session")
    return values[0] if values else None


def shows_remedies(scope: Scope) -> bool:
    """Whether the address has ``?remedies=1``: the page lists what delegates put forward."""
    return "remedies" in parse_qs(scope.get("query_string", b"").decode("latin-1"))


def origin_of(scope: Scope) -> str:
    """The address that the client itself uses, such as ``https://vote.example.org``."""
    return f"{scheme_of(scope)}://{header(scope, b'host') or ''}"


def asked_code(scope: Scope) -> str | None:
    """The join code in the address, which may be a former one; None for what is no code."""
    return normalise_code(scope["url_route"]["kwargs"]["code"])


def is_former(venue: Venue, scope: Scope) -> bool:
    """Whether the address has a code that the conference no longer has: only those inside know."""
    return venue.now.code != asked_code(scope)


async def find_venue(scope: Scope) -> Venue | int:
    """The conference of the address, or the close code where none goes on there.

    It may be by a former code: see ``is_former``. Raises ``Unavailable``.
    """
    code = asked_code(scope)
    try:
        venue = await find_conference(scope, code) if code else None
    except TooManyGuesses:
        return closing.FLOODING
    if venue is None:
        return closing.NO_CONFERENCE
    return closing.CONFERENCE_ENDED if venue.now.ended else venue


def behind_the_door(serve: Serve) -> Any:
    """Make an ASGI application of ``serve``, for sockets of a conference that goes on.

    A foreign page is refused before the socket opens (HTTP 403). While the database is
    away, clients are sent off to come back.
    """

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        if not is_from_us(scope):
            post(send, {"type": "websocket.close"})
            return
        post(send, {"type": "websocket.accept"})
        try:
            venue = await find_venue(scope)
            code = venue if isinstance(venue, int) else await serve(venue, scope, receive, send)
        except Unavailable:
            post_text(send, RESTART)
            code = closing.RESTARTING
        if code:
            post_close(send, code)

    return application
