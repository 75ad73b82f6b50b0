"""Remedies in browsers: put forward from phones, moderated, upvoted, frozen, voted on again."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.hall import PHONE, Hall, expect_accessible, expect_fits, heard, vote
from tests.e2e.test_agenda import FILE, make_agenda, vote_on_obstacles

LINK = "Put forward ways and questions, and upvote"


@pytest.fixture
def hall(browser, embedded_server) -> Hall:
    """An agenda of obstacles, published, and its lists open."""
    hall = Hall.hold(browser, embedded_server, FILE)
    for do in ("start", "next", "open"):
        hall.command(do)
    vote_on_obstacles(hall)
    hall.command("close")
    hall.command("reveal")
    make_agenda(hall.chair())
    hall.command("agenda_next")
    hall.command("remedies_open")
    return hall


def put(phone: Page, text: str, kind: str = "A way to overcome it") -> None:
    """Put an entry forward under the topic that is on."""
    phone.get_by_label("Your text").fill(text)
    phone.get_by_label(kind).check()
    phone.get_by_role("button", name="Put it forward").click()


def approve(moderator: Page, text: str) -> None:
    """Approve an entry as soon as it waits."""
    card = moderator.locator("[data-entries] .card", has_text=text)
    card.get_by_role("button", name="Approve").click()
    expect(moderator.get_by_role("status")).to_contain_text("Approved")


def test_remedies_from_phones_become_the_second_vote(hall):
    session = hall.conference["sessions"][0]["id"]
    moderator = hall.signed_in(f"/sessions/{session}/remedies/", size=PHONE)
    projector = hall.projector()
    first, second = hall.phone(), hall.phone(scripts=False)
    for phone in (first, second):
        phone.get_by_role("link", name=LINK).click()
        expect(phone.get_by_text("Please name nobody")).to_be_visible()
        expect_fits(phone)
    put(first, "x" * 281)
    expect(first.get_by_role("group", name="There is a problem")).to_contain_text(
        "Your text has 281 characters"
    )
    expect(first.get_by_label("Your text")).to_have_value("x" * 281)
    put(first, "One budget for both")
    put(second, "Train together")
    expect(first.locator(".own__fate")).to_have_text("A moderator looks at it first.")

    # What waits comes up by itself, on a small phone.
    expect(moderator.locator("#waiting")).to_have_text("2 wait for you")
    expect_fits(moderator)
    expect_accessible(moderator)
    approve(moderator, "One budget for both")
    approve(moderator, "Train together")

    # The list comes to a phone that stays on the page; a tick is an upvote.
    more = first.get_by_role("button", name="Show one more")
    tick = first.get_by_label("One budget for both").or_(first.get_by_label("Train together"))
    expect(tick.first).to_be_visible()
    expect(first.locator(".own__fate")).to_have_text("It is in the list.")
    if more.is_visible():
        more.click()
    first.get_by_label("Train together").check()
    expect(first.locator("[data-part=status]").first).to_have_text("Your upvotes are in: 1")
    expect_accessible(first)
    second.reload()
    second.get_by_label("Train together").check()
    second.get_by_role("button", name="Send my upvotes").first.click()
    expect(second.get_by_label("Train together")).to_be_checked()

    # On the projector, frozen, and into a question.
    lists = moderator.locator("[data-keep=lists] details.list").first
    lists.locator("summary").click()
    lists.get_by_label("Show upvotes while they are given").check()
    lists.get_by_role("button", name="Show on the projector").click()
    rows = projector.locator(".remedies__row")
    expect(rows.first).to_have_text(re.compile(r"Train together.*2$"))
    lists.get_by_role("button", name="Freeze the list").click()
    expect(projector.locator("[data-part=remedies-lead]")).to_have_text(
        "2 entries: the most upvotes first."
    )
    expect(first.locator(".remedy").first).to_contain_text("Train together")
    assert any("the list is frozen" in said for said in heard(first))
    moderator.get_by_label("How many of the best").fill("2")
    moderator.get_by_role("button", name="Ask the room: the second vote").click()
    expect(projector.locator("[data-part=prompt]")).to_have_text(
        "Which of these should we take up: Integration?"
    )
    hall.command("open")
    first.get_by_role("link", name="The room is voting: go to the vote").click()
    vote(first, "Train together")
    expect(first.locator(".status")).to_have_text("Your vote is in: A")
