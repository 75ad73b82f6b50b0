"""What the terminal shows."""

import ifaddr
import pytest
from django.utils import timezone

from live import welcome
from live.addresses import set_listening_port
from live.first_start import CHAIR, ORGANISER, bring_demo
from polls.models import Conference, Session, SignInLink, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_networks(monkeypatch, settings):
    """This machine on wifi and cable."""
    settings.ADDRESS = settings.PUBLIC_URL = ""
    set_listening_port(8000)
    adapters = [
        ifaddr.Adapter(name, name, [ifaddr.IP(ip, 24, name)])
        for name, ip in [("eth0", "10.0.0.7"), ("wlan0", "192.168.1.5")]
    ]
    monkeypatch.setattr(ifaddr, "get_adapters", lambda: adapters)


def test_every_address_has_a_picture_that_leads_into_the_conference(two_networks):
    code = bring_demo().code

    said = welcome.text(art=True)

    for host in ("10.0.0.7", "192.168.1.5"):
        assert f"  http://{host}:8000/  (" in said
        assert welcome.draw(f"http://{host}:8000/j/{code}/") in said


def test_with_two_conferences_the_pictures_lead_to_where_the_code_is_typed(two_networks):
    bring_demo()
    Conference.objects.create(name="Another", code="ABCDEF")

    said = welcome.text(art=True)

    assert welcome.draw("http://10.0.0.7:8000/") in said
    assert "Join code   ABC DEF" in said


def test_a_conference_that_is_over_is_not_announced(two_networks):
    conference = bring_demo()
    Conference.objects.filter(pk=conference.pk).update(ended_at=timezone.now())

    assert "Join code" not in welcome.text(art=False)


def test_each_start_makes_new_links_for_chair_and_organiser(two_networks):
    bring_demo()
    said = welcome.text(art=False) + welcome.text(art=False)

    goals = SignInLink.objects.values_list("user__username", flat=True).order_by("pk")
    assert list(goals) == [CHAIR, ORGANISER, CHAIR, ORGANISER]
    assert said.count("/sign-in/") == 4


def test_the_demo_is_the_organisers_and_its_sessions_are_the_chairs():
    conference = bring_demo()

    assert [user.username for user in conference.organisers.all()] == [ORGANISER]
    chairs = {
        chair.username
        for session in Session.objects.filter(conference=conference)
        for chair in session.chairs.all()
    }
    assert chairs == {CHAIR}
    assert not any(user.has_usable_password() for user in User.objects.all())
