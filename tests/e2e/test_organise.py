"""The organiser's pages in a browser: by keyboard, on a phone, by assistive technology."""

import re

import pytest
from playwright.sync_api import Page, expect

from polls.codes import spaced
from polls.demo import DEMO_FILE
from tests.e2e.hall import expect_accessible, expect_fits

PHONE = {"width": 320, "height": 640}


@pytest.fixture
def organiser(embedded_server, page: Page) -> Page:
    """A browser of the demo conference's organiser, signed in by a link, at its page."""
    code = embedded_server.manage("import_conference", str(DEMO_FILE), "--organiser", "anna")
    link = embedded_server.manage("signin_link", "anna").strip()
    page.goto(f"{embedded_server.url}{link}")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("listitem").filter(has_text=spaced(code.strip())).get_by_role("link").click()
    expect(page.get_by_role("link", name="Add a session")).to_be_visible()
    return page


def check(page: Page) -> None:
    """Nothing for axe to find, and nothing to scroll sideways, on a laptop and on a phone."""
    expect_accessible(page)
    laptop = page.viewport_size
    page.set_viewport_size(PHONE)
    expect_fits(page)
    page.set_viewport_size(laptop)


def test_every_page_is_accessible(organiser):
    conference = organiser.url
    check(organiser)
    for page in ("edit/", "people/", "log/", "end/", "delete/", "sessions/new/"):
        organiser.goto(conference + page)
        check(organiser)
    organiser.goto(conference)
    organiser.get_by_role("link", name="Managing New Realities", exact=True).last.click()
    expect(organiser.get_by_role("link", name="Add a question")).to_be_visible()
    session = organiser.url
    check(organiser)
    for page in ("edit/", "delete/", "results/", "questions/new/"):
        organiser.goto(session + page)
        check(organiser)
    for page in (
        "",
        "account/",
        "account/password/",
        "account/sign-out/",
        "import/",
        "conferences/new/",
    ):
        organiser.goto(f"{conference.split('/organise/')[0]}/organise/{page}")
        check(organiser)


def test_problem_takes_the_focus_and_leads_to_its_field(organiser):
    organiser.get_by_role("link", name="Add a session").click()
    organiser.get_by_role("button", name="Add").click()
    summary = organiser.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(organiser).to_have_title(re.compile("^Error: "))
    check(organiser)

    organiser.keyboard.press("Tab")
    organiser.keyboard.press("Enter")
    expect(organiser.get_by_label("Title")).to_be_focused()


def test_question_is_added_by_keyboard_alone(organiser):
    organiser.get_by_role("link", name="Principles for social care", exact=True).press("Enter")
    organiser.get_by_role("link", name="Add a question").press("Enter")
    organiser.get_by_label("Kind").press("Y")
    for typed in ("\tShould it be free?", "\t", "\t", "\t", "\t", "\t", "\t"):
        if typed.startswith("\t"):
            organiser.keyboard.press("Tab")
        organiser.keyboard.type(typed.strip("\t"))
    organiser.keyboard.press("Enter")

    added = organiser.get_by_role("listitem").filter(has_text="Should it be free?").first
    expect(added.get_by_role("listitem")).to_have_text(["Yes", "No"])
    expect(organiser.get_by_role("status")).to_have_text("Added.")


def test_back_and_add_again_leads_to_what_was_added(organiser):
    organiser.get_by_role("link", name="Add a session").click()
    organiser.get_by_label("Title").fill("Second thoughts")
    organiser.get_by_role("button", name="Add").click()
    expect(organiser.get_by_role("heading", level=1)).to_have_text("Second thoughts")
    made = organiser.url

    organiser.go_back()
    # Whether a browser fills in again what was typed differs: somebody types it once more.
    organiser.get_by_label("Title").fill("Second thoughts")
    organiser.get_by_role("button", name="Add").click()
    expect(organiser.get_by_role("status")).to_contain_text("Nothing was added twice.")
    assert organiser.url == made

    organiser.go_back()
    organiser.get_by_label("Title").fill("Third thoughts")
    organiser.get_by_role("button", name="Add").click()
    expect(organiser.get_by_role("heading", level=1)).to_have_text("Third thoughts")


def test_link_for_a_chair_is_copied(organiser, context):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    organiser.get_by_role("link", name="Chairs and organisers").click()
    organiser.get_by_label("Username").fill("chair.brown")
    organiser.get_by_role("button", name="Add").click()
    organiser.get_by_role("button", name="Make a sign-in link for chair.brown").click()
    shown = organiser.locator("[data-copy-text]").inner_text()
    organiser.get_by_role("button", name="Copy the link").click()

    expect(organiser.get_by_text("Copied.")).to_be_visible()
    assert organiser.evaluate("navigator.clipboard.readText()") == shown
    check(organiser)


def test_station_and_keypads_are_set_up_on_one_page(organiser):
    organiser.get_by_role("link", name="Keypads").click()
    page = organiser.url
    check(organiser)
    organiser.get_by_label("Name").fill("Base 1")
    organiser.get_by_role("button", name="Make a base station").click()
    expect(organiser.get_by_role("heading", name="Its token")).to_be_visible()
    check(organiser)
    organiser.get_by_role("link", name="Done").click()
    organiser.get_by_label("Or paste it here").fill("serial,label,seat\n17,Table 4,A1\n18,,\n18,,")
    organiser.get_by_role("button", name="Admit this list").click()
    expect(organiser.get_by_role("alert")).to_contain_text(
        "line 4, column 1 (serial): “18” stands in line 3"
    )
    check(organiser)
    organiser.get_by_label("Or paste it here").fill("serial,label,seat\n17,Table 4,A1\n18,,")
    organiser.get_by_role("button", name="Admit this list").click()
    expect(organiser.get_by_role("row", name="17")).to_contain_text("Table 4")
    check(organiser)
    assert organiser.url == page
    organiser.get_by_role("link", name="Revoke Base 1").click()
    check(organiser)
