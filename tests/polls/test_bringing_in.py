"""People come into a session by a link, once, and their access can be ended."""

from datetime import timedelta

import pytest
from django.utils import timezone

from polls.access import role_in
from polls.bringing_in import (
    LONGEST_NAME,
    MOST_PEOPLE,
    bring_in,
    bring_own_device,
    end_access,
    read_brought,
)
from polls.deeds.reading import log_of
from polls.errors import Invalid, NotAllowed, WrongPhase
from polls.models import ApiToken, Deed, Role, SessionRole, SignInLink, User
from polls.parts import has_part, read_parts, take_part
from polls.people import (
    LinkNotUsable,
    NothingLasting,
    digest_of,
    make_api_token,
    set_password,
    spend_sign_in_link,
    user_of_api_token,
)
from tests.factories import ConferenceFactory, SessionFactory, UserFactory
from tests.hostile import ACCEPTED, REFUSED

pytestmark = pytest.mark.django_db


@pytest.fixture
def chair():
    return UserFactory(username="carla")


@pytest.fixture
def session(chair):
    conference = ConferenceFactory(organisers=[UserFactory(username="anna", organises=True)])
    return SessionFactory(conference=conference, title="Paying for care", chairs=[chair])


def brought(session, role=Role.TECHNICIAN, name="Tess", by=None):
    """Somebody who came in by a link."""
    secret = bring_in(session=session, role=role, name=name, by=by or session.chairs.get())
    return spend_sign_in_link(secret)[0]


def key_of(user):
    return SessionRole.objects.get(user=user).pk


def words():
    return list(Deed.objects.order_by("pk").values_list("person", "words"))


def test_link_leads_in_once_with_the_role_and_the_name(session, chair):
    secret = bring_in(session=session, role=Role.TECHNICIAN, name="  Tess  at the desk ", by=chair)
    user, goal = spend_sign_in_link(secret)

    assert (user.shown_name, user.username) == ("Tess at the desk", "Tess-at-the-desk")
    assert goal == f"/chair/{session.conference.code}/?session={session.pk}"
    assert role_in(user, session) is Role.TECHNICIAN
    assert not user.has_usable_password()
    with pytest.raises(LinkNotUsable, match="used already"):
        spend_sign_in_link(secret)


def test_helper_is_led_to_the_page_of_helpers(session, chair):
    secret = bring_in(session=session, role=Role.HELPER, name="Hal", by=chair)

    goal = f"/chair/{session.conference.code}/next/?session={session.pk}"
    assert spend_sign_in_link(secret)[1] == goal


def test_link_is_good_for_a_quarter_of_an_hour(session, chair):
    secret = bring_in(session=session, role=Role.HELPER, name="Hal", by=chair)
    SignInLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    with pytest.raises(LinkNotUsable, match="too old"):
        spend_sign_in_link(secret)


def test_log_has_who_made_the_link_who_came_and_who_ended_it(session, chair):
    user = brought(session)
    end_access(session=session, key=key_of(user), by=chair)

    assert [w for _, w in words()] == [
        "Made a link that brings Tess into “Paying for care” as technician",
        "Tess came into “Paying for care” by a link of carla, as technician",
        "Ended the access of Tess, technician of “Paying for care”",
    ]
    anna = session.conference.organisers.get()
    assert log_of(session.conference, by=anna).count() == 3


