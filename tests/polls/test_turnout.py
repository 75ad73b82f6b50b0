"""Who joined, and who is present."""

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from polls.models import Attendance, Delegate, Session
from polls.sessions import read_session
from polls.turnout import (
    PRESENCE,
    Arrival,
    count_present,
    count_present_in,
    count_rehearsing,
    end_presence,
    record_arrivals,
    renew_presence,
)
from tests.factories import SessionFactory

pytestmark = pytest.mark.usefixtures("each_database")


def arrival(session: Session, who: uuid.UUID) -> Arrival:
    return Arrival(str(session.conference_id), str(session.pk), who)


def numbers(session: Session) -> tuple[int, int]:
    """What the session says: joined and the number of its tally."""
    session.refresh_from_db()
    return session.joined, session.tally_seq


def let_lease_run_out(session: Session, who: uuid.UUID, seconds: float) -> None:
    then = timezone.now() - PRESENCE - timedelta(seconds=seconds)
    assert Attendance.objects.filter(session=session, delegate=who).update(seen_at=then) == 1


def test_each_delegate_joins_once_however_often_they_come():
    session = SessionFactory()
    anna, ben = uuid.uuid4(), uuid.uuid4()

    assert record_arrivals([arrival(session, anna), arrival(session, anna)]) == {str(session.pk)}
    assert record_arrivals([arrival(session, anna)]) == set()
    assert record_arrivals([arrival(session, anna), arrival(session, ben)]) == {str(session.pk)}

    assert numbers(session) == (2, 2)
    assert Delegate.objects.filter(conference=session.conference).count() == 2


def test_sessions_count_their_own_and_share_their_delegates():
    first = SessionFactory()
    second = SessionFactory(conference=first.conference)
    anna = uuid.uuid4()

    grown = record_arrivals([arrival(first, anna), arrival(second, anna)])

    assert grown == {str(first.pk), str(second.pk)}
    assert (numbers(first), numbers(second)) == ((1, 1), (1, 1))
    assert Delegate.objects.count() == 1


def test_presence_runs_out_after_its_lease_and_is_renewed():
    session, other = SessionFactory(), SessionFactory()
    anna, ben, gone = (uuid.uuid4() for _ in range(3))
    record_arrivals([arrival(session, who) for who in (anna, ben, gone)])
    record_arrivals([arrival(other, gone)])
    assert count_present(session.pk) == 3

    for who in (anna, ben, gone):
        let_lease_run_out(session, who, 0.1)
    assert count_present(session.pk) == 0

    renew_presence(str(session.pk), [anna])
    record_arrivals([arrival(session, ben)])

    assert count_present(session.pk) == 2
    assert numbers(session)[0] == 3


def test_keypads_and_counted_hands_join_and_are_never_present():
    session, anna, keypad = SessionFactory(), uuid.uuid4(), uuid.uuid4()
    unheard = replace(arrival(session, keypad), connected=False)

    assert record_arrivals([unheard, arrival(session, anna)]) == {str(session.pk)}
    assert record_arrivals([unheard]) == set()

    assert numbers(session)[0] == 2
    assert count_present(session.pk) == count_present_in([str(session.pk)])[str(session.pk)] == 1


def test_nobody_is_present_where_the_only_process_begins():
    session, anna = SessionFactory(), uuid.uuid4()
    record_arrivals([arrival(session, who) for who in (anna, uuid.uuid4())])

    end_presence()
    assert count_present(session.pk) == 0

    renew_presence(str(session.pk), [anna])
    assert count_present(session.pk) == 1


def test_simulated_delegates_are_counted_among_those_present():
    session = SessionFactory(rehearsal=True)
    there = arrival(session, uuid.uuid4())
    record_arrivals(
        [there, *(replace(there, delegate_id=uuid.uuid4(), simulated=True) for _ in "ab")]
    )

    assert count_rehearsing(session.pk) == (3, 2)
    now = read_session(str(session.pk))
    assert (now.present, now.simulated) == (3, 2)
    assert read_session(str(SessionFactory().pk)).simulated is None


def test_lease_of_which_a_moment_is_left_counts():
    session, anna = SessionFactory(), uuid.uuid4()
    record_arrivals([arrival(session, anna)])

    let_lease_run_out(session, anna, -5)

    assert count_present(session.pk) == 1


def test_time_written_by_a_statement_is_read_as_the_present():
    session, anna = SessionFactory(), uuid.uuid4()
    before = timezone.now()
    record_arrivals([arrival(session, anna)])
    joined_at = Attendance.objects.get(session=session).seen_at
    renew_presence(str(session.pk), [anna])
    renewed_at = Attendance.objects.get(session=session).seen_at

    # SQLite keeps milliseconds.
    assert before - timedelta(milliseconds=1) <= joined_at <= renewed_at <= timezone.now()


def test_who_comes_to_a_deleted_session_is_left_out_and_the_others_are_not():
    session, deleted = SessionFactory(), SessionFactory()
    anna, ben = uuid.uuid4(), uuid.uuid4()
    late = arrival(deleted, ben)
    deleted.delete()

    assert record_arrivals([late, arrival(session, anna)]) == {str(session.pk)}

    assert set(Delegate.objects.values_list("pk", flat=True)) == {anna}


def test_several_sessions_are_counted_in_one_query(django_assert_num_queries):
    first, second, empty = (SessionFactory() for _ in range(3))
    anna, ben, gone = (uuid.uuid4() for _ in range(3))
    record_arrivals([arrival(first, who) for who in (anna, ben, gone)])
    record_arrivals([arrival(second, anna)])
    let_lease_run_out(first, gone, 1)
    names = [str(session.pk) for session in (first, second, empty)]

    with django_assert_num_queries(1):
        counted = count_present_in(names)

    assert counted == dict(zip(names, (2, 1, 0), strict=True))
    assert counted == {name: count_present(uuid.UUID(name)) for name in names}
