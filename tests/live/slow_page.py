"""A server with one page that ends only when the drain lets it; run as a program by a test.

Says what happens, one line each, so that a test reads the order instead of waiting.
"""

import asyncio
import os
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()

from live.ports import open_sockets  # noqa: E402
from live.serving import RoomServer  # noqa: E402

let_go = asyncio.Event()


def say(text: str) -> None:
    """Tell the test."""
    print(text, flush=True)


async def page(scope: Any, receive: Any, send: Any) -> None:
    """Answer once the server drains."""
    say("asked")
    await let_go.wait()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"whole"})


async def start() -> None:
    """The room's start."""
    say("started")


async def drain() -> None:
    """The room's end."""
    say("draining")
    let_go.set()


if __name__ == "__main__":
    sockets = open_sockets(0, "127.0.0.1")
    port = sockets[0].getsockname()[1]
    RoomServer(page, sockets, start=start, drain=drain, ready=lambda: say(f"port {port}")).run()
    say("ended")
