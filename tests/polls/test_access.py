"""Permissions: a chair or organiser of one conference is nobody in another."""

import pytest
from django.contrib.auth.models import AnonymousUser

from polls.access import conferences_managed_by, sessions_chaired_by
from tests.factories import ConferenceFactory, SessionFactory, UserFactory

pytestmark = pytest.mark.django_db

MANAGE, CHAIR, CREATE = "polls.manage_conference", "polls.chair_session", "polls.create_conference"


@pytest.fixture
def organiser():
    return UserFactory(organises=True)


@pytest.fixture
def session(organiser):
    return SessionFactory(conference=ConferenceFactory(organisers=[organiser]))


@pytest.fixture
def chair(session):
    user = UserFactory()
    session.chairs.add(user)
    return user


def powers(user, session):
    return user.has_perm(MANAGE, session.conference), user.has_perm(CHAIR, session)


def test_organiser_manages_and_chairs_own_conference_alone(organiser, session):
    assert powers(organiser, session) == (True, True)
    assert powers(organiser, SessionFactory()) == (False, False)


def test_chair_steers_own_session_and_manages_nothing(chair, session):
    assert powers(chair, session) == (False, True)
    assert powers(chair, SessionFactory(conference=session.conference)) == (False, False)
    assert powers(chair, SessionFactory()) == (False, False)


def test_superuser_may_do_everything(session):
    assert powers(UserFactory(is_superuser=True), session) == (True, True)


@pytest.mark.parametrize("is_superuser", [True, False])
def test_inactive_person_may_do_nothing(session, is_superuser):
    gone = UserFactory(is_active=False, organises=True, is_superuser=is_superuser)
    session.chairs.add(gone)
    session.conference.organisers.add(gone)

    assert powers(gone, session) == (False, False)
    assert not gone.has_perm(CREATE)
    assert not conferences_managed_by(gone).exists()
    assert not sessions_chaired_by(gone).exists()


def test_nobody_signed_in_may_do_nothing(session):
    assert powers(AnonymousUser(), session) == (False, False)
    assert not AnonymousUser().has_perm(CREATE)


def test_permission_without_an_object_is_refused(organiser):
    assert not organiser.has_perm(MANAGE)
    assert not organiser.has_perm(CHAIR)


def test_only_organisers_create_conferences(organiser, chair):
    assert organiser.has_perm(CREATE)
    assert not chair.has_perm(CREATE)
    assert UserFactory(is_superuser=True).has_perm(CREATE)


def test_lists_hold_each_session_once(organiser, session):
    session.chairs.add(organiser, UserFactory())

    assert list(sessions_chaired_by(organiser)) == [session]
    assert list(conferences_managed_by(organiser)) == [session.conference]
