"""Pages wait while sockets are being greeted: a room that opens its phones votes by socket.

A socket costs a tenth of a page, and a page's work is done on a thread that competes with
the event loop. Let in all at once, 500 pages hold up the sockets behind them; let in one
after the other, they cost nobody anything.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

Application = Callable[..., Awaitable[None]]

#: Methods of requests that only look.
LOOKING = frozenset({"GET", "HEAD"})
#: Seconds that a page may be kept waiting for sockets.
PATIENCE = 1.0


class Turnstile:
    """An ASGI application that hands requests to another: one at each turn of the event loop.

    None until ``rest()`` is set, unless it has waited for ``patience`` seconds. Whoever sends
    something, such as a vote, does not wait.
    """

    def __init__(
        self,
        application: Application,
        *,
        rest: Callable[[], asyncio.Event],
        patience: float = PATIENCE,
    ) -> None:
        self._application = application
        self._rest = rest
        self._patience = patience
        self._waiting: deque[tuple[float, asyncio.Future[None]]] = deque()
        self._task: asyncio.Task[None] | None = None

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Serve a request when its turn has come."""
        if scope["method"] not in LOOKING:
            await self._application(scope, receive, send)
            return
        loop = asyncio.get_running_loop()
        turn = loop.create_future()
        self._waiting.append((loop.time() + self._patience, turn))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._let_in())
        await turn
        await self._application(scope, receive, send)

    async def _let_in(self) -> None:
        while self._waiting:
            until, turn = self._waiting.popleft()
            with suppress(TimeoutError):
                async with asyncio.timeout_at(until):
                    await self._rest().wait()
            if not turn.done():
                turn.set_result(None)
            await asyncio.sleep(0)
