"""Sending to a socket at once, from anywhere on the event loop."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Generator
from contextlib import suppress
from typing import Any

Send = Callable[[dict[str, Any]], Coroutine[Any, Any, None]]

#: What servers raise when asked to send to a socket that is closed.
GONE = (OSError, RuntimeError)

_unfinished: set[asyncio.Future[None]] = set()


class _Rest(Awaitable[None]):
    """What is left of a coroutine that was driven outside a task until it first waited."""

    def __init__(self, coroutine: Coroutine[Any, Any, None], awaited: Any) -> None:
        self.coroutine = coroutine
        self.awaited = awaited

    def __await__(self) -> Generator[Any, Any, None]:
        try:
            while True:
                try:
                    value = yield self.awaited
                except BaseException as error:  # noqa: BLE001 -- also a cancellation is the coroutine's
                    self.awaited = self.coroutine.throw(error)
                else:
                    self.awaited = self.coroutine.send(value)
        except StopIteration:
            return


def post(send: Send, event: dict[str, Any]) -> None:
    """Hand an event to the server now; a task finishes it only where the server makes it wait.

    Daphne's ``send`` never waits, so a message to 2,000 sockets costs 2,000 calls and no task.
    A socket that has gone is no error: its own application hears of it, and the others of a
    broadcast must get theirs.
    """
    coroutine = send(event)
    try:
        awaited = coroutine.send(None)
    except (StopIteration, *GONE):
        return
    task = asyncio.ensure_future(_finish(_Rest(coroutine, awaited)))
    _unfinished.add(task)
    task.add_done_callback(_unfinished.discard)


async def _finish(rest: _Rest) -> None:
    with suppress(*GONE):
        await rest


def post_text(send: Send, text: str) -> None:
    """Send one text frame."""
    post(send, {"type": "websocket.send", "text": text})


def post_close(send: Send, code: int) -> None:
    """Close the socket."""
    post(send, {"type": "websocket.close", "code": code})


async def let_go_out() -> None:
    """Wait until the event loop has written what was posted, as far as sockets take it now.

    The next turn of the loop finds the sockets that can be written to, the one after it is
    behind them. Work on another thread would compete with the writing for the interpreter.
    """
    await asyncio.sleep(0)
    await asyncio.sleep(0)
