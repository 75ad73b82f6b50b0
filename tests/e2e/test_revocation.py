"""A chair who is removed sees it on the open console, without touching it."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import Browser, expect

from tests.e2e.hall import LAPTOP, Hall

FILE = {
    "name": "Managing New Realities",
    "sessions": [
        {
            "title": "Paying for care",
            "questions": [{"kind": "single", "prompt": "Tea?", "choices": ["Yes", "No"]}],
        }
    ],
}


def test_console_of_a_removed_chair_is_closed_by_itself(browser: Browser, embedded_server):
    hall = Hall.hold(browser, embedded_server, FILE)
    name = f"carla-{hall.code}"
    organiser = hall.signed_in(f"/organise/conferences/{hall.conference['id']}/people/")
    organiser.get_by_label("Username").fill(name)
    organiser.get_by_role("button", name="Add").click()
    organiser.get_by_role("button", name=f"Make a sign-in link for {name}").click()
    link = organiser.locator("[data-copy-text]").inner_text()
    console = hall.open(urlsplit(link).path, size=LAPTOP)
    console.get_by_role("button", name="Sign in").click()
    expect(console.get_by_role("button", name=re.compile("Start"))).to_be_visible()

    organiser.get_by_role("link", name=f"Remove {name}").click()
    organiser.get_by_role("button", name="Remove").click()

    expect(console.get_by_role("heading", level=1)).to_have_text("You do not chair this")
    assert console.get_by_role("button", name=re.compile("Start")).count() == 0
    organiser.goto(f"{embedded_server.url}/organise/conferences/{hall.conference['id']}/log/")
    expect(organiser.get_by_text(f"Removed {name} from chairs and organisers")).to_be_visible()
