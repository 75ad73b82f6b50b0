"""Who has a part in a conference."""

import pytest

from polls.errors import Invalid, NotAllowed
from polls.models import SignInLink
from polls.parts import CHAIR_OF_ALL, ORGANISER, give_part, read_parts, take_part
from polls.people import make_sign_in_link
from tests.factories import ConferenceFactory, SessionFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser():
    return UserFactory(username="anna", organises=True)


@pytest.fixture
def session(organiser):
    conference = ConferenceFactory(organisers=[organiser])
    return SessionFactory(conference=conference, title="Paying for care")


@pytest.fixture
def conference(session):
    return session.conference


def test_new_person_gets_an_account_without_rights_elsewhere(conference, session, organiser):
    user, made = give_part(conference=conference, username="ben", part=str(session.pk))

    assert (made, user.organises, user.has_usable_password()) == (True, False, False)
    parts = [(p.user.username, p.organises, p.chairs) for p in read_parts(conference, by=organiser)]
    assert parts == [("anna", True, ()), ("ben", False, ("Paying for care",))]


def test_chair_of_all_chairs_every_session_of_this_conference(conference):
    SessionFactory(conference=conference)
    other = SessionFactory()
    user, _ = give_part(conference=conference, username="ben", part=CHAIR_OF_ALL)

    assert conference.sessions.filter(chairs=user).count() == 2
    assert not other.chairs.exists()


def test_session_of_another_conference_is_not_given(conference):
    other = SessionFactory()
    give_part(conference=conference, username="ben", part=str(other.pk))

    assert not other.chairs.exists()


def test_links_made_before_the_first_part_are_revoked(conference):
    ben = UserFactory(username="ben")
    make_sign_in_link(ben)
    give_part(conference=conference, username="ben", part=ORGANISER)
    assert not SignInLink.objects.exists()

    make_sign_in_link(ben)
    give_part(conference=conference, username="ben", part=CHAIR_OF_ALL)
    assert SignInLink.objects.count() == 1


def test_inactive_person_gets_no_part(conference):
    UserFactory(username="gone", is_active=False)
    with pytest.raises(Invalid):
        give_part(conference=conference, username="gone", part=ORGANISER)


def test_removed_person_has_no_part_and_no_links(conference, session, organiser):
    user, _ = give_part(conference=conference, username="ben", part=CHAIR_OF_ALL)
    conference.organisers.add(user)
    elsewhere = SessionFactory(chairs=[UserFactory()])
    make_sign_in_link(user)
    take_part(conference=conference, user=user, by=organiser)

    assert not conference.organisers.filter(pk=user.pk).exists()
    assert not session.chairs.exists()
    assert elsewhere.chairs.count() == 1
    assert not SignInLink.objects.exists()


def test_last_organiser_stays(conference, organiser):
    with pytest.raises(NotAllowed, match="one organiser at least"):
        take_part(conference=conference, user=organiser, by=organiser)

    assert list(conference.organisers.all()) == [organiser]
