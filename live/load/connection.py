"""A socket of any role: opened, greeted, kept, lost and opened again."""

import asyncio
import functools
import json
import socket
from collections.abc import Callable, Mapping
from typing import Any

from picows import WSError, WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from live.load.pace import GENTLE, Pace
from live.load.record import Record
from live.load.venue import Venue

#: Close codes after which nobody comes back: foreign token, no such conference, ended.
FINAL = frozenset({4401, 4404, 4410})
#: A socket that was cut off without a close frame.
CUT_OFF = 1006

Message = dict[str, Any]


class Over(Exception):
    """The server closed the socket for good; ``code`` is one of ``FINAL``."""

    def __init__(self, code: int) -> None:
        super().__init__(f"closed for good with {code}")
        self.code = code


class Client(WSListener):
    """One role's socket. What the server says goes to ``hear_<type>``; unknown types are ignored.

    ``greeting`` is the type of message that makes the connection complete. ``state`` is the
    latest one heard, shared between clients and not to be changed. A ``line`` is a connection
    that was dialled already; the first attempt takes it.
    """

    role = ""
    greeting = "state"

    def __init__(
        self,
        venue: Venue,
        *,
        headers: Mapping[str, str],
        record: Record | None = None,
        pace: Pace = GENTLE,
    ) -> None:
        self.venue = venue
        self.headers = dict(headers) | ({"Host": venue.host} if venue.host else {})
        self.record = record or Record()
        self.pace = pace
        self.state: Message | None = None
        self.over: Over | None = None
        self.line: socket.socket | None = None
        self.retry_within = pace.after_close
        self._transport: WSTransport | None = None
        self._greeted: asyncio.Future[None] | None = None
        self._wanted = False
        self._task: asyncio.Task[None] | None = None
        self._silence: asyncio.TimerHandle | None = None
        self._heard = 0.0
        self._waiting: list[tuple[Callable[[], Any], asyncio.Future[None]]] = []

    @property
    def connected(self) -> bool:
        """Whether the socket is open and the server has greeted."""
        return self._transport is not None and self._greeted is not None and self._greeted.done()

    async def connect(self) -> None:
        """Open the socket, trying again until the server greets; raises ``Over``."""
        self._wanted = True
        failed = 0
        while self._wanted:
            try:
                await self._open()
                return
            except (OSError, TimeoutError, WSError) as error:
                self.record.failures[type(error).__name__] += 1
                self._drop()
            if self.over:
                raise self.over
            await asyncio.sleep(self.pace.before_attempt(failed))
            failed += 1

    async def close(self) -> None:
        """Close the socket for good."""
        self._wanted = False
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        self._drop()

    def lose(self) -> None:
        """Cut the connection off, as a dead spot in the hall does; it comes back by itself."""
        if self._transport:
            self._transport.disconnect(graceful=False)

    def send(self, message: Message) -> bool:
        """Send a message, if the socket is open."""
        if self._transport is None:
            return False
        self._transport.send(WSMsgType.TEXT, json.dumps(message, separators=(",", ":")))
        return True

    def until(self, condition: Callable[[], Any]) -> asyncio.Future[None]:
        """What is done when ``condition()`` holds; it is tried now and after every message."""
        reached = asyncio.get_running_loop().create_future()
        self._waiting.append((condition, reached))
        self._wake()
        return reached

    def receive(self, message: Message) -> None:
        """Hand a message to its handler; complete the connection at the greeting."""
        kind = message["type"]
        handler = getattr(self, f"hear_{kind}", None)
        if handler:
            handler(message)
        if kind == self.greeting and self._greeted and not self._greeted.done():
            self._greeted.set_result(None)
            self.greet()
        if self._waiting:
            self._wake()

    def greet(self) -> None:
        """What is to be done at every new connection, the first included."""

    def hear_state(self, message: Message) -> None:
        """Keep the state, unless a later one of the same session is known."""
        if not _is_older(message, self.state):
            self.state = message

    def hear_beat(self, message: Message) -> None:
        """Ask for what was missed."""
        if self.state and message["seq"] > self.state["seq"]:
            self.send({"type": "sync"})

    def hear_restart(self, message: Message) -> None:
        """The server restarts: remember how far to spread the return."""
        self.retry_within = message["retry_ms"] / 1000

    def on_ws_connected(self, transport: WSTransport) -> None:
        """The handshake is done; one is enough where an attempt given up gets through too."""
        if self._transport:
            transport.disconnect()
            return
        self._transport = transport
        loop = asyncio.get_running_loop()
        self._heard = loop.time()
        self._silence = loop.call_later(self.pace.silence, self._check_silence)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """A frame came in."""
        if frame.msg_type == WSMsgType.TEXT:
            self._heard = asyncio.get_running_loop().time()
            self.receive(read_message(frame.get_payload_as_bytes()))
        elif frame.msg_type == WSMsgType.CLOSE:
            transport.send_close(frame.get_close_code())
            transport.disconnect()

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        """The socket is gone: tell who waits for the greeting, or come back by oneself."""
        if transport is not self._transport:
            return
        self._forget_transport()
        shake = transport.close_handshake
        code: Any = shake.recv.code if shake and shake.recv else CUT_OFF
        code = int(code)
        if code in FINAL:
            self.over = Over(code)
        if self._greeted and not self._greeted.done():
            self._greeted.set_exception(ConnectionError(f"closed with {code}"))
        elif self._wanted:
            self.record.lost[code] += 1
            self._task = asyncio.ensure_future(self._come_back(code))

    async def _open(self) -> None:
        self._greeted = asyncio.get_running_loop().create_future()
        async with asyncio.timeout(self.pace.patience):
            await ws_connect(
                lambda: self,
                self.venue.socket_url(self.role),
                extra_headers=self.headers,
                websocket_handshake_timeout=None,
                read_buffer_init_size=2048,
                socket_factory=self._take_line if self.line else None,
            )
            # A connection that was lost in its handshake is reported by nobody else.
            if self._transport is None and not self._greeted.done():
                raise ConnectionError("lost in the handshake")
            await self._greeted

    def _take_line(self, _: object) -> socket.socket | None:
        line, self.line = self.line, None
        return line

    async def _come_back(self, code: int) -> None:
        if self.over:
            return
        delay = self.pace.before_return(cut_off=code == CUT_OFF, within=self.retry_within)
        self.retry_within = self.pace.after_close
        await asyncio.sleep(delay)
        try:
            await self.connect()
        except Over:
            self._wanted = False

    def _wake(self) -> None:
        waiting, self._waiting = self._waiting, []
        for condition, reached in waiting:
            if reached.done():
                continue
            if condition():
                reached.set_result(None)
            else:
                self._waiting.append((condition, reached))

    def _check_silence(self) -> None:
        loop = asyncio.get_running_loop()
        left = self._heard + self.pace.silence - loop.time()
        if left > 0:
            self._silence = loop.call_later(left, self._check_silence)
        else:
            self.lose()

    def _drop(self) -> None:
        transport = self._transport
        self._forget_transport()
        if transport:
            transport.disconnect(graceful=False)

    def _forget_transport(self) -> None:
        self._transport = None
        if self._silence:
            self._silence.cancel()
            self._silence = None


def read_message(payload: bytes) -> Message:
    """Parse a message. A state's bytes are the same for a whole session: they are parsed once."""
    return _read_shared(payload) if len(payload) > 300 else json.loads(payload)


@functools.lru_cache(maxsize=64)
def _read_shared(payload: bytes) -> Message:
    return json.loads(payload)


def _is_older(message: Message, known: Message | None) -> bool:
    return (
        known is not None
        and message["session"] == known["session"]
        and message["seq"] < known["seq"]
    )
