"""What the projector shows besides votes: the way in, a message, a break; and how large."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.hall import Hall, expect_accessible, heard, vote

FILE = {
    "name": "Managing New Realities",
    "sessions": [
        {
            "title": "Paying for care",
            "questions": [
                {"kind": "single", "prompt": "Is a scheme needed?", "choices": ["Yes", "No"]},
            ],
        }
    ],
}
HOSTILE = "</script><img src=x onerror=window.__ran=1> {{ 7|add:7 }}"


@pytest.fixture
def hall(browser, embedded_server) -> Hall:
    """A session with its question on screen."""
    hall = Hall.hold(browser, embedded_server, FILE)
    hall.command("start")
    hall.command("next")
    return hall


def stage(projector: Page) -> Locator:
    """The projector's picture."""
    return projector.locator("[data-part=stage]")


def size_of(projector: Page) -> float:
    """The height of the prompt's letters."""
    return projector.locator(".prompt").first.evaluate(
        "(node) => Number.parseFloat(getComputedStyle(node).fontSize)"
    )


def test_chair_shows_the_way_in_a_message_and_a_break_on_two_projectors_and_phones(hall):
    console, left, right = hall.chair(), hall.projector(), hall.projector()
    phone, plain = hall.phone(), hall.phone(scripts=False)
    usual = size_of(left)
    covers = console.get_by_role("region", name="The projector")

    covers.get_by_role("button", name="How to join").click()
    for projector in (left, right):
        expect(stage(projector)).to_have_attribute("data-screen", "waiting")
        assert projector.locator(".join__qr").bounding_box()["width"] > 500
    expect(console.locator("[data-phase]").first).to_have_text("How to join is shown")

    covers.get_by_role("button", name="Take how to join off").click()
    covers.get_by_role("button", name="Message…").click()
    dialog = console.locator("[data-message]")
    expect_accessible(console, "typing a message")
    dialog.get_by_role("button", name="Show it to the room").click()
    expect(dialog.locator("[data-message-mistake]")).to_have_text("Type the message first.")
    dialog.get_by_label("Message").fill(HOSTILE)
    dialog.get_by_role("button", name="Show it to the room").click()
    expect(dialog).to_be_hidden()
    for page in (left, right):
        expect(page.locator("[data-part=message]")).to_have_text(HOSTILE)
    expect(phone.locator("[data-part=screen-line]")).to_have_text(HOSTILE)
    expect(phone.locator("h1")).to_have_text("Is a scheme needed?")
    plain.reload()
    expect(plain.locator("[data-part=screen-line]")).to_have_text(HOSTILE)
    expect(console.locator("[data-prompt]")).to_have_text(HOSTILE)
    for page in (console, left, phone):
        assert page.evaluate("window.__ran") is None
    expect_accessible(left, "a message on the projector")
    covers.get_by_role("button", name="Take the message off", exact=True).click()
    expect(stage(left)).to_have_attribute("data-screen", "question")
    expect(phone.locator("[data-part=screen-line]")).to_be_hidden()

    covers.get_by_role("button", name="Break…").click()
    expect_accessible(console, "announcing a break")
    console.locator("[data-break]").get_by_role("button", name="15 min").click()
    expect(left.locator("[data-part=break-time]")).to_have_text(re.compile(r"^\d\d:\d\d$"))
    time = left.locator("[data-part=break-time]").inner_text()
    line = phone.locator("[data-part=screen-line]")
    expect(line).to_have_text(
        re.compile(rf"^Break\. Back at {time}\. About 1[56] minutes are left\.$")
    )
    expect(console.locator("[data-prompt]")).to_have_text(f"Back at {time}")
    covers.get_by_role("button", name="5 min more").click()
    expect(left.locator("[data-part=break-time]")).not_to_have_text(time)
    time, later = left.locator("[data-part=break-time]").inner_text(), time
    expect(line).to_contain_text(f"Back at {time}.")
    hall.command("open")
    vote(phone, "Yes")
    expect(phone.locator(".status")).to_have_text("Your vote is in: A")
    expect(line).to_be_hidden()
    expect(stage(right)).to_have_attribute("data-screen", "question")
    expect(covers.get_by_role("button", name="Message…")).to_be_hidden()
    said = [s for s in heard(phone) if "break" in s or "message" in s]
    assert said == [f"A message to the room: {HOSTILE}", f"There is a break. Back at {later}."]

    console.get_by_role("button", name="Projectors (2)…").click()
    expect_accessible(console, "setting the projectors")
    dialog = console.locator("[data-projectors]")
    dialog.get_by_role("group", name="All projectors").get_by_label("Size").select_option("largest")
    second = dialog.get_by_role("group", name="Projector 2")
    expect(left.locator("body")).to_have_css("--zoom", "1.4")
    assert size_of(left) > usual * 1.3
    expect(second.get_by_role("button")).to_have_attribute("aria-disabled", "false")
    second.get_by_label("Theme").select_option("contrast")
    expect(right.locator("body")).to_have_class(re.compile("stage-page--contrast"))
    expect(left.locator("body")).not_to_have_class(re.compile("stage-page--contrast"))
    right.keyboard.press("t")
    expect(right.locator("body")).to_have_class(re.compile("stage-page--dark"))
    expect(second.locator("[data-look-note]")).to_have_text("Its theme was chosen there: dark")
    expect(second.get_by_role("button")).to_have_attribute("aria-disabled", "false")
    second.get_by_role("button", name="Show its number").click()
    expect(right.locator("[data-part=number]")).to_have_text("2")
    expect(left.locator("[data-part=number]")).to_be_hidden()
