"""Sign-in links and API tokens."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from polls.errors import Invalid
from polls.models import ApiToken, SignInLink
from polls.people import (
    LinkNotUsable,
    find_or_make_person,
    make_api_token,
    make_sign_in_link,
    may_make_link_for,
    revoke_sign_in_links,
    spend_sign_in_link,
    user_of_api_token,
)
from tests.factories import ConferenceFactory, SessionFactory, UserFactory


@pytest.mark.django_db
def test_token_is_its_persons_and_not_kept():
    user = UserFactory()
    token = make_api_token(user, "keypads")

    assert len(token) >= 22  # 128 bits in base 64
    assert user_of_api_token(token) == user
    assert token not in ApiToken.objects.get().digest


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", "guess", "\ud800", "\0"])
def test_unknown_token_is_nobodys(token):
    make_api_token(UserFactory(), "keypads")

    assert user_of_api_token(token) is None


@pytest.mark.django_db
def test_token_of_an_inactive_person_is_nobodys():
    user = UserFactory()
    token = make_api_token(user, "keypads")
    user.is_active = False
    user.save()

    assert user_of_api_token(token) is None


@pytest.mark.django_db
def test_link_signs_in_once():
    user = UserFactory()
    secret = make_sign_in_link(user, "/chair/ABC234/")

    assert spend_sign_in_link(secret) == (user, "/chair/ABC234/")
    with pytest.raises(LinkNotUsable, match="used already"):
        spend_sign_in_link(secret)
    assert secret not in SignInLink.objects.get().digest


@pytest.mark.django_db
def test_link_is_refused_when_too_old_revoked_or_never_made():
    user = UserFactory()
    old = make_sign_in_link(user, "/organise/", timedelta(seconds=-1))
    with pytest.raises(LinkNotUsable, match="too old"):
        spend_sign_in_link(old)
    with pytest.raises(LinkNotUsable, match="not known"):
        spend_sign_in_link("never made")
    revoked = make_sign_in_link(user)
    revoke_sign_in_links(user)
    with pytest.raises(LinkNotUsable, match="not known"):
        spend_sign_in_link(revoked)


@pytest.mark.django_db
def test_link_of_an_inactive_person_is_refused():
    user = UserFactory(is_active=False)
    with pytest.raises(LinkNotUsable):
        spend_sign_in_link(make_sign_in_link(user))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "destination",
    ["https://elsewhere.example/", "//elsewhere.example/", "organise/", "/\\x.example"],
)
def test_link_leads_nowhere_else(destination):
    with pytest.raises(Invalid):
        make_sign_in_link(UserFactory(), destination)


def test_link_raced_for_is_spent_once(each_database):
    secret = make_sign_in_link(UserFactory())
    start = Barrier(8)

    def spend(_):
        try:
            start.wait()
            spend_sign_in_link(secret)
        except LinkNotUsable:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(spend, range(8))) == 1


@pytest.mark.django_db
def test_person_is_found_or_made_without_a_password():
    made, is_new = find_or_make_person("anna", organises=True)

    assert (is_new, made.organises, made.has_usable_password()) == (True, True, False)
    assert find_or_make_person("anna") == (made, False)


@pytest.mark.django_db
@pytest.mark.parametrize("username", ["", "a b", "x" * 151, "a\0b"])
def test_impossible_username_is_refused_in_words(username):
    with pytest.raises(Invalid):
        find_or_make_person(username)


class TestWhoMayHandOutLinks:
    """A sign-in link is a person's whole power."""

    pytestmark = pytest.mark.django_db

    @pytest.fixture
    def maker(self):
        return UserFactory(organises=True)

    @pytest.fixture
    def conference(self, maker):
        return ConferenceFactory(organisers=[maker])

    def test_for_a_chair_of_own_conference_alone(self, maker, conference):
        chair = UserFactory()
        SessionFactory(conference=conference, chairs=[chair])
        assert may_make_link_for(maker, chair)

        SessionFactory(chairs=[chair])
        assert not may_make_link_for(maker, chair)

    def test_not_for_an_organiser_of_another_conference(self, maker, conference):
        other = UserFactory()
        conference.organisers.add(other)
        assert may_make_link_for(maker, other)

        ConferenceFactory(organisers=[other])
        assert not may_make_link_for(maker, other)

    @pytest.mark.parametrize("power", ["is_superuser", "is_staff", "organises"])
    def test_not_for_those_who_may_do_more(self, maker, conference, power):
        other = UserFactory(**{power: True})
        conference.organisers.add(other)

        assert not may_make_link_for(maker, other)

    def test_for_oneself_and_by_superusers(self, maker):
        assert may_make_link_for(maker, maker)
        assert may_make_link_for(UserFactory(is_superuser=True), maker)
