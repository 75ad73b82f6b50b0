"""A technician comes in by a link; a tablet goes from hand to hand."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, expect

from tests.e2e.hall import LAPTOP, PHONE, Hall, expect_accessible, vote

FILE = {
    "name": "Managing New Realities",
    "sessions": [
        {
            "title": "Paying for care",
            "questions": [{"kind": "single", "prompt": "Tea?", "choices": ["Yes", "No"]}],
        }
    ],
}


def bring_in(hall: Hall, console: Page, role: str, name: str, size: dict[str, int]) -> Page:
    """Bring somebody in from a console, on a browser of their own."""
    console.get_by_role("link", name="People").click()
    console.get_by_label(role, exact=False).first.check()
    console.get_by_label("Name to be shown").fill(name)
    console.get_by_role("button", name="Make a link").click()
    link = console.locator("[data-copy-text]").inner_text()
    expect_accessible(console)
    page = hall.open(urlsplit(link).path, size=size)
    page.get_by_role("button", name="Come in").click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)
    return page


def test_technician_comes_in_by_a_link_and_has_no_say_in_votes(browser: Browser, embedded_server):
    hall = Hall.hold(browser, embedded_server, FILE)
    hall.command("start")
    hall.command("next")
    chair = hall.chair()
    technician = bring_in(hall, chair, "Technician", "Tess", LAPTOP)
    expect(technician.locator("[data-connection]")).to_have_text("Connected")

    black = technician.get_by_role("button", name="Black screen")
    expect(black).to_be_visible()
    expect(technician.locator("[data-next]")).to_be_hidden()
    for name in ("Open voting", "Ask now", "New code", "Show this one"):
        assert technician.get_by_role("button", name=re.compile(name)).count() == 0
    technician.keyboard.press("PageDown")
    black.click()
    expect(technician.get_by_role("button", name="Show the picture again")).to_be_visible()
    expect_accessible(technician)
    chair.get_by_role("link", name="Console: ").click()
    expect(chair.locator("[data-last]")).to_contain_text("Tess: Turned the projector black")
    expect(chair.locator("[data-next-label]")).to_have_text("Open voting")

    chair.get_by_role("link", name="People").click()
    chair.get_by_role("button", name="End access of Tess").click()

    expect(chair.get_by_text("Tess has no access any more.")).to_be_visible()
    expect(technician.get_by_role("button", name="Sign in")).to_be_visible()


def test_tablet_takes_two_votes_as_two_delegates(browser: Browser, embedded_server):
    hall = Hall.hold(browser, embedded_server, FILE)
    hall.command("start")
    hall.command("next")
    tablet = bring_in(hall, hall.chair(), "Helper", "Hal", PHONE)
    expect_accessible(tablet)

    for number, choice in enumerate(("Yes", "No")):
        tablet.get_by_role("button", name="Next person").click()
        if number == 0:
            expect(tablet.get_by_text("Voting has not opened yet.")).to_be_visible()
            hall.command("open")
        vote(tablet, choice)
        expect(tablet.get_by_role("heading", level=1)).to_have_text(
            "Thank you. Hand the tablet back."
        )
        expect(tablet.get_by_role("button", name="Next person")).to_be_visible()
        assert tablet.get_by_text("Your vote is in:").count() == 0
        tablet.go_back()
        tablet.wait_for_url(lambda url: "/next/" in url)
        assert tablet.get_by_text("Your vote is in:").count() == 0

    result = hall.result(0)
    assert ([line["count"] for line in result["counts"]], result["ballots"]) == ([1, 1], 2)


def test_tablet_that_nobody_touches_clears_itself(browser: Browser, embedded_server):
    hall = Hall.hold(browser, embedded_server, FILE)
    hall.command("start")
    hall.command("next")
    hall.command("open")
    tablet = bring_in(hall, hall.chair(), "Helper", "Hal", PHONE)
    tablet.clock.install()
    tablet.get_by_role("button", name="Next person").click()
    tablet.get_by_label("Yes").check()
    tablet.wait_for_load_state()  # before that nothing looks at the clock

    # A touch begins the two minutes anew; on a busy machine some seconds go by besides.
    tablet.clock.run_for(80_000)
    tablet.get_by_label("No").check()
    tablet.clock.run_for(80_000)
    expect(tablet.get_by_role("button", name="Send my vote")).to_be_visible()
    tablet.clock.run_for(121_000)

    expect(tablet.get_by_role("button", name="Next person")).to_be_visible()
    names = {cookie["name"] for cookie in tablet.context.cookies()}
    assert f"delegate_{hall.code}" not in names
