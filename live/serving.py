"""The server process: Daphne, started after the room's runtime and drained before it stops."""

import asyncio
import contextlib
import gc
import os
import resource
import signal
import socket
import threading
import time
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

import structlog
from daphne import http_protocol, ws_protocol
from daphne.http_protocol import WebRequest
from daphne.server import Server, twisted_loop
from daphne.ws_protocol import WebSocketProtocol
from django.conf import settings
from twisted.internet import defer, reactor

from live import addresses, health
from live.bodies import BoundedFactory
from live.logs import hear_everybody
from live.quiet import silence_autobahn

log = structlog.get_logger(__name__)

#: Files and sockets that the process may hold open, where the system permits.
OPEN_FILES = 65_536

#: Bytes of one frame or message; the protocol's own limit of 8 KiB answers before that.
MAX_FRAME = 256 * 1024

#: Bytes that may wait for a client which takes none, beside the 64 KiB that the transport holds
#: before it says so. Phones come back by themselves; memory does not.
MOST_UNREAD = 128 * 1024

#: New objects before the garbage collector looks at the youngest, then at older ones. A room that
#: comes at once is looked at less often; but twice as many let garbage of long texts grow by 54 MB.
COLLECT_AFTER = (50_000, 40, 50)

#: Seconds for the runtime to flush, for pages under way, and for sockets to hear the close.
DRAIN_SECONDS = 9.0
PAGE_SECONDS = 3.0
CLOSE_SECONDS = 2.0
#: Seconds after which a stop ends, whatever still waits for a database that hangs.
STOP_SECONDS = 15.0
#: Seconds that threads have to end after everybody has gone.
LINGER_SECONDS = 4.0


def raise_open_files_limit() -> int:
    """Let this process hold as many sockets as the system permits; return how many."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    ceiling = OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, OPEN_FILES)
    if soft != resource.RLIM_INFINITY and soft < ceiling:
        resource.setrlimit(resource.RLIMIT_NOFILE, (ceiling, hard))
        return ceiling
    return soft


class RoomSocket(WebSocketProtocol):
    """A socket whose unreadable Origin is refused like a foreign one, by 403 and not 400.

    One that is sent more than it reads is cut off: ``unread`` counts the bytes since the
    transport was full, and is None while it is not.
    """

    unread: int | None = None

    def onOpen(self) -> None:
        """The handshake is done; from now on the transport says here when it is full."""
        super().onOpen()
        self.transport.unregisterProducer()
        self.transport.registerProducer(self, True)

    def pauseProducing(self) -> None:
        """The transport is full; called by it at every write for as long as it is."""
        self.unread = self.unread or 0

    def resumeProducing(self) -> None:
        """Everything has gone to the network; called by the transport."""
        self.unread = None
        if self.transport.disconnecting:
            # It waits for the last of its producers, and then closes.
            self.transport.unregisterProducer()

    def stopProducing(self) -> None:
        """The connection is lost; called by the transport."""

    def serverSend(self, content: str | bytes, binary: bool = False) -> None:
        """Send a message, or cut off who has not read the earlier ones."""
        super().serverSend(content, binary)
        if self.unread is not None:
            self.unread += len(content)
            if self.unread > MOST_UNREAD:
                self.transport.abortConnection()

    def failHandshake(self, reason: str, code: int = 400, responseHeaders: Any = None) -> None:
        """Refuse the handshake; called by the protocol's own implementation."""
        if "Origin header" in reason:
            reason, code = "Origin not allowed", 403
        super().failHandshake(reason, code, responseHeaders)


def _end_after(seconds: float) -> None:
    """End this process then, if it has not ended by itself: what is committed is committed."""

    def end() -> None:
        log.error("stopped before everything had finished", seconds=seconds)
        os._exit(1)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()


def _measure_by_a_steady_clock() -> None:
    """Let Daphne measure how long things take by a clock that nobody sets.

    By the time of day, a clock set forward makes it answer pages under way with 503, and one
    set back makes it forget for as long to look whether phones are still there.
    """
    for module in (http_protocol, ws_protocol):
        module.time = SimpleNamespace(time=time.monotonic)


