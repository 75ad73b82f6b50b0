"""Real servers for the tests: PostgreSQL, Redis and the product itself, each a process."""

from tests.servers.postgres import Postgres
from tests.servers.processes import NotInstalled
from tests.servers.product import PEOPLE, Embedded, Full, Server, prepare_embedded, prepare_full
from tests.servers.redis import Redis

__all__ = [
    "PEOPLE",
    "Embedded",
    "Full",
    "NotInstalled",
    "Postgres",
    "Redis",
    "Server",
    "prepare_embedded",
    "prepare_full",
]
