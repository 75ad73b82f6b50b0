"""Pointing Django's ``default`` connection of this process at another database."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from asgiref.local import Local
from django.apps import apps
from django.core.management.commands import flush
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.sqlite3.operations import DatabaseOperations
from environ import Env


def postgres_settings(url: str) -> dict[str, Any]:
    """The connection settings of a full-size installation, complete with Django's defaults."""
    settings = {
        **Env.db_url_config(url),
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "pool": {"min_size": 2, "max_size": 10, "timeout": 5},
            "connect_timeout": 3,
            # What this process commits need not survive a crash; the servers' databases must.
            "options": "-c statement_timeout=5000 -c synchronous_commit=off",
            "tcp_user_timeout": 5000,
        },
    }
    return connections.configure_settings({"default": settings})["default"]


@contextmanager
def default_database(settings: dict[str, Any]) -> Iterator[None]:
    """Let ``default`` mean another database, in every thread, until the block ends.

    Connections are kept per thread, so replacing the settings alone would leave threads
    that live on (asgiref's executor, a ballot box) on the old database. The whole store of
    connections is replaced instead: every thread opens new ones, and those are closed at
    the end, whichever thread they belong to.
    """
    before_store, before_settings = connections._connections, connections.settings["default"]
    made: list[BaseDatabaseWrapper] = []
    create = connections.create_connection

    def create_and_remember(alias: str) -> BaseDatabaseWrapper:
        made.append(create(alias))
        return made[-1]

    connections._connections = Local(connections.thread_critical)
    connections.settings["default"] = settings
    connections.create_connection = create_and_remember
    try:
        yield
    finally:
        del connections.create_connection
        connections.settings["default"] = before_settings
        connections._connections = before_store
        for connection in made:
            connection.inc_thread_sharing()
            connection.close()


_sql_flush = DatabaseOperations.sql_flush
#: What ``migrate`` fills, and every test finds filled.
KEPT = frozenset({"auth_permission", "django_content_type"})


def _flush_with_the_log(
    self: DatabaseOperations, style: Any, tables: Collection[str], **kwargs: Any
) -> list[str]:
    """The statements that empty the tables, between those that lift and set the triggers."""
    with self.connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
    lifted = [f"DROP TRIGGER {name}" for name, _ in triggers]
    emptied = _sql_flush(self, style, [t for t in tables if t not in KEPT], **kwargs)
    return [*lifted, *emptied, *(sql for _, sql in triggers)]


def flush_quickly() -> None:
    """Let the ``flush`` after each test that commits empty the log of SQLite too, and no more.

    The log's triggers are lifted for the flush alone, so that tests meet them. What ``migrate``
    fills stays, and is not looked for anew each time, which took half of such a test.
    """
    DatabaseOperations.sql_flush = _flush_with_the_log
    flush.emit_post_migrate_signal = lambda *args, **kwargs: None


def empty_tables() -> None:
    """Delete every row of ours and of the sign-in; of few rows faster than ``TRUNCATE``."""
    connection = connections["default"]
    ours = apps.get_app_config("polls").get_models(include_auto_created=True)
    others = (
        m for app in ("sessions", "admin", "axes") for m in apps.get_app_config(app).get_models()
    )
    names = [connection.ops.quote_name(m._meta.db_table) for m in (*ours, *others)]
    with transaction.atomic(), connection.cursor() as cursor:
        # A replica's role asks no trigger, and no foreign key: the log refuses to be emptied.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("; ".join(f"DELETE FROM {name}" for name in names))
