"""The projector's socket: it listens, and says what it has seen."""

from functools import partial
from typing import Any

from live import runtime
from live.identity import find_person
from live.joining import encoded_join_message
from live.limits import PATIENCE, Bucket
from live.listeners import Watcher
from live.outbox import Send, post_text
from live.protocol import answers, closing, incoming
from live.protocol.encoding import encode
from live.sockets.door import Receive, behind_the_door, chosen_session, is_former, origin_of
from live.sockets.headers import Scope
from live.venue import Venue
from polls.access import conferences_managed_by, sessions_open_to
from polls.errors import PollError
from polls.roles import STAGE

PONG = '{"type":"pong"}'


async def serve_projector(venue: Venue, scope: Scope, receive: Receive, send: Send) -> int | None:
    """Serve one projector until the socket closes."""
    hub = runtime.current().hub
    former = is_former(venue, scope)
    restricted = former or not venue.now.stage_is_public
    if restricted and not await hub.desk.read(may_watch, scope, venue.now.id):
        return closing.NO_CONFERENCE if former else closing.NO_TOKEN
    origin = origin_of(scope)
    may_stay = partial(may_watch, scope, venue.now.id)
    watcher = Watcher(
        send, chair=False, chosen=chosen_session(scope), origin=origin, may_stay=may_stay
    )
    try:
        await hub.watch(venue, watcher)
        post_text(send, encoded_join_message(venue, origin))
        return await _listen(receive, send, watcher)
    finally:
        hub.leave(venue, watcher)


async def _listen(receive: Receive, send: Send, watcher: Watcher) -> int | None:
    bucket = Bucket()
    while True:
        event = await receive()
        if event["type"] == "websocket.disconnect":
            return None
        if incoming.is_too_large(event):
            return closing.TOO_LARGE
        may_pass = bucket.take()
        try:
            message = incoming.read_message(event.get("text"))
            if message["type"] == "projector":
                _introduce(watcher, message, may_pass)
            else:
                await answer_watcher(watcher, message, may_pass)
        except PollError as error:
            ref = error.ref if isinstance(error, incoming.Unreadable) else None
            post_text(send, encode(answers.refused(ref, error)))
        if bucket.refusals >= PATIENCE:
            return closing.FLOODING


def _introduce(watcher: Watcher, message: dict[str, Any], may_pass: bool) -> None:
    """Take who a projector says that it is; raises ``PollError``."""
    key, wish, theme = incoming.read_projector(message)
    if not may_pass:
        raise incoming.too_fast()
    runtime.current().projectors.introduce(watcher, key=key, wish=wish, theme=theme)


async def answer_watcher(watcher: Watcher, message: dict[str, Any], may_pass: bool) -> None:
    """Take what projector and chair alike may say; raise ``PollError`` for anything else."""
    kind = message["type"]
    if kind not in {"seen", "ping", "sync"}:
        raise incoming.unknown(message)
    seen = incoming.read_seen(message) if kind == "seen" else None
    if not may_pass:
        raise incoming.too_fast()
    if seen is not None:
        watcher.saw(seen)
    elif kind == "ping":
        post_text(watcher.send, PONG)
    else:
        await runtime.current().hub.sync(watcher)


def may_watch(scope: Scope, conference_id: str) -> bool:
    """Whether a restricted projector view may be opened: by organisers and people of a session."""
    person = find_person(scope)
    return person is not None and (
        conferences_managed_by(person).filter(pk=conference_id).exists()
        or sessions_open_to(person, STAGE).filter(conference_id=conference_id).exists()
    )


stage_socket = behind_the_door(serve_projector)
