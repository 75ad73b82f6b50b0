"""The real server, with its database within reach of this process's objects."""

from collections.abc import Iterator
from copy import deepcopy

import httpx
import pytest
from django.conf import settings
from django.db import connections
from django.test import override_settings

from tests.clients import PATIENCE
from tests.databases import default_database
from tests.matrix.world import Worlds
from tests.servers.web import PLAIN


@pytest.fixture(scope="module")
def worlds(prepared_embedded, django_db_blocker) -> Iterator[Worlds]:
    """Conferences on a server of the module's own."""
    server = prepared_embedded.make()
    file = {**settings.DATABASES["default"], "NAME": server.folder / "show-of-hands.sqlite3"}
    database = connections.configure_settings({"default": deepcopy(file)})["default"]
    secrets = {
        name: value
        for name, value in server.environment.items()
        if hasattr(settings, name) and name in {"SECRET_KEY", "BALLOT_SECRET"}
    }
    try:
        server.start()
        with django_db_blocker.unblock(), default_database(database), override_settings(**secrets):
            yield Worlds(server)
    finally:
        server.stop()
    server.check_log()


@pytest.fixture(scope="module")
def caller(worlds) -> Iterator[httpx.Client]:
    """A client that sends what it is told to, and follows nothing."""
    with httpx.Client(base_url=worlds.server.url, timeout=PATIENCE, **PLAIN) as client:
        yield client
