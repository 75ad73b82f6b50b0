"""Real servers for the tests: PostgreSQL, Redis and the product itself, each a process."""

from tests.servers.once import make_once
from tests.servers.postgres import Postgres
from tests.servers.processes import NotInstalled
from tests.servers.product import (
    PEOPLE,
    Embedded,
    Full,
    Server,
    prepare_embedded,
    prepare_full,
    prepare_postgres,
    prepare_sqlite,
)
from tests.servers.redis import Redis

__all__ = [
    "PEOPLE",
    "Embedded",
    "Full",
    "NotInstalled",
    "Postgres",
    "Redis",
    "Server",
    "make_once",
    "prepare_embedded",
    "prepare_full",
    "prepare_postgres",
    "prepare_sqlite",
]
