"""“Can phones reach us?”"""

import re
import time

import pytest
from django.core import signing
from django.test import Client

from live import reach
from polls.models import User

pytestmark = pytest.mark.django_db

PHONE = "198.51.100.9"


def device(**environment: str) -> Client:
    """A browser that asks this server by a name of its own."""
    return Client(SERVER_NAME="localhost", **environment)


@pytest.fixture
def organiser() -> Client:
    """A browser with a person signed in."""
    browser = device()
    browser.force_login(User.objects.create(username="olive", organises=True))
    return browser


def begin(browser: Client) -> tuple[str, str]:
    """Open the page; return its address and the path that the phone is to open."""
    page = browser.get("/reach/", follow=True)
    phone = re.search(r'data-url="http://[^/]+(/reach/\w+/)"', page.content.decode())
    return page.redirect_chain[-1][0], phone.group(1)


def hidden(page: str, part: str) -> bool:
    """Whether a part of the page is hidden."""
    return bool(re.search(rf"{part}\s+hidden", page))


def test_who_is_not_signed_in_is_sent_to_sign_in():
    assert device().get("/reach/").url == "/sign-in/?next=/reach/"


def test_the_page_waits_until_a_phone_comes(organiser):
    address, phone = begin(organiser)
    before = organiser.get(f"{phone}status/").json()["reached"]

    answer = device(REMOTE_ADDR=PHONE).get(phone)

    page = organiser.get(address).content.decode()
    assert "Yes, this phone can reach the vote." in answer.content.decode()
    assert (before, organiser.get(f"{phone}status/").json()["reached"]) == (False, True)
    assert (hidden(page, "data-reached"), hidden(page, "data-waiting")) == (False, True)


def test_this_machine_proves_nothing(organiser):
    _, phone = begin(organiser)

    answer = device(REMOTE_ADDR="127.0.0.1").get(phone)

    assert "Open this on a phone." in answer.content.decode()
    assert organiser.get(f"{phone}status/").json()["reached"] is False


def test_the_browser_that_asks_proves_nothing(organiser):
    _, phone = begin(organiser)

    organiser.get(phone, REMOTE_ADDR=PHONE)

    assert organiser.get(f"{phone}status/").json()["reached"] is False


def test_a_code_that_nobody_made_is_answered_and_not_remembered(organiser):
    device(REMOTE_ADDR=PHONE).get("/reach/ABCDEF/")

    assert organiser.get("/reach/ABCDEF/status/").json()["reached"] is False


def test_the_usual_causes_are_named_after_twenty_seconds(organiser):
    address, _ = begin(organiser)
    early = organiser.get(address).content.decode()
    check = signing.dumps(["ABCDEF", time.time() - reach.PATIENCE], salt="reach")

    late = organiser.get(f"/reach/?check={check}").content.decode()

    assert (hidden(early, "data-late"), hidden(late, "data-late")) == (True, False)
    for cause in ("another network", "client isolation", "firewall"):
        assert cause in late


def test_a_forged_check_begins_a_new_one(organiser):
    assert organiser.get("/reach/?check=forged").url.startswith("/reach/?check=")
