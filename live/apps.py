"""The app of what happens in the room."""

from django.apps import AppConfig


class LiveConfig(AppConfig):
    """Sockets, commands, pages of delegate, projector and chair."""

    name = "live"
