"""The addresses of the sockets."""

from typing import Any

from channels.routing import URLRouter
from django.urls import path

from live.outbox import Send
from live.sockets.chair import ChairConsumer
from live.sockets.delegate import delegate_socket
from live.sockets.door import Receive, Scope
from live.sockets.stage import stage_socket


async def no_such_socket(scope: Scope, receive: Receive, send: Send) -> None:
    """Refuse a socket at an address where none is: HTTP 403, the only way to say no."""
    await receive()
    await send({"type": "websocket.close"})


nowhere: Any = no_such_socket

socket_router = URLRouter(
    [
        path("ws/delegate/<str:code>/", delegate_socket),
        path("ws/stage/<str:code>/", stage_socket),
        path("ws/chair/<str:code>/", ChairConsumer.as_asgi()),
        path("<path:anything>", nowhere),
        path("", nowhere),
    ]
)
