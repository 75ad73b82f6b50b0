"""Who may open the chair's console, and which session they get."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertTemplateUsed

from polls.models import Role, Session, SessionRole
from tests.factories import ConferenceFactory, QuestionFactory, SessionFactory, UserFactory

pytestmark = pytest.mark.django_db

CONSOLE = "chair/console.html"
CHOICE = "chair/sessions.html"


def address(conference, session=None):
    return f"/chair/{conference.code}/" + (f"?session={session.pk}" if session else "")


@pytest.fixture
def client():
    """A browser on this machine: the embedded server answers to no made-up name."""
    return Client(SERVER_NAME="localhost")


@pytest.fixture
def chair(client):
    user = UserFactory()
    client.force_login(user)
    return user


def test_signed_out_visitor_is_sent_to_sign_in_and_back(client):
    conference = ConferenceFactory()

    answer = client.get(address(conference))

    assert answer.status_code == 302
    assert answer["Location"].endswith(f"?next=/chair/{conference.code}/")


def test_unknown_code_is_not_found_even_signed_out(client):
    assert client.get("/chair/ZZZZZZ/").status_code == 404
    assert client.get("/chair/nonsense!/").status_code == 404


def test_code_is_read_in_any_case(client, chair):
    session = SessionFactory(chairs=[chair])

    answer = client.get(f"/chair/{session.conference.code.lower()}/")

    assertTemplateUsed(answer, CONSOLE)


def test_chair_of_the_only_session_gets_its_console(client, chair):
    session = SessionFactory(chairs=[chair])
    QuestionFactory(session=session, prompt="Is a scheme needed?")

    answer = client.get(address(session.conference))

    assertTemplateUsed(answer, CONSOLE)
    assertContains(answer, f"/ws/chair/{session.conference.code}/?session={session.pk}")
    assertContains(answer, "Is a scheme needed?")


def test_organiser_chairs_every_session_of_the_conference(client, chair):
    conference = ConferenceFactory(organisers=[chair])
    session = SessionFactory(conference=conference)

    assertTemplateUsed(client.get(address(conference, session)), CONSOLE)


def test_person_without_a_part_is_refused_in_words(client, chair):
    session = SessionFactory()

    for place in (address(session.conference), address(session.conference, session)):
        answer = client.get(place)

        assertContains(answer, "You do not chair this", status_code=403)
        assertContains(answer, chair.username, status_code=403)


def test_chair_of_one_conference_is_nobody_in_another(client, chair):
    SessionFactory(chairs=[chair])

    assert client.get(address(SessionFactory().conference)).status_code == 403


def test_chair_of_one_session_does_not_get_another(client, chair):
    own = SessionFactory(chairs=[chair])
    other = SessionFactory(conference=own.conference)

    assert client.get(address(own.conference, other)).status_code == 403


def test_session_of_another_conference_is_not_found(client, chair):
    conference = ConferenceFactory(organisers=[chair])
    elsewhere = SessionFactory(chairs=[chair])

    assert client.get(address(conference, elsewhere)).status_code == 404


@pytest.mark.parametrize("wanted", ["nonsense", "0b0d6a3e-6a3f-4a52-9f0c-0f54b5a3a0a1"])
def test_unknown_session_is_not_found(client, chair, wanted):
    session = SessionFactory(chairs=[chair])

    answer = client.get(f"{address(session.conference)}?session={wanted}")

    assert answer.status_code == 404


def test_several_sessions_are_offered_to_choose_from(client, chair):
    conference = ConferenceFactory(organisers=[chair])
    for title in ("Morning", "Afternoon"):
        SessionFactory(conference=conference, title=title, state=Session.State.DRAFT)

    answer = client.get(address(conference))

    assertTemplateUsed(answer, CHOICE)
    assertContains(answer, "Morning")
    assertContains(answer, "Afternoon")


def test_sessions_of_others_are_not_offered(client, chair):
    conference = ConferenceFactory()
    for title in ("Morning", "Noon"):
        SessionFactory(conference=conference, title=title, chairs=[chair])
    SessionFactory(conference=conference, title="Somebody else's")

    assertNotContains(client.get(address(conference)), "Somebody else")


def test_the_only_running_session_needs_no_choosing_unless_asked_for(client, chair):
    conference = ConferenceFactory(organisers=[chair])
    SessionFactory(conference=conference, title="Over", state=Session.State.ENDED)
    SessionFactory(conference=conference, title="Running")

    assertTemplateUsed(client.get(address(conference)), CONSOLE)
    assertTemplateUsed(client.get(f"{address(conference)}?choose=1"), CHOICE)


def test_organiser_of_an_empty_conference_is_told_so(client, chair):
    conference = ConferenceFactory(organisers=[chair])

    assertContains(client.get(address(conference)), "There is no session yet")


def test_console_is_not_kept_by_caches_and_takes_no_posts(client, chair):
    session = SessionFactory(chairs=[chair])

    assert "no-store" in client.get(address(session.conference))["Cache-Control"]
    assert client.post(address(session.conference)).status_code == 405


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.TECHNICIAN])
def test_console_leads_to_the_record_only_those_who_may_read_it(client, chair, role):
    own, session = SessionFactory(chairs=[chair]), SessionFactory()
    SessionRole.objects.create(session=session, user=chair, role=role)

    assertContains(client.get(address(own.conference)), reverse("record", args=[own.pk]), 2)
    theirs = client.get(address(session.conference))
    assertTemplateUsed(theirs, CONSOLE)
    assertNotContains(theirs, reverse("record", args=[session.pk]))
