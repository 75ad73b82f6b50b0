"""The delegate's socket: a plain ASGI application, because most of the load comes this way."""

from typing import Any

from live import commands, runtime
from live.devices import digest
from live.limits import PATIENCE, Bucket
from live.listeners import Phone
from live.outbox import Send, post_text
from live.protocol import answers, closing, incoming
from live.protocol.encoding import encode
from live.sockets.door import (
    Receive,
    asked_code,
    behind_the_door,
    chosen_session,
    is_former,
    shows_remedies,
)
from live.sockets.headers import Scope, bearer, cookie
from live.venue import Venue
from polls.errors import PollError, Unavailable
from polls.tokens import DelegateToken, read_token
from polls.voting import Accepted, Outcome, Vote

PONG = '{"type":"pong"}'


async def serve_delegate(venue: Venue, scope: Scope, receive: Receive, send: Send) -> int | None:
    """Serve one delegate until the socket closes."""
    token = token_of(venue, scope)
    if token is None:
        return closing.NO_CONFERENCE if is_former(venue, scope) else closing.NO_TOKEN
    hub = runtime.current().hub
    socket = DelegateSocket(venue, send, token, chosen_session(scope))
    socket.phone.remedies = shows_remedies(scope)
    try:
        await hub.enter(venue, socket.phone)
        # The code may have been replaced on the way in, when nobody could part with the phone.
        return await socket.listen(receive) if venue.lets_in(token) else closing.NO_TOKEN
    finally:
        hub.leave(venue, socket.phone)


def token_of(venue: Venue, scope: Scope) -> DelegateToken | None:
    """The delegate of a socket: by its header, or by a cookie of the code now or in the address.

    None where there is none, or none that opens this conference.
    """
    codes = {venue.now.code: None, asked_code(scope): None}
    given = [bearer(scope)] if bearer(scope) else [cookie(scope, f"delegate_{c}") for c in codes]
    for token in map(read_token, filter(None, given)):
        if token and venue.lets_in(token):
            return token
    return None


class DelegateSocket:
    """What one phone says, and what it is answered."""

    __slots__ = ("bucket", "phone", "send", "token", "venue")

    def __init__(self, venue: Venue, send: Send, token: DelegateToken, chosen: str | None) -> None:
        self.venue = venue
        self.send = send
        self.token = token
        self.bucket = Bucket()
        self.phone = Phone(
            send,
            conference_id=token.conference_id,
            delegate_id=token.delegate_id,
            digest=digest(token.delegate_id),
            # A simulated delegate is in no other room, whatever is asked for.
            chosen=token.rehearses or chosen,
            generation=token.generation,
            rehearses=token.rehearses,
        )

    async def listen(self, receive: Receive) -> int | None:
        """Take messages until the socket closes; return a code to close it with."""
        while True:
            event = await receive()
            if event["type"] == "websocket.disconnect":
                return None
            if not self.venue.lets_in(self.token):
                return closing.NO_TOKEN
            if incoming.is_too_large(event):
                return closing.TOO_LARGE
            may_pass = self.bucket.take()
            try:
                await self._take(incoming.read_message(event.get("text")), may_pass)
            except PollError as error:
                ref = error.ref if isinstance(error, incoming.Unreadable) else None
                post_text(self.send, encode(answers.refused(ref, error)))
            if self.bucket.refusals >= PATIENCE:
                return closing.FLOODING

    async def _take(self, message: dict[str, Any], may_pass: bool) -> None:
        kind = message["type"]
        if kind == "vote":
            self._vote(incoming.read_vote(message), may_pass)
        elif kind not in {"ping", "sync", "more_time"}:
            raise incoming.unknown(message)
        elif not may_pass:
            raise incoming.too_fast()
        elif kind == "ping":
            post_text(self.send, PONG)
        elif kind == "more_time":
            self._ask_for_more_time(*incoming.read_plea(message))
        else:
            await runtime.current().hub.sync(self.phone)

    def _ask_for_more_time(self, ref: str, round_id: str) -> None:
        try:
            if self.phone.room is None:
                raise Unavailable("Please try again in a moment.")
            commands.ask_for_more_time(self.phone.room, self.token.delegate_id, round_id)
            post_text(self.send, encode({"type": "heard", "ref": ref, "round": round_id}))
        except PollError as error:
            post_text(self.send, encode(answers.refused(ref, error)))

    def _vote(self, message: incoming.VoteMessage, may_pass: bool) -> None:
        if not may_pass:
            self._answered(message, incoming.too_fast())
            return
        vote = Vote(
            self.token.conference_id,
            self.token.delegate_id,
            message.round_id,
            message.rev,
            message.answer,
            self.token.rehearses,
        )
        commands.put_vote(vote, lambda outcome: self._answered(message, outcome))

    def _answered(self, message: incoming.VoteMessage, outcome: Outcome | PollError) -> None:
        if isinstance(outcome, Accepted):
            self.phone.told = (message.round_id, outcome.rev)
            post_text(self.send, answers.ack(message.ref, message.round_id, outcome.rev))
        else:
            post_text(self.send, encode(answers.refused(message.ref, outcome)))


delegate_socket = behind_the_door(serve_delegate)
