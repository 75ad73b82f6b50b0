"""What people are told where there is nothing for them: true, the same for all, with a way on."""

import pytest
from django.urls import reverse

from tests.factories import SessionFactory, UserFactory
from tests.polls.views.conftest import browser_of
from tests.polls.views.test_editing import read

NOWHERE = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def chair(question):
    """A chair, who organises nothing."""
    user = UserFactory(username="brown")
    question.session.chairs.add(user)
    return user


def test_chair_on_an_organisers_page_is_told_the_truth_and_led_to_the_console(chair, conference):
    answer = browser_of(chair).get(reverse("conference", args=[conference.pk]))
    page = read(answer)

    assert answer.status_code == 404
    assert "signed in as brown" in page
    assert "Check the code" not in page
    session = conference.sessions.get()
    assert f"/chair/{conference.code}/?session={session.pk}" in answer.content.decode()
    assert "Sign in as somebody else" in page


@pytest.mark.parametrize("name", ["agenda", "moderate", "record"])
def test_page_of_a_session_that_is_gone_leads_back_to_the_console(name, chair, conference):
    answer = browser_of(chair).get(reverse(name, args=[NOWHERE]))

    assert answer.status_code == 404
    assert "Check the code" not in read(answer)
    session = conference.sessions.get()
    assert f"/chair/{conference.code}/?session={session.pk}" in answer.content.decode()


def test_what_is_not_there_and_what_is_anothers_read_the_same(chair, conference):
    browser = browser_of(chair)
    pages = []
    for pk in (conference.pk, NOWHERE):
        answer = browser.get(reverse("conference", args=[pk]))
        pages.append(read(answer))

    assert pages[0] == pages[1]


def test_foreign_session_at_the_console_leads_to_ones_own(chair, conference):
    foreign = SessionFactory(title="Of strangers")
    for session in (foreign.pk, NOWHERE, "nonsense"):
        answer = browser_of(chair).get(f"/chair/{conference.code}/?session={session}")
        page = read(answer)

        assert answer.status_code == 404
        assert "Check the code" not in page
        assert "Of strangers" not in page
        assert "Sessions that you may chair Paying for care" in page


def test_chair_of_another_session_of_the_conference_is_not_called_no_chair(chair, conference):
    other = SessionFactory(conference=conference, title="Principles")
    answer = browser_of(chair).get(f"/chair/{conference.code}/?session={other.pk}")
    page = read(answer)

    assert answer.status_code == 403
    assert "who chairs other sessions of this conference, and not this one" in page
    assert "neither a chair here" not in page
    assert f"?session={conference.sessions.first().pk}" in answer.content.decode()


def test_refusals_have_a_way_on(chair, db):
    stranger = browser_of(UserFactory())
    for address, status in (
        (f"/chair/{SessionFactory().conference.code}/", 403),
        (reverse("create_conference"), 403),
        ("/organise/nowhere/", 404),
    ):
        answer = stranger.get(address)

        assert answer.status_code == status
        assert f'href="{reverse("organise")}"' in answer.content.decode()


def test_somebody_elses_sign_in_leads_back(chair, conference):
    address = reverse("conference", args=[conference.pk])
    browser = browser_of(chair)
    left = browser.post(reverse("sign_out"), {"next": f"/sign-in/?next={address}"})

    assert (
        f'value="/sign-in/?next={address.replace("/", "%2F")}"'
        in browser_of(chair).get(address).content.decode()
    )
    assert left["Location"] == f"/sign-in/?next={address}"


def test_whoever_is_not_signed_in_and_has_a_wrong_code_is_told_to_check_it(db):
    assert "Check the code" in read(browser_of().get("/chair/ZZZZZZ/"))
