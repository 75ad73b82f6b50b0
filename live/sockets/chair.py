"""The chair's socket: what the projector gets, all counts, and commands back."""

from functools import partial
from typing import Any

from channels.consumer import get_handler_name
from channels.generic.websocket import AsyncWebsocketConsumer

from live import commands, runtime
from live.doorkeeper import encoded_door
from live.identity import find_person
from live.joining import encoded_join_message
from live.limits import PATIENCE, Bucket
from live.listeners import Watcher
from live.outbox import post_text
from live.protocol import answers, closing, incoming
from live.protocol.encoding import encode
from live.restarting import RESTART
from live.sockets.door import chosen_session, find_venue, is_former, is_from_us, origin_of
from live.sockets.stage import answer_watcher
from live.venue import Venue
from polls.access import sessions_open_to
from polls.deeds import acting
from polls.errors import NotAllowed, PollError, Unavailable
from polls.models import Deed, Session, User
from polls.roles import CONSOLE


class ChairConsumer(AsyncWebsocketConsumer):
    """One chair's console. Who it is, and whether they still chair, is asked at every command."""

    #: None: what is new comes through the hub, and a chair gets in while Redis is away.
    channel_layer_alias = ""
    venue: Venue
    watcher: Watcher | None = None

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Take one event.

        Without Channels' detour over the thread of the pages, which may be waiting for the
        database: this consumer keeps no connection there.
        """
        await getattr(self, get_handler_name(message))(message)

    async def connect(self) -> None:
        """Let in whoever may read the console of a session of this conference."""
        if not is_from_us(self.scope):
            await self.close()
            return
        await self.accept()
        try:
            code = await self._enter()
        except Unavailable:
            # The chair's page can then say why it does not get in.
            post_text(self.base_send, runtime.current().watch.text)
            post_text(self.base_send, RESTART)
            code = closing.RESTARTING
        if code:
            await self.close(code)

    async def _enter(self) -> int | None:
        """Join the session; return the code to close with for whoever may not."""
        venue = await find_venue(self.scope)
        if isinstance(venue, int):
            return venue
        hub = runtime.current().hub
        chosen = chosen_session(self.scope)
        session_id = await hub.desk.read(_session_to_chair, self.scope, venue.now.id, chosen)
        if session_id is None:
            return closing.NO_CONFERENCE if is_former(venue, self.scope) else closing.NO_TOKEN
        if not venue.has(session_id):
            await venue.refresher.fresh()
        if not venue.has(session_id):
            raise Unavailable("This session cannot be read just now. Please try again.")
        self.venue, self.bucket = venue, Bucket()
        origin = origin_of(self.scope)
        may_stay = partial(_still_chairs, self.scope, venue.now.id, session_id)
        self.watcher = Watcher(
            self.base_send, chair=True, chosen=session_id, origin=origin, may_stay=may_stay
        )
        await hub.watch(venue, self.watcher)
        post_text(self.base_send, encoded_join_message(venue, origin))
        post_text(self.base_send, encoded_door(venue))
        post_text(self.base_send, runtime.current().watch.text)
        return None

    async def disconnect(self, code: int) -> None:
        """Leave the session."""
        if self.watcher:
            runtime.current().hub.leave(self.venue, self.watcher)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Take one message and answer it."""
        if self.watcher is None:
            return
        if incoming.is_too_large({"text": text_data, "bytes": bytes_data}):
            await self.close(closing.TOO_LARGE)
            return
        may_pass = self.bucket.take()
        message: dict[str, Any] = {}
        try:
            message = incoming.read_message(text_data)
            if message["type"] == "command":
                post_text(self.base_send, encode(await self._command(message, may_pass)))
            else:
                await answer_watcher(self.watcher, message, may_pass)
        except PollError as error:
            ref = (
                error.ref if isinstance(error, incoming.Unreadable) else incoming.read_ref(message)
            )
            post_text(self.base_send, encode(answers.refused(ref, error)))
        if self.bucket.refusals >= PATIENCE:
            await self.close(closing.FLOODING)

    async def _command(self, message: dict[str, Any], may_pass: bool) -> dict[str, Any]:
        """Carry out a command and return its ``ack``; raises ``PollError``."""
        order = incoming.read_order(message)
        if not may_pass:
            raise incoming.too_fast()
        session_id = self.watcher.chosen if self.watcher else None
        person = await runtime.current().desk.read(find_person, self.scope)
        if person is None or session_id is None:
            raise NotAllowed("You are no longer signed in.")
        try:
            with acting(Deed.Through.SOCKET, lambda: person):
                done = await commands.command(session_id=session_id, by=person, order=order)
        except Session.DoesNotExist:
            raise NotAllowed("This session was deleted.") from None
        return {"type": "ack", "ref": order.ref, **answers.done(done)}


def _session_to_chair(scope: Any, conference_id: str, chosen: str | None) -> str | None:
    """The session that this person came to chair: chosen, going on, next, or last; or None."""
    person = find_person(scope)
    if person is None:
        return None
    return session_to_chair(person, conference_id, chosen)


def _still_chairs(scope: Any, conference_id: str, session_id: str) -> bool:
    """Whether the person of a socket may still read the console that it shows."""
    return _session_to_chair(scope, conference_id, session_id) == session_id


def session_to_chair(person: User, conference_id: str, chosen: str | None) -> str | None:
    """The chosen session, or else the one going on, the next, the last; None without any.

    Of those whose console this person may read.
    """
    sessions = list(
        sessions_open_to(person, CONSOLE)
        .filter(conference_id=conference_id)
        .order_by("position", "title", "pk")
    )
    if chosen is not None:
        return chosen if any(str(session.pk) == chosen for session in sessions) else None
    for state in (Session.State.LIVE, Session.State.DRAFT):
        for session in sorted(sessions, key=lambda session: session.rehearsal):
            if session.state == state:
                return str(session.pk)
    return str(sessions[-1].pk) if sessions else None
