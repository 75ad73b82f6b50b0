"""Chairs and organisers, the person's own tokens and password."""

import html
import re

import pytest
from django.urls import reverse

from polls.models import ApiToken, Role, SessionRole, SignInLink, User
from polls.people import make_api_token, make_sign_in_link, user_of_api_token
from tests.factories import SessionFactory, UserFactory
from tests.polls.views.conftest import browser_of


def secret_on(response):
    """The text that the page shows once."""
    found = re.search(r"data-copy-text>([^<]+)<", response.content.decode())
    return html.unescape(found[1])


@pytest.fixture
def chair(session):
    user = UserFactory(username="ben")
    session.chairs.add(user)
    return user


def test_chair_is_added_and_removed(laptop, conference, session):
    address = reverse("people", args=[conference.pk])
    laptop.post(address, {"username": "carla", "part": "chair"})
    carla = User.objects.get(username="carla")
    assert list(session.chairs.all()) == [carla]
    assert "carla" in laptop.get(address).content.decode()

    remove = reverse("remove_person", args=[conference.pk, carla.pk])
    laptop.get(remove)
    assert session.chairs.exists()
    laptop.post(remove)
    assert not session.chairs.exists()


def test_impossible_username_and_part_are_refused(laptop, conference):
    address = reverse("people", args=[conference.pk])
    other = SessionFactory()
    for username, part in (("a b", "chair"), ("", "chair"), ("carla", str(other.pk))):
        assert laptop.post(address, {"username": username, "part": part}).status_code == 422
    assert not User.objects.filter(username="carla").exists()


def test_link_for_a_chair_is_shown_once_and_leads_to_the_chairs_page(laptop, conference, chair):
    response = laptop.post(reverse("make_link", args=[conference.pk, chair.pk]))
    link = secret_on(response)

    assert link.startswith("http://localhost/sign-in/")
    assert "no-store" in response["Cache-Control"]
    assert link not in laptop.get(reverse("people", args=[conference.pk])).content.decode()
    signed_in = browser_of().post(link.removeprefix("http://localhost"))
    assert signed_in["Location"] == f"/chair/{conference.code}/"


def test_link_begins_with_the_public_address_where_there_is_one(
    laptop, conference, chair, settings
):
    settings.PUBLIC_URL = "https://vote.example.org"
    response = laptop.post(reverse("make_link", args=[conference.pk, chair.pk]))

    assert secret_on(response).startswith("https://vote.example.org/sign-in/")


def test_no_link_for_somebody_who_may_do_more(laptop, conference):
    root = UserFactory(username="root", is_superuser=True)
    conference.organisers.add(root)
    laptop.post(reverse("make_link", args=[conference.pk, root.pk]))

    assert not SignInLink.objects.exists()


def test_no_link_for_somebody_without_a_part(laptop, conference):
    stranger = UserFactory()
    response = laptop.post(reverse("make_link", args=[conference.pk, stranger.pk]))

    assert response.status_code == 404
    assert not SignInLink.objects.exists()


def test_link_that_is_asked_for_again_by_the_same_form_is_the_same(laptop, conference, chair):
    address = reverse("make_link", args=[conference.pk, chair.pk])
    shown = [secret_on(laptop.post(address, {"key": "of-one-page"})) for _ in range(2)]

    assert shown[0] == shown[1]
    assert SignInLink.objects.count() == 1


def test_revoked_links_no_longer_work(laptop, conference, chair):
    secret = make_sign_in_link(chair)
    laptop.post(reverse("revoke_links", args=[conference.pk, chair.pk]))

    assert browser_of().post(f"/sign-in/{secret}/").status_code == 410


def test_token_is_shown_once_and_revoked(laptop, organiser):
    response = laptop.post("/organise/account/", {"label": "keypads"})
    token = secret_on(response)
    assert user_of_api_token(token) == organiser
    assert "no-store" in response["Cache-Control"]
    assert token not in laptop.get("/organise/account/").content.decode()

    laptop.post(reverse("revoke_token", args=[ApiToken.objects.get().pk]))
    assert user_of_api_token(token) is None


def test_token_that_is_asked_for_again_by_the_same_form_is_the_same(laptop):
    sent = {"label": "keypads", "key": "of-one-page"}
    answers = [laptop.post("/organise/account/", sent) for _ in range(2)]

    assert secret_on(answers[0]) == secret_on(answers[1])
    assert ApiToken.objects.count() == 1
    assert "data-key" in laptop.get("/organise/account/").content.decode()
    # Kept in the history by a script, the answer would be loaded again without its token.
    assert "data-key" not in answers[0].content.decode()


def test_token_of_another_person_is_not_revoked(laptop, organiser):
    token = make_api_token(UserFactory(), "theirs")
    response = laptop.post(reverse("revoke_token", args=[ApiToken.objects.get().pk]))

    assert response.status_code == 404
    assert user_of_api_token(token) is not None


def test_person_without_a_password_sets_one(db):
    user = UserFactory()
    user.set_unusable_password()
    user.save()
    laptop = browser_of(user)
    new = "a barrel of nine herrings"
    laptop.post("/organise/account/password/", {"new_password1": new, "new_password2": new})

    user.refresh_from_db()
    assert user.check_password(new)
    assert laptop.get("/organise/account/").status_code == 200


def test_whoever_came_by_a_link_is_offered_and_given_nothing_lasting(session):
    user = UserFactory(guest=True, first_name="Tess")
    user.set_unusable_password()
    user.save()
    SessionRole.objects.create(session=session, user=user, role=Role.HELPER)
    tablet = browser_of(user)
    new = "a barrel of nine herrings"
    page = tablet.get("/organise/account/")
    told = page.content.decode()

    assert "Helper of Paying for care" in told
    assert "Make a token" not in told
    assert "password/" not in told
    assert tablet.post("/organise/account/", {"label": "keypads"}).status_code == 403
    fields = {"new_password1": new, "new_password2": new}
    assert tablet.post("/organise/account/password/", fields).status_code == 403
    assert tablet.get("/organise/account/password/").status_code == 302
    user.refresh_from_db()
    assert (user.has_usable_password(), ApiToken.objects.exists()) == (False, False)


def test_password_is_changed_only_by_who_knows_it(laptop, organiser):
    new = "a barrel of nine herrings"
    fields = {"old_password": "guess", "new_password1": new, "new_password2": new}
    assert laptop.post("/organise/account/password/", fields).status_code == 422
    organiser.refresh_from_db()
    assert not organiser.check_password(new)

    fields["old_password"] = "correct horse battery"
    laptop.post("/organise/account/password/", fields)
    organiser.refresh_from_db()
    assert organiser.check_password(new)