def _spare_the_collector() -> None:
    """Let the garbage collector look at what is new, not at Django and all its modules.

    Thousands of phones arriving make it run often: that was a third of their cost.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


class RoomServer(Server):
    """Daphne with a beginning and an end: ``start`` before it listens, ``drain`` before it stops.

    ``sockets`` listen already, so that early connections wait instead of failing.
    ``ready`` is called once requests are answered, ``stopping`` at SIGINT and SIGTERM.
    All four run on the server's event loop.
    """

    def __init__(
        self,
        application: Any,
        sockets: list[socket.socket],
        *,
        start: Callable[[], Awaitable[None]],
        drain: Callable[[], Awaitable[None]],
        ready: Callable[[], None] = lambda: None,
        stopping: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(
            application,
            endpoints=["sockets"],
            http_timeout=60,
            ping_interval=20,
            ping_timeout=20,
            websocket_timeout=-1,
            websocket_connect_timeout=30,
            websocket_handshake_timeout=30,
            websocket_max_message_size=MAX_FRAME,
            websocket_max_frame_size=MAX_FRAME,
            proxy_forwarded_address_header="X-Forwarded-For" if settings.TRUST_PROXY else None,
            proxy_forwarded_proto_header="X-Forwarded-Proto" if settings.TRUST_PROXY else None,
            ready_callable=self._adopt_sockets,
            server_name="",
        )
        # Daphne insists on endpoints in its own notation, which cannot name IPv6 sockets.
        self.endpoints: list[str] = []
        self.connections: dict[Any, dict[str, Any]] = {}
        self._departure = asyncio.Event()
        self.sockets = sockets
        host, port = sockets[0].getsockname()[:2]
        addresses.set_listening_port(port, host)
        self.ports: list[Any] = []
        self.start = start
        self.drain = drain
        self.ready = ready
        self.stopping = stopping

    def run(self) -> None:
        """Serve until SIGINT or SIGTERM."""
        raise_open_files_limit()
        silence_autobahn()
        hear_everybody()
        _measure_by_a_steady_clock()
        asyncio.set_event_loop(twisted_loop)
        twisted_loop.run_until_complete(self.start())
        _spare_the_collector()
        super().run()
        # A thread that hangs in the database would keep the process, which has nothing more to do.
        _end_after(LINGER_SECONDS)

    def _adopt_sockets(self) -> None:
        self.ws_factory.protocol = RoomSocket
        self.http_factory = BoundedFactory(self)
        for listening in self.sockets:
            listening.setblocking(False)
            self.ports.append(
                reactor.adoptStreamPort(listening.fileno(), listening.family, self.http_factory)
            )
            listening.close()
        reactor.callWhenRunning(self.ready)

    def kill_all_applications(self) -> defer.Deferred:
        """Let everybody finish, then stop what is left: the reactor waits for this."""
        return defer.Deferred.fromFuture(asyncio.ensure_future(self._end()))

    async def _end(self) -> None:
        # The end has its limit of time; pressing Ctrl-C again neither hastens nor breaks it.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        health.begin_draining()
        _end_after(settings.STOP_DELAY + STOP_SECONDS)
        self.stopping()
        await asyncio.sleep(settings.STOP_DELAY)
        for port in self.ports:
            port.stopListening()
        try:
            await asyncio.wait_for(self.drain(), DRAIN_SECONDS)
        except TimeoutError:
            log.error("drain took too long", seconds=DRAIN_SECONDS)
        await self._wait_until_gone(WebRequest, PAGE_SECONDS)
        await self._wait_until_gone(RoomSocket, CLOSE_SECONDS)
        # Daphne counts on an application at every connection; between requests there is none.
        self.connections = {
            protocol: details
            for protocol, details in self.connections.items()
            if "application_instance" in details
        }
        await super().kill_all_applications().asFuture(twisted_loop)

    def protocol_disconnected(self, protocol: Any) -> None:
        """Note that a page or socket is gone, for whoever waits for the last."""
        super().protocol_disconnected(protocol)
        self._departure.set()

    async def _wait_until_gone(self, kind: type, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self._are_here(kind):
                    self._departure.clear()
                    await self._departure.wait()

    def _are_here(self, kind: type) -> bool:
        return any(
            isinstance(protocol, kind)
            and "application_instance" in details
            and "disconnected" not in details
            for protocol, details in self.connections.items()
        )
