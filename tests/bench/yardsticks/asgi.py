"""Every yardstick under Channels' routers, as the product's sockets are."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "live.settings")
django.setup()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.core.asgi import get_asgi_application  # noqa: E402
from django.urls import path  # noqa: E402

from tests.bench.yardsticks.bare import echo, hand_loop, idle  # noqa: E402
from tests.bench.yardsticks.naive import NaiveDelegate, NaiveStage  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": get_asgi_application(),
        "websocket": URLRouter(
            [
                path("echo/", echo),
                path("idle/", idle),
                path("hand/", hand_loop),
                path("ws/delegate/<code>/", NaiveDelegate.as_asgi()),
                path("ws/stage/<code>/", NaiveStage.as_asgi()),
            ]
        ),
    }
)
