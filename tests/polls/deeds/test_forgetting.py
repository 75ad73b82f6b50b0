"""Old lines can be deleted on purpose, and the log says so; it is append-only again after."""

from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from polls.models import Deed


def old_and_new():
    Deed.objects.create(at=datetime(2020, 1, 1, tzinfo=UTC), kind="people", words="old")
    Deed.objects.create(kind="people", words="new")


def test_lines_from_before_a_day_go_and_the_rest_is_kept_as_before(each_database):
    old_and_new()
    call_command("forget_log", before="2021-01-01")

    words = list(Deed.objects.order_by("pk").values_list("words", flat=True))
    assert words == ["new", "Deleted lines of the log from before 2021-01-01: 1"]
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Deed.objects.all().delete()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Deed.objects.update(words="x")


def test_what_is_no_day_deletes_nothing(db):
    old_and_new()
    with pytest.raises(CommandError, match="is not a day"):
        call_command("forget_log", before="tomorrow")

    assert Deed.objects.count() == 2
