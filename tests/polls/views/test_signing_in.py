"""Signing in: by password, by a link that works once, and locked out after ten failures."""

import pytest

from polls.models import SignInLink
from polls.people import make_sign_in_link
from tests.factories import UserFactory
from tests.polls.views.conftest import browser_of

PASSWORD = "correct horse battery"


def try_password(laptop, username, password=PASSWORD, **extra):
    return laptop.post("/sign-in/", {"username": username, "password": password}, **extra)


def is_signed_in(laptop):
    return "_auth_user_id" in laptop.session


def test_password_signs_in_and_out(organiser):
    laptop = browser_of()
    assert try_password(laptop, "anna")["Location"] == "/organise/"
    assert is_signed_in(laptop)

    laptop.post("/sign-out/")
    assert not is_signed_in(laptop)


def test_sign_in_goes_nowhere_else(organiser):
    response = browser_of().post(
        "/sign-in/",
        {"username": "anna", "password": PASSWORD, "next": "https://elsewhere.example/"},
    )
    assert response["Location"] == "/organise/"


def test_wrong_password_is_said_at_the_top(organiser):
    page = try_password(browser_of(), "anna", "wrong").content.decode()
    assert "There is a problem" in page
    assert "<title>Error: Sign in" in page


def test_ten_failures_lock_out_that_person_at_that_address_alone(organiser):
    UserFactory(username="ben")
    for _ in range(10):
        response = try_password(browser_of(), "anna", "wrong", REMOTE_ADDR="10.0.0.1")
    assert response.status_code == 429
    assert "Too many wrong passwords" in response.content.decode()

    assert try_password(browser_of(), "anna", REMOTE_ADDR="10.0.0.1").status_code == 429
    assert try_password(browser_of(), "anna", REMOTE_ADDR="10.0.0.2").status_code == 302
    assert try_password(browser_of(), "ben", REMOTE_ADDR="10.0.0.1").status_code == 302


def test_looking_at_a_link_spends_nothing(organiser):
    path = f"/sign-in/{make_sign_in_link(organiser, '/chair/ABC234/')}/"
    laptop = browser_of()
    for _ in range(3):
        page = laptop.get(path)
        assert page.status_code == 200
        assert "Sign in as anna" in page.content.decode()
        assert "no-cache" in page["Cache-Control"]
    laptop.head(path)

    assert not is_signed_in(laptop)
    assert SignInLink.objects.get().spent_at is None


def test_pressing_the_button_signs_in_once(organiser):
    path = f"/sign-in/{make_sign_in_link(organiser, '/chair/ABC234/')}/"
    laptop = browser_of()
    assert laptop.post(path)["Location"] == "/chair/ABC234/"
    assert is_signed_in(laptop)

    second = browser_of()
    response = second.post(path)
    assert response.status_code == 410
    assert "used already" in response.content.decode()
    assert not is_signed_in(second)


def test_link_replaces_whoever_was_signed_in(organiser):
    laptop = browser_of(UserFactory())
    laptop.post(f"/sign-in/{make_sign_in_link(organiser)}/")

    assert laptop.session["_auth_user_id"] == str(organiser.pk)


def test_destination_elsewhere_is_not_followed(organiser):
    secret = make_sign_in_link(organiser)
    SignInLink.objects.update(destination="https://elsewhere.example/")

    assert browser_of().post(f"/sign-in/{secret}/")["Location"] == "/organise/"


@pytest.mark.parametrize("method", ["get", "post"])
def test_unknown_link_says_so(db, method):
    response = getattr(browser_of(), method)("/sign-in/never-made/")

    assert response.status_code == 410
    assert "not known here" in response.content.decode()