def test_two_of_one_name_are_two_people_and_no_account_is_taken_over(session, chair):
    UserFactory(username="Tess", is_superuser=True)
    first, second = brought(session), brought(session)

    assert [first.username, second.username] == ["Tess-2", "Tess-3"]
    assert [first.shown_name, second.shown_name] == ["Tess", "Tess"]
    assert not first.is_superuser


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.CHAIR, set(Role)),
        (Role.CO_CHAIR, set(Role) - {Role.CHAIR}),
        (Role.MODERATOR, set()),
        (Role.TECHNICIAN, set()),
        (Role.HELPER, set()),
    ],
)
def test_each_role_brings_in_whom_it_may_and_ends_no_other(session, role, may):
    by = brought(session, role, "By")
    others = {each: brought(session, each, "Other") for each in Role}
    for each, other in others.items():
        if each in may:
            bring_in(session=session, role=each, name="New", by=by)
            assert end_access(session=session, key=key_of(other), by=by) == "Other"
            continue
        with pytest.raises(NotAllowed):
            bring_in(session=session, role=each, name="New", by=by)
        with pytest.raises(NotAllowed):
            end_access(session=session, key=key_of(other), by=by)
        assert role_in(other, session) is each


@pytest.mark.parametrize("role", ["", "organiser", "king"])
def test_unknown_role_is_refused(session, chair, role):
    with pytest.raises(Invalid):
        bring_in(session=session, role=role, name="Tess", by=chair)
    assert not SessionRole.objects.exists()


def test_stranger_and_chair_of_another_session_bring_in_nobody(session):
    other = SessionFactory(conference=session.conference, chairs=[UserFactory()])
    for by in (UserFactory(), other.chairs.get()):
        with pytest.raises(NotAllowed):
            bring_in(session=session, role=Role.HELPER, name="Hal", by=by)
        with pytest.raises(NotAllowed):
            bring_own_device(session=session, by=by)


def test_access_of_another_session_is_not_ended_from_here(session, chair):
    other = SessionFactory(chairs=[UserFactory()])
    theirs = brought(other, by=other.chairs.get())

    with pytest.raises(Invalid):
        end_access(session=session, key=key_of(theirs), by=chair)
    assert role_in(theirs, other) is Role.TECHNICIAN


@pytest.mark.parametrize("role", Role)
def test_whoever_came_by_a_link_gets_neither_token_nor_password(role, session, chair):
    organiser = session.conference.organisers.get()
    user = brought(session, role, by=organiser)

    with pytest.raises(NothingLasting):
        make_api_token(user, "console")
    with pytest.raises(NothingLasting):
        set_password(user=user, password="a barrel of nine herrings")
    user.refresh_from_db()
    assert (user.has_usable_password(), ApiToken.objects.exists()) == (False, False)


def test_token_of_a_guest_opens_nothing_and_ends_with_their_access(session, chair):
    user = brought(session)
    ApiToken.objects.create(user=user, label="console", digest=digest_of("from before"))

    assert user_of_api_token("from before") is None
    end_access(session=session, key=key_of(user), by=chair)
    assert not ApiToken.objects.exists()


def test_ended_access_ends_account_and_links(session, chair):
    user = brought(session)
    secret = bring_own_device(session=session, by=user)
    end_access(session=session, key=key_of(user), by=chair)

    user.refresh_from_db()
    assert (user.is_active, role_in(user, session)) == (False, None)
    with pytest.raises(LinkNotUsable):
        spend_sign_in_link(secret)


def test_account_with_another_part_outlives_a_role(session, chair):
    user = brought(session)
    SessionFactory(chairs=[user])
    end_access(session=session, key=key_of(user), by=chair)

    user.refresh_from_db()
    assert user.is_active


def test_second_device_is_the_same_person_and_the_link_before_is_no_longer_good(session, chair):
    first = bring_own_device(session=session, by=chair)
    second = bring_own_device(session=session, by=chair)

    with pytest.raises(LinkNotUsable):
        spend_sign_in_link(first)
    user, goal = spend_sign_in_link(second)
    assert user == chair
    assert goal == f"/chair/{session.conference.code}/?session={session.pk}"
    assert "carla came into “Paying for care” by a link of carla" in [w for _, w in words()]


def test_form_that_is_sent_again_brings_in_nobody_more(session, chair):
    sent = {"session": session, "role": Role.HELPER, "name": "Hal", "by": chair, "secret": "S" * 43}
    assert bring_in(**sent) == bring_in(**sent)
    assert (session.roles.count(), SignInLink.objects.count()) == (1, 1)

    spend_sign_in_link(sent["secret"])
    with pytest.raises(LinkNotUsable, match="used already"):
        bring_in(**sent)
    assert session.roles.count() == 1


