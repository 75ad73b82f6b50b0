"""The least that a socket can do on this server: plain ASGI functions."""

from typing import Any

_sends: set[Any] = set()


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Answer every frame with itself."""
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "text": message["text"]})


async def idle(scope: Any, receive: Any, send: Any) -> None:
    """Be there, and nothing else."""
    await receive()
    await send({"type": "websocket.accept"})
    await receive()


async def hand_loop(scope: Any, receive: Any, send: Any) -> None:
    """Push whatever one client sends to every client, encoded already."""
    await receive()
    await send({"type": "websocket.accept"})
    _sends.add(send)
    try:
        while (message := await receive())["type"] == "websocket.receive":
            push = {"type": "websocket.send", "text": message["text"]}
            for each in list(_sends):
                await each(push)
    finally:
        _sends.discard(send)
