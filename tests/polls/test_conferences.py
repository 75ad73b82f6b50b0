"""A conference as everybody in it finds it."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from polls.conferences import read_conference, read_numbers
from polls.models import Session
from tests.factories import ConferenceFactory, SessionFactory

pytestmark = pytest.mark.usefixtures("each_database")


def test_session_of_whoever_chose_none_is_the_only_live_one_or_the_last_that_ended():
    conference = ConferenceFactory()
    first, second = (SessionFactory(conference=conference, state="draft") for _ in range(2))

    def current() -> str | None:
        return read_conference(conference.code).current

    def become(session: Session, state: str, minutes_ago: int | None = None) -> None:
        ended_at = None if minutes_ago is None else timezone.now() - timedelta(minutes=minutes_ago)
        Session.objects.filter(pk=session.pk).update(state=state, ended_at=ended_at)

    assert current() is None
    become(first, "live")
    assert current() == str(first.pk)
    become(second, "live")
    assert current() is None
    assert [s.id for s in read_conference(conference.code).live] == [str(first.pk), str(second.pk)]
    become(second, "ended", minutes_ago=5)
    assert current() == str(first.pk)
    become(first, "ended", minutes_ago=9)
    assert current() == str(second.pk)


def test_unknown_code_is_no_conference():
    assert read_conference("XXXXXX") is None


def test_numbers_are_read_for_what_exists():
    session = SessionFactory(seq=3, tally_seq=4, conference__seq=5)
    nobody = str(uuid.uuid4())

    assert read_numbers([str(session.conference_id), nobody], [str(session.pk), nobody]) == (
        {str(session.conference_id): 5},
        {str(session.pk): (3, 4)},
    )
