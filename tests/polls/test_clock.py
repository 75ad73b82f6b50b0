"""Rounds keep the database's time, whatever the process believes that it is."""

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from polls import clock
from polls.sessions import read_session
from tests.factories import RoundFactory


def test_now_is_the_databases_time(each_database):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT statement_timestamp()"
            if each_database == "postgres"
            else "SELECT strftime('%Y-%m-%d %H:%M:%f+00:00', 'now')"
        )
        asked = cursor.fetchone()[0]
    if isinstance(asked, str):
        asked = timezone.datetime.fromisoformat(asked)

    assert abs(clock.now() - asked) < timedelta(seconds=5)
    assert clock.now().utcoffset() == timedelta(0)


def test_seconds_left_are_counted_from_the_databases_time(each_database):
    now = clock.now()
    timed = RoundFactory(opened_at=now, closes_at=now + timedelta(seconds=60))
    timed.session.round = timed
    timed.session.save()

    left = read_session(str(timed.session_id)).round.left

    assert 55 < left <= 60


def test_time_between_reads_is_that_of_the_database_and_goes_on(each_database):
    session = RoundFactory().session
    read_session(str(session.pk))
    before = clock.last_known()

    assert abs(clock.now() - before) < timedelta(seconds=5)
    assert clock.last_known() > before


def test_only_a_database_with_a_clock_of_its_own_sets_the_time(each_database):
    before = clock.last_known()
    try:
        clock.note(before + timedelta(hours=1))
        shift = clock.last_known() - before
    finally:
        clock.note(clock.now())

    assert (shift > timedelta(minutes=59)) == (each_database == "postgres")
