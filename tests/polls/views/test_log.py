"""The log's page, and that what is done by page, admin and sign-in stands in it."""

from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from polls.deeds.reading import PAGE
from polls.models import Deed, User
from polls.people import make_api_token, make_sign_in_link, user_of_api_token
from tests.factories import UserFactory
from tests.polls.views.conftest import browser_of
from tests.polls.views.test_signing_in import is_signed_in, try_password


def last():
    deed = Deed.objects.latest("pk")
    return (deed.person, deed.through, deed.words)


@pytest.fixture
def chair(session):
    user = UserFactory(username="ben")
    session.chairs.add(user)
    return user


@pytest.fixture
def operator(db):
    return browser_of(UserFactory(username="root", is_staff=True, is_superuser=True))


def test_what_the_page_did_stands_in_its_log(laptop, conference, session):
    edit = reverse("edit_session", args=[session.pk])
    laptop.post(edit, {"title": "Paying <b>more</b>", "room": ""})
    page = laptop.get(reverse("log", args=[conference.pk])).content.decode()

    assert last() == (
        "anna",
        "page",
        "Edited the session “Paying <b>more</b>”: title “Paying for care” → “Paying <b>more</b>”",
    )
    assert "Paying &lt;b&gt;more&lt;/b&gt;" in page
    assert "<b>more" not in page


def test_log_goes_on_page_by_page_and_keeps_what_was_chosen(laptop, organiser, conference):
    for number in range(PAGE + 1):
        make_api_token(organiser, f"n{number}")
    address = reverse("log", args=[conference.pk])
    first = laptop.get(address, {"kind": "tokens"})
    older = first.context["page"].older
    link = f"?person=&amp;kind=tokens&amp;before={older}"
    second = laptop.get(address, {"kind": "tokens", "before": older})

    assert link in first.content.decode()
    assert [len(p.context["page"].deeds) for p in (first, second)] == [PAGE, 1]
    assert "“n0”" in second.content.decode()


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "²", ""])
def test_key_that_is_none_shows_the_latest(laptop, conference, before):
    address = f"{reverse('log', args=[conference.pk])}?{urlencode({'before': before})}"

    assert laptop.get(address).status_code == 200


def test_sign_ins_and_failures_are_noted_without_address_or_typed_name(organiser):
    laptop = browser_of()
    try_password(laptop, "anna", REMOTE_ADDR="10.1.2.3")
    assert last() == ("anna", "page", "anna signed in")
    try_password(browser_of(), "anna", "wrong", REMOTE_ADDR="10.1.2.3")
    assert last() == ("", "page", "Somebody failed to sign in as anna")
    before = Deed.objects.count()
    try_password(browser_of(), "my secret password", "wrong", REMOTE_ADDR="10.1.2.3")

    assert Deed.objects.count() == before
    assert "10.1.2.3" not in str(list(Deed.objects.values()))


def test_failures_after_the_lock_add_no_lines(organiser):
    for _ in range(15):
        try_password(browser_of(), "anna", "wrong")

    words = list(Deed.objects.order_by("pk").values_list("words", flat=True))
    assert words[:9] == ["Somebody failed to sign in as anna"] * 9
    assert words[9:] == [
        "Somebody failed to sign in as anna, and is locked out for a quarter of an hour"
    ]


def test_flood_in_the_sign_in_form_is_refused_and_kept_nowhere(organiser):
    response = browser_of().post(
        "/sign-in/", {"username": "anna", "password": "wrong", "more": "x" * 10_000}
    )

    assert response.status_code == 413
    assert not Deed.objects.exists()


def test_downloads_are_noted(laptop, conference):
    for address, told in (
        (reverse("export_file", args=[conference.pk]), "Downloaded the conference file"),
        (reverse("download", args=[conference.pk, "csv"]), "Downloaded the results as CSV"),
        (reverse("download_log", args=[conference.pk]), "Downloaded the log"),
    ):
        assert laptop.get(address).status_code == 200
        assert last() == ("anna", "page", told)


