"""The technician's page: roll-call, keypads that are held, and a test vote."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from polls.keypad_lists import Listed
from polls.keypads import list_keypads
from polls.models import Keypad, Role, Session, SessionRole, Station
from polls.roll_calls import hear_any_key
from polls.stations import make_station
from tests.factories import QuestionFactory, RoundFactory, SessionFactory, UserFactory
from tests.polls.views.conftest import browser_of


@pytest.fixture
def session(conference):
    """A session whose conference has the keypads 1 and 2."""
    session = SessionFactory(conference=conference, title="Principles")
    list_keypads(conference=conference, listed=[Listed("1"), Listed("2")])
    return session


@pytest.fixture
def tess(session):
    """The browser of the session's technician."""
    user = UserFactory()
    SessionRole.objects.create(session=session, user=user, role=Role.TECHNICIAN)
    return browser_of(user)


def page(session) -> str:
    """The page's address."""
    return reverse("roll_call", args=[session.pk])


def hear(session, *serials):
    """A station hears keypads."""
    conference = session.conference
    station, _ = make_station(conference=conference, name="Base 1")
    heard = dict.fromkeys(serials)
    hear_any_key(conference_id=str(conference.pk), station_id=station.pk, heard=heard)


def test_technician_calls_the_roll_and_admits_who_is_new(tess, session):
    tess.post(page(session), {"do": "begin"})
    hear(session, "1", "99")
    shown = tess.get(page(session), {"part": "roll"}).content.decode()

    assert "<h1>" not in shown
    assert shown.count("tile--lit") == 2
    assert "1 of 2" in shown
    answer = tess.post(page(session), {"form": "held", "seen": "1", "do": "admit"}, follow=True)
    assert "1 keypad admitted." in answer.content.decode()
    assert Keypad.objects.get(serial="99").state == "known"
    tess.post(page(session), {"do": "end"})
    refused = tess.post(page(session), {"do": "end"})
    assert refused.status_code == 409
    assert "There is no roll-call." in refused.content.decode()


def test_technician_lists_and_loses_keypads(tess, session):
    tess.post(page(session), {"form": "list", "list-text": "serial,label\n3,Three"})
    tess.post(page(session), {"form": "lost", "lost-serial": "2", "lost-by": ""})
    wrong = tess.post(page(session), {"form": "list", "list-text": "serial\n3\n3"})

    assert dict(session.conference.keypads.values_list("serial", "state")) == {
        "1": "known", "2": "lost", "3": "known",
    }  # fmt: skip
    assert wrong.status_code == 422
    assert "line 3, column 1 (serial)" in wrong.content.decode()


def test_lost_keypad_that_presses_is_told_apart_and_taken_back_by_its_own_button(tess, session):
    tess.post(page(session), {"form": "lost", "lost-serial": "1", "lost-by": "3"})
    tess.post(page(session), {"form": "lost", "lost-serial": "2", "lost-by": ""})
    hear(session, "1", "2", "99")
    shown = tess.get(page(session), {"part": "roll"}).content.decode()

    assert "1 keypad pressed a key and is on no list" in shown
    assert shown.count("was reported lost and pressed: found again?") == 2
    assert (shown.count("tile--found"), shown.count(">Found again<")) == (2, 1)
    tess.post(page(session), {"form": "held", "seen": "1", "do": "admit"})
    refused = tess.post(page(session), {"form": "found", "serial": "1"})
    assert refused.status_code == 422
    assert "votes in its place" in refused.content.decode()
    answer = tess.post(page(session), {"form": "found", "serial": "2"}, follow=True)
    assert "Keypad 2 votes again" in answer.content.decode()
    assert dict(session.conference.keypads.values_list("serial", "state")) == {
        "1": "lost", "2": "known", "3": "known", "99": "known",
    }  # fmt: skip


def test_technician_opens_and_closes_a_test_vote(tess, session):
    tess.post(page(session), {"do": "test", "on": "yes"})
    opened = Session.objects.get(pk=session.pk).round
    tess.post(page(session), {"do": "test", "on": "no"})

    assert (opened.phase, opened.practice) == ("open", True)
    assert Session.objects.get(pk=session.pk).round.phase == "closed"


def test_test_vote_before_the_session_says_who_starts_it(tess, session):
    Session.objects.filter(pk=session.pk).update(state=Session.State.DRAFT)
    refused = tess.post(page(session), {"do": "test", "on": "yes"})

    assert refused.status_code == 409
    assert "Ask the chair to start the session." in refused.content.decode()


def test_only_a_test_vote_is_offered_to_be_closed(tess, session):
    def offered() -> list[bool]:
        shown = tess.get(page(session)).content.decode()
        words = ("Open a test vote", "Close the test vote", "A vote of the chair’s is open.")
        return [each in shown for each in words]

    seen = [offered()]
    tess.post(page(session), {"do": "test", "on": "yes"})
    seen.append(offered())
    tess.post(page(session), {"do": "test", "on": "no"})
    RoundFactory(question=QuestionFactory(session=session))
    seen.append(offered())
    refused = tess.post(page(session), {"do": "test", "on": "no"})

    assert seen == [[True, False, False], [False, True, False], [False, False, True]]
    assert refused.status_code == 409


@pytest.mark.parametrize(
    ("typed", "minutes"), [("", 15), ("1", 1), ("0", 1), ("99999", 1440), ("x", 15), ("²", 15)]
)
def test_silence_is_as_long_as_is_asked_for(tess, session, typed, minutes):
    assert tess.get(page(session), {"silent": typed}).context["minutes"] == minutes


def test_helper_and_moderator_have_no_roll_call(session):
    for role in (Role.HELPER, Role.MODERATOR):
        user = UserFactory()
        SessionRole.objects.create(session=session, user=user, role=role)
        assert browser_of(user).get(page(session)).status_code == 404


def test_station_that_was_never_heard_is_not_said_to_be_away(tess, session):
    fresh, _ = make_station(conference=session.conference, name="Base 1")
    gone, _ = make_station(conference=session.conference, name="Base 2")
    Station.objects.filter(pk=gone.pk).update(seen_at=timezone.now() - timedelta(minutes=1))
    shown = " ".join(tess.get(page(session)).content.decode().split())

    assert f"{fresh.name}: not heard yet" in shown
    assert f"{gone.name}: away" in shown
    assert shown.count("bases--away") == 1
