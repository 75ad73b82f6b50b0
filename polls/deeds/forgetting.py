"""Forgetting what is older than it needs to be: the one way in which lines leave the log."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, transaction

from polls.deeds.noting import note
from polls.models import Deed

TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'polls_deed'"


@transaction.atomic
def forget_deeds(*, before: datetime) -> int:
    """Delete the lines from before a moment and note that; return how many they were.

    Only the owner of the database's tables can: the triggers are lifted in this transaction,
    and stand again when it ends, however it ends.
    """
    with _without_triggers():
        number = Deed.objects.filter(at__lt=before).delete()[0]
    note(Deed.Kind.CONFERENCE, f"Deleted lines of the log from before {before:%Y-%m-%d}: {number}")
    return number


@contextmanager
def _without_triggers() -> Iterator[None]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE polls_deed DISABLE TRIGGER USER")
            yield
            cursor.execute("ALTER TABLE polls_deed ENABLE TRIGGER USER")
            return
        triggers = cursor.execute(TRIGGERS).fetchall()
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        yield
        for _, sql in triggers:
            cursor.execute(sql)
