"""The ASGI application: pages by Django, sockets by the room's own applications.

`manage.py serve` starts the runtime itself; other servers do it by the lifespan protocol.
"""

import asyncio
import os
from typing import Any

from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "live.settings")
# Loads the apps, which everything below needs.
pages = get_asgi_application()

from live import runtime  # noqa: E402
from live.routing import socket_router  # noqa: E402
from live.turnstile import Turnstile  # noqa: E402


async def lifespan(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Start and drain the runtime when the server says so."""
    await receive()
    await runtime.start()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await runtime.drain()
    await send({"type": "lifespan.shutdown.complete"})


def everybody_is_in() -> asyncio.Event:
    """What is set while no delegate's socket is on its way in."""
    return runtime.current().hub.arrivals.everybody_is_in


application = ProtocolTypeRouter(
    {
        "http": Turnstile(pages, rest=everybody_is_in),
        "websocket": socket_router,
        "lifespan": lifespan,
    }
)
