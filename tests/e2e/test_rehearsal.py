"""A rehearsal in a browser: begun and cleared at the console, and nobody takes it for the day."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.hall import Hall, expect_accessible, heard

FILE = {
    "name": "Managing New Realities",
    "sessions": [
        {
            "title": "Paying for care",
            "questions": [
                {"kind": "single", "prompt": "Is a scheme needed?", "choices": ["Yes", "No"]}
            ],
        }
    ],
}


@pytest.fixture
def hall(browser, embedded_server) -> Hall:
    return Hall.hold(browser, embedded_server, FILE)


def test_chair_rehearses_with_a_hundred_delegates_and_clears_it_away(hall):
    phone, projector, chair = hall.phone(), hall.projector(), hall.chair()
    strip = chair.get_by_role("region", name="Rehearsal")
    expect(strip).to_be_hidden()

    chair.get_by_role("button", name="Rehearse with 100 delegates…").click()
    expect(chair.get_by_role("dialog")).to_contain_text("nothing counts")
    chair.get_by_role("button", name="Rehearse", exact=True).click()

    expect(strip).to_contain_text("Rehearsal: nothing counts.")
    expect(chair.locator("[data-phase]")).to_have_text("Rehearsal: Waiting screen")
    expect(phone.get_by_text("Rehearsal: nothing counts", exact=True)).to_be_visible()
    expect(projector.locator(".screen--waiting .rehearsal")).to_be_visible()
    assert "This is a rehearsal: nothing counts." in heard(phone)
    hall.command("next")
    hall.command("open")
    # A hundred who are simulated, and the phone.
    expect(chair.locator("[data-joined]")).to_have_text("101", timeout=20_000)
    expect(chair.locator("[data-voted]")).to_have_text(re.compile(r"[1-9]"))
    expect(projector.locator(".screen--question .rehearsal")).to_be_visible()
    for page in (chair, projector, phone):
        expect_accessible(page)
    hall.command("close")
    hall.command("end")
    expect(chair.locator("[data-next-label]")).to_have_text("Clear the rehearsal…")

    strip.get_by_role("button", name="Clear the rehearsal…").click()
    chair.get_by_role("button", name="Clear it away").click()

    expect(strip).to_be_hidden()
    expect(chair.locator("[data-next-label]")).to_have_text("Start the session")
    expect(phone.get_by_text("Rehearsal: nothing counts", exact=True)).to_be_hidden()
    expect(projector.locator(".rehearsal:visible")).to_have_count(0)
    assert heard(projector)[-1].startswith("The rehearsal is over.")
    asked = hall.state()["sessions"][0]
    assert (asked["state"], asked["questions"][0]["rounds"]) == ("draft", [])


def test_page_without_scripts_says_that_it_is_a_rehearsal(hall):
    hall.command("rehearse")

    phone = hall.phone(scripts=False)

    expect(phone.get_by_text("Rehearsal: nothing counts", exact=True)).to_be_visible()