def test_organiser_signs_a_chair_out_of_everything(laptop, conference, chair):
    theirs = browser_of(chair)
    token, secret = make_api_token(chair, "keypads"), make_sign_in_link(chair)
    address = reverse("sign_person_out", args=[conference.pk, chair.pk])
    assert laptop.get(address).status_code == 200
    assert theirs.get("/organise/").status_code == 200
    laptop.post(address)

    assert theirs.get("/organise/").status_code == 302
    assert user_of_api_token(token) is None
    assert browser_of().post(f"/sign-in/{secret}/").status_code == 410
    assert last() == ("anna", "page", "Signed out ben everywhere")
    assert try_password(browser_of(), "ben").status_code == 302


def test_nobody_signs_out_somebody_who_may_do_more(laptop, conference, session):
    root = UserFactory(username="root", is_superuser=True)
    session.chairs.add(root)
    theirs = browser_of(root)
    laptop.post(reverse("sign_person_out", args=[conference.pk, root.pk]))

    assert theirs.get("/organise/").status_code == 200


def test_person_signs_out_everywhere_and_keeps_the_tokens_of_programs(laptop, organiser):
    other, token = browser_of(organiser), make_api_token(organiser, "keypads")
    answer = laptop.post(reverse("sign_out_everywhere"), follow=True)

    assert answer.redirect_chain == [("/sign-in/", 302)]
    assert not is_signed_in(laptop)
    assert other.get("/organise/").status_code == 302
    assert user_of_api_token(token) == organiser


def test_new_password_signs_out_other_devices_and_is_noted(laptop, organiser):
    other, new = browser_of(organiser), "a barrel of nine herrings"
    laptop.post(
        "/organise/account/password/",
        {"old_password": "correct horse battery", "new_password1": new, "new_password2": new},
    )

    assert laptop.get("/organise/").status_code == 200
    assert other.get("/organise/").status_code == 302
    assert last() == ("anna", "page", "Set a new password for anna")


def test_operators_deeds_are_noted_and_the_log_is_only_looked_at(operator, organiser, conference):
    fields = {"username": "anna", "date_joined_0": "2026-01-01", "date_joined_1": "10:00"}
    operator.post(reverse("admin:polls_user_change", args=[organiser.pk]), fields)
    edited = last()
    password = {"usable_password": "true", "password1": "a barrel of nine herrings"}
    operator.post(
        f"/admin/polls/user/{organiser.pk}/password/",
        {**password, "password2": password["password1"], "set-password": "1"},
    )
    renewed = last()
    operator.post(reverse("admin:polls_user_delete", args=[organiser.pk]), {"post": "yes"})
    deleted = last()
    deed = Deed.objects.first()
    pages = [
        reverse("admin:polls_deed_add"),
        reverse("admin:polls_deed_change", args=[deed.pk]),
        reverse("admin:polls_deed_delete", args=[deed.pk]),
    ]

    assert edited[:2] == ("root", "admin")
    assert "is active yes → no" in edited[2]
    assert renewed == ("root", "admin", "Set a new password for anna")
    assert deleted == ("root", "admin", "Deleted the account of anna")
    assert operator.get(reverse("admin:polls_deed_changelist")).status_code == 200
    assert [operator.post(page, {"post": "yes"}).status_code for page in pages] == [403] * 3


def test_operator_who_is_no_superuser_edits_no_account(organiser):
    helper = UserFactory(is_staff=True)
    helper.user_permissions.add(*permissions_of("change_user", "view_user"))
    page = browser_of(helper).post(
        reverse("admin:polls_user_change", args=[helper.pk]),
        {"username": "helper", "is_superuser": "on", "is_staff": "on", "is_active": "on"},
    )

    assert page.status_code == 403
    assert not User.objects.get(pk=helper.pk).is_superuser


def test_operators_sign_in_on_the_one_page_that_does(db):
    goal = browser_of().get("/admin/", follow=True).redirect_chain[-1][0]
    answer = browser_of(UserFactory()).get("/admin/", follow=True)

    assert goal == "/sign-in/?next=%2Fadmin%2F"
    assert answer.status_code == 403


def permissions_of(*names):
    return Permission.objects.filter(codename__in=names)
