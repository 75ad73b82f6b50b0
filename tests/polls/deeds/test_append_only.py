"""The database itself keeps the log: what stands there can be neither changed nor deleted."""

import pytest
from django.db import DatabaseError, connection, transaction

from polls.models import Deed, User
from polls.people import find_or_make_person

CHANGES = [
    "UPDATE polls_deed SET words = 'nothing happened'",
    "DELETE FROM polls_deed",
]
OF = {
    "sqlite": [
        *CHANGES,
        "INSERT OR REPLACE INTO polls_deed SELECT * FROM polls_deed",
        "REPLACE INTO polls_deed SELECT * FROM polls_deed",
    ],
    "postgres": [*CHANGES, "TRUNCATE polls_deed", "TRUNCATE polls_deed CASCADE"],
}


def test_no_statement_changes_a_line(each_database):
    find_or_make_person("anna")
    before = list(Deed.objects.values())
    for statement in OF[each_database]:
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)

    assert len(before) == 1
    assert list(Deed.objects.values()) == before


def test_deleting_who_is_named_deletes_no_line(each_database):
    user, _ = find_or_make_person("anna")
    user.delete()

    assert not User.objects.exists()
    assert Deed.objects.get().words == "Made an account for anna"