def test_second_device_asked_for_again_by_the_same_form_is_the_same_link(session, chair):
    first = bring_own_device(session=session, by=chair, secret="S" * 43)
    assert bring_own_device(session=session, by=chair, secret="S" * 43) == first
    spend_sign_in_link(first)
    with pytest.raises(LinkNotUsable, match="used already"):
        bring_own_device(session=session, by=chair, secret="S" * 43)


def test_who_never_came_is_forgotten_with_the_next_link(session, chair):
    bring_in(session=session, role=Role.HELPER, name="Hal", by=chair)
    SignInLink.objects.update(expires_at=timezone.now())
    came = brought(session)

    assert list(session.roles.values_list("user", flat=True)) == [came.pk]
    assert not User.objects.filter(username="Hal").exists()


def test_list_says_who_came_and_who_may_still_come(session, chair):
    co_chair = brought(session, Role.CO_CHAIR, "Cora")
    bring_in(session=session, role=Role.HELPER, name="Hal", by=co_chair)
    brought(session, Role.CHAIR, "Cher")

    told = [
        (one.name, one.role, one.by, one.came_at is not None, one.good_until is not None)
        for one in read_brought(session, by=co_chair)
    ]
    assert told == [
        ("Cora", "Co-chair", "carla", True, False),
        ("Hal", "Helper", "Cora", False, True),
        ("Cher", "Chair", "carla", True, False),
    ]
    assert [one.may_end for one in read_brought(session, by=co_chair)] == [True, True, False]


def test_session_takes_so_many_people(session, chair):
    people = [UserFactory() for _ in range(MOST_PEOPLE)]
    now = timezone.now()
    SessionRole.objects.bulk_create(
        SessionRole(session=session, user=user, role="helper", came_at=now) for user in people
    )

    with pytest.raises(WrongPhase, match="at most"):
        bring_in(session=session, role=Role.HELPER, name="Hal", by=chair)


def test_nobody_is_brought_into_what_is_over(session, chair):
    session.conference.ended_at = timezone.now()
    with pytest.raises(WrongPhase):
        bring_in(session=session, role=Role.HELPER, name="Hal", by=chair)


@pytest.mark.parametrize("name", ["", "   ", "x" * (LONGEST_NAME + 1), *REFUSED])
def test_name_that_nobody_could_read_is_refused(session, chair, name):
    with pytest.raises(Invalid):
        bring_in(session=session, role=Role.HELPER, name=name, by=chair)
    assert not User.objects.filter(guest=True).exists()


@pytest.mark.parametrize("name", [text for text in ACCEPTED if len(text) <= LONGEST_NAME])
def test_any_other_name_is_kept_as_it_was_typed(session, chair, name):
    user = brought(session, name=name)

    assert user.shown_name == " ".join(name.split())
    User._meta.get_field("username").run_validators(user.username)


def test_organiser_sees_and_removes_people_of_a_session(session, chair):
    anna, user = session.conference.organisers.get(), brought(session)
    parts = {part.user.username: part for part in read_parts(session.conference, by=anna)}
    assert parts["Tess"].roles == ("Technician of Paying for care",)
    assert parts["Tess"].may_get_link
    assert has_part(session.conference, user)

    take_part(conference=session.conference, user=user, by=anna)
    user.refresh_from_db()
    assert (user.is_active, has_part(session.conference, user)) == (False, False)


def test_no_link_is_made_for_somebody_with_a_role_elsewhere(session, chair):
    anna, user = session.conference.organisers.get(), brought(session)
    SessionRole.objects.create(session=SessionFactory(), user=user, role="helper")

    parts = {part.user.username: part for part in read_parts(session.conference, by=anna)}
    assert not parts["Tess"].may_get_link
