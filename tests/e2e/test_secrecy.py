"""What people see of a seal: the chair who makes it, phones that are there, and the plain page."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.hall import (
    LAPTOP,
    PHONE,
    Hall,
    expect_accessible,
    expect_fits,
    expect_heard,
    vote,
)
from tests.live.conftest import CONFERENCE

SEALED = "Your answer can no longer be traced, even by us"
#: A conference with one session, so that nobody has to choose.
FILE = {**CONFERENCE, "sessions": CONFERENCE["sessions"][:1]}


@pytest.fixture
def hall(browser, embedded_server) -> Hall:
    """A conference of the test's own."""
    return Hall.hold(browser, embedded_server, FILE)


def next_step(console: Page, label: str) -> None:
    """Take the one sensible next step, which must be this."""
    button = console.locator("[data-next]")
    expect(button).to_contain_text(label)
    expect(button).not_to_have_attribute("aria-disabled", "true")
    button.click()


def seal(console: Page) -> None:
    """Seal the vote on screen, as a chair does."""
    console.get_by_text("More steps").click()
    console.get_by_role("button", name="Seal this vote now…").click()
    console.get_by_role("button", name="Seal the vote", exact=True).click()


@pytest.fixture
def console(hall) -> Page:
    """The chair's console, with a vote open."""
    page = hall.chair()
    for label in ("Start the session", "Show question 1", "Open voting"):
        next_step(page, label)
    expect(page.locator("[data-phase]")).to_have_text("Voting is open")
    return page


def close(console: Page) -> None:
    """Close the vote, also within ten seconds of its opening."""
    next_step(console, "Close voting")
    next_step(console, "Close anyway")
    expect(console.locator("[data-phase]")).to_have_text("Voting is closed")


def test_phones_learn_of_the_seal_without_reloading(hall, console):
    voter, idler = hall.phone(), hall.phone()
    vote(voter, "Perhaps")
    expect(voter.locator("[data-slot=status]:visible")).to_have_text("Your vote is in: C")
    close(console)
    expect(idler.locator("[data-slot=status]:visible")).to_have_text("You did not vote")

    seal(console)

    for phone in (voter, idler):
        expect(phone.locator("[data-slot=status]:visible")).to_have_text(SEALED)
        expect_accessible(phone)
    expect_heard(voter, "Your vote is in: C", "Voting has closed.", f"{SEALED}.")
    voter.reload()
    expect(voter.locator("[data-slot=status]:visible")).to_have_text(SEALED)
    expect(voter.locator("[data-mine]:visible")).to_have_count(0)


def test_the_chair_is_asked_before_the_seal_and_shown_it_after(hall, console):
    close(console)
    console.get_by_text("More steps").click()
    console.get_by_role("button", name="Seal this vote now…").click()
    expect(console.locator("[data-ask-text]")).to_contain_text("It cannot be reopened")
    expect_accessible(console)
    console.get_by_role("button", name="Not yet").click()
    expect(console.locator("[data-back]")).to_contain_text("Reopen voting")

    console.get_by_role("button", name="Seal this vote now…").click()
    console.get_by_role("button", name="Seal the vote", exact=True).click()

    expect(console.locator("[data-place]")).to_contain_text("Sealed")
    expect(console.locator("[data-back]")).to_be_hidden()
    expect(console.get_by_role("button", name="Void this vote…")).to_be_hidden()
    expect(console.locator("[data-next]")).to_contain_text("Show the result")
    expect_accessible(console)


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("size", [PHONE, LAPTOP, {"width": 320, "height": 480}])
def test_how_votes_are_kept_secret_is_a_plain_page(hall, scripts, size):
    page = hall.open(f"/j/{hall.code}/", size=size, scripts=scripts)
    page.get_by_role("link", name="Nobody sees how you vote").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("How your vote is kept secret")
    if scripts:
        expect_accessible(page)
        expect_fits(page)
    page.get_by_role("link", name="Back to the vote").click()
    expect(page).to_have_url(f"{hall.server.url}/j/{hall.code}/")
