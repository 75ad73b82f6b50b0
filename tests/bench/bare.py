"""Sockets for the yardsticks that speak no protocol."""

import asyncio

from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect


class BareSocket(WSListener):
    """One socket; ``answered`` counts the frames that came back."""

    def __init__(self) -> None:
        self.answered = 0
        self.transport: WSTransport | None = None
        self.arrival: asyncio.Future[None] | None = None
        self.repeat: bytes | None = None

    def on_ws_connected(self, transport: WSTransport) -> None:
        """Open."""
        self.transport = transport

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """A frame: count it, and send the next where a closed loop is running."""
        if frame.msg_type != WSMsgType.TEXT:
            return
        frame.get_payload_as_bytes()
        self.answered += 1
        if self.repeat is not None:
            transport.send(WSMsgType.TEXT, self.repeat)
        elif self.arrival and not self.arrival.done():
            self.arrival.set_result(None)

    def expect(self) -> asyncio.Future[None]:
        """What is done when the next frame came."""
        self.arrival = asyncio.get_running_loop().create_future()
        return self.arrival


async def open_bare(url: str, number: int, *, at_once: int = 100) -> list[BareSocket]:
    """Open ``number`` sockets, ``at_once`` at a time."""
    turn = asyncio.Semaphore(at_once)

    async def open_one() -> BareSocket:
        async with turn:
            _, socket = await ws_connect(
                BareSocket, url, websocket_handshake_timeout=60, read_buffer_init_size=2048
            )
            return socket

    return await asyncio.gather(*(open_one() for _ in range(number)))


async def echo_in_loop(sockets: list[BareSocket], frame: bytes, seconds: float) -> int:
    """Send a frame on every socket as soon as the last came back; return how many did."""
    for socket in sockets:
        socket.answered = 0
        socket.repeat = frame
        socket.transport.send(WSMsgType.TEXT, frame)
    await asyncio.sleep(seconds)
    last = [socket.expect() for socket in sockets]
    for socket in sockets:
        socket.repeat = None
    await asyncio.gather(*last)
    return sum(socket.answered for socket in sockets)


async def push_by_hand(sockets: list[BareSocket], message: bytes) -> None:
    """Let the server push ``message`` to every socket; return when the last has it."""
    arrivals = [socket.expect() for socket in sockets]
    sockets[0].transport.send(WSMsgType.TEXT, message)
    await asyncio.gather(*arrivals)


def close_bare(sockets: list[BareSocket]) -> None:
    """Close them all."""
    for socket in sockets:
        socket.transport.disconnect(graceful=False)
