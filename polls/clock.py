"""The time of day, by the database's clock: one for all server processes.

Processes on several machines may disagree by minutes, and one that runs ahead would close
the others' timed rounds at once.
"""

from datetime import datetime

from django.db import connection
from django.utils import timezone


def now() -> datetime:
    """The present moment."""
    if connection.vendor != "postgresql":
        return timezone.now()  # The database is this process, and has no other clock.
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment
