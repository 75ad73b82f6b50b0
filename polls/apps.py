"""The app of what is true: conferences, questions, ballots, results."""

from django.apps import AppConfig


class PollsConfig(AppConfig):
    """Models, rules and reads; knows nothing of sockets."""

    name = "polls"
    default_auto_field = "django.db.models.BigAutoField"
