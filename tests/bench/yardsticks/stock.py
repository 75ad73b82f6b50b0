"""The product for the ``daphne`` command line, which knows no lifespan."""

import asyncio
from typing import Any

from live import asgi, runtime

_started: list[asyncio.Future[None]] = []


async def application(scope: Any, receive: Any, send: Any) -> None:
    """The product's application, its runtime started at the first call."""
    if not _started:
        _started.append(asyncio.ensure_future(runtime.start()))
    await asyncio.shield(_started[0])
    await asgi.application(scope, receive, send)
