"""What each role may do, by the table; and that nobody skips a step."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from polls.access import rights_in, role_in, sessions_chaired_by, sessions_open_to
from polls.chairing import STEPS, Order, begin_rehearsal, carry_out, close_overdue
from polls.clock import now
from polls.doors import may_keep_door
from polls.errors import NotAllowed, Stale
from polls.models import CommandRecord, Role, Session, SessionRole
from polls.programme import read_programme
from polls.roles import PAGES, RIGHTS
from tests.factories import ConferenceFactory, RoundFactory, SessionFactory, UserFactory

pytestmark = pytest.mark.django_db

#: Written out, so that the table is held against something.
COMMANDS = {
    Role.MODERATOR: set(),
    Role.TECHNICIAN: {
        "blank",
        "door",
        "identify",
        "look",
        "screen_break",
        "screen_clear",
        "screen_extend",
        "screen_join",
        "screen_message",
        "test_vote",
    },
    Role.HELPER: set(),
}
OPEN = {
    Role.CHAIR: PAGES,
    Role.CO_CHAIR: PAGES,
    Role.MODERATOR: {"console", "people", "moderate", "stage"},
    Role.TECHNICIAN: {"console", "people", "stage", "keypads"},
    Role.HELPER: {"admit", "next_person", "steward"},
}


@pytest.fixture
def session():
    conference = ConferenceFactory(organisers=[UserFactory(organises=True)])
    return SessionFactory(conference=conference, chairs=[UserFactory()])


def somebody(session, role):
    """Somebody of this role in the session."""
    user = UserFactory()
    SessionRole.objects.create(session=session, user=user, role=role)
    return user


def order(session, by, do, **args):
    seq = args.pop("seq", None)
    return carry_out(session_id=str(session.pk), by=by, order=Order(do, args, seq=seq))


def test_organisers_and_named_chairs_are_chairs_and_others_what_they_were_brought_in_as(session):
    assert role_in(session.conference.organisers.get(), session) is Role.CHAIR
    assert role_in(session.chairs.get(), session) is Role.CHAIR
    assert role_in(UserFactory(is_superuser=True), session) is Role.CHAIR
    assert role_in(UserFactory(), session) is None
    assert role_in(AnonymousUser(), session) is None
    for role in Role:
        assert role_in(somebody(session, role), session) is role


def test_role_is_of_one_session_and_of_whoever_is_active(session):
    other = SessionFactory(conference=session.conference)
    user = somebody(session, Role.CO_CHAIR)
    assert role_in(user, other) is None

    user.is_active = False
    assert role_in(user, session) is None
    assert not sessions_open_to(user, "console").exists()


@pytest.mark.parametrize("role", Role)
def test_each_role_opens_its_pages_and_no_others(session, role):
    user = somebody(session, role)
    SessionFactory(conference=session.conference)

    opened = {page for page in PAGES if list(sessions_open_to(user, page)) == [session]}
    assert opened == OPEN[role]
    assert {page for page in PAGES if sessions_open_to(user, page).exists()} == opened


@pytest.mark.parametrize("do", STEPS)
@pytest.mark.parametrize("role", COMMANDS)
def test_command_that_is_not_of_the_role_is_refused(session, role, do):
    user = somebody(session, role)
    if do in COMMANDS[role]:
        assert rights_in(user, session).may_command(do)
        return

    with pytest.raises(NotAllowed):
        order(session, user, do)
    session.refresh_from_db()
    assert session.seq == 0


@pytest.mark.parametrize("role", [Role.CHAIR, Role.CO_CHAIR])
def test_chairs_and_co_chairs_may_give_every_command(session, role):
    user = somebody(session, role)

    assert all(rights_in(user, session).may_command(do) for do in STEPS)
    assert list(sessions_chaired_by(user)) == [session]
    assert order(session, user, "blank", on=True).seq == 1


def test_permissions_follow_the_roles(session):
    powers = {
        role: tuple(
            somebody(session, role).has_perm(f"polls.{power}_session", session)
            for power in ("chair", "moderate")
        )
        for role in Role
    }
    assert powers == {
        Role.CHAIR: (True, True),
        Role.CO_CHAIR: (True, True),
        Role.MODERATOR: (False, True),
        Role.TECHNICIAN: (False, False),
        Role.HELPER: (False, False),
    }


def test_nobody_but_a_chair_brings_in_a_chair():
    assert {r for r in Role if Role.CHAIR in RIGHTS[r].brings_in} == {Role.CHAIR}
    assert {r for r in Role if RIGHTS[r].brings_in} == {Role.CHAIR, Role.CO_CHAIR}


def test_technician_turns_the_projector_black(session):
    assert order(session, somebody(session, Role.TECHNICIAN), "blank", on=True).seq == 1
    session.refresh_from_db()
    assert session.blank


def test_helpers_keep_the_door_and_technicians_admit_nobody(session):
    assert may_keep_door(somebody(session, Role.HELPER), session.conference)
    assert not may_keep_door(somebody(session, Role.TECHNICIAN), session.conference)
    assert not may_keep_door(somebody(session, Role.HELPER), SessionFactory().conference)


@pytest.mark.parametrize("do", STEPS)
def test_every_command_on_what_has_moved_on_is_refused_and_changes_nothing(session, do):
    chair = session.chairs.get()
    order(session, chair, "blank", on=True)

    with pytest.raises(Stale):
        order(session, chair, do, seq=0)
    session.refresh_from_db()
    assert session.seq == 1
    assert CommandRecord.objects.count() == 1


def test_programme_tells_who_did_what_last(session):
    assert read_programme(str(session.pk))["last"] is None
    chair = session.chairs.get()
    order(session, chair, "blank", on=True)

    last = read_programme(str(session.pk))["last"]
    assert (last["who"], last["words"]) == (chair.username, "Turned the projector black")


def test_what_the_clock_and_the_command_line_did_last_has_no_name(session):
    draft = SessionFactory(state=Session.State.DRAFT)
    begin_rehearsal(session_id=draft.pk)
    opened_at, closes_at = now() - timedelta(minutes=2), now() - timedelta(minutes=1)
    RoundFactory(question__session=session, opened_at=opened_at, closes_at=closes_at)
    close_overdue()

    first, second = (read_programme(str(each.pk))["last"] for each in (draft, session))
    assert (first["who"], first["words"]) == ("", "Rehearsed the session")
    assert second["who"] == ""
    assert second["words"].endswith("its time was up")
