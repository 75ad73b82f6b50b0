"""``python -m tests.bench.yardsticks PORT``: the yardsticks, on the product's own server."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "live.settings")
# Loads the apps, which the server needs.
django.setup()

from live.ports import open_sockets  # noqa: E402
from live.serving import RoomServer  # noqa: E402
from tests.bench.yardsticks.asgi import application  # noqa: E402


async def nothing() -> None:
    """There is no runtime to start or drain."""


if __name__ == "__main__":
    listening = open_sockets(int(sys.argv[1]), "127.0.0.1")
    RoomServer(application, listening, start=nothing, drain=nothing).run()
