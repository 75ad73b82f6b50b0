"""A server in trouble, as the chair, the projector and a phone see it."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.hall import (
    LAPTOP,
    PHONE,
    Hall,
    expect_accessible,
    expect_fits,
    heard,
    press_when,
    vote,
)
from tests.servers.disks import ShortFiles

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
FULL = "Votes are refused: the server cannot write to its disk, which is probably full."
#: Seconds for which an end is told, with some to spare.
KEPT = 80
#: What the server may say that no browser test brings about by a fault of its own.
TOLD = {
    "type": "trouble",
    "servers": 2,
    "wait_p95_ms": 3210,
    "passed": [
        {
            "what": "database",
            "since": "2026-11-22T14:03:00Z",
            "until": "2026-11-22T14:04:00Z",
            "sentence": "The database answers again. Votes that were held back are sent again "
            "by themselves: give them a moment.",
        }
    ],
    "now": [
        {
            "what": what,
            "since": "2026-11-22T14:03:00Z",
            "holds": True,
            "sentence": "One of 2 servers is restarting; its phones come back by themselves. Give "
            "them half a minute before you close.",
        }
        for what in ("redis", "slow", "other_draining", "other_gone")
    ],
}


@pytest.fixture
def hall(make_embedded_server, browser):
    hall = Hall.hold(browser, make_embedded_server(), FILE)
    yield hall
    for context in browser.contexts:
        context.close()


def covers(page: Page, above: str, below: str) -> bool:
    """Whether one element covers any part of another that is seen."""
    boxes = [page.locator(name).bounding_box() for name in (above, below)]
    assert all(boxes)
    (a, b) = boxes
    return (
        a["x"] < b["x"] + b["width"]
        and b["x"] < a["x"] + a["width"]
        and a["y"] < b["y"] + b["height"]
        and b["y"] < a["y"] + a["height"]
    )


def test_full_disk_is_seen_by_the_chair_alone_until_it_has_passed(hall, tmp_path):
    server, disk = hall.server, ShortFiles(hall.server.folder)
    chair, small = hall.chair(), hall.chair(size=PHONE)
    projector, phone = hall.projector(), hall.phone()
    for label in ("Start the session", "Show question 1", "Open voting"):
        press_when(chair, "PageDown", label, lambda: rested(chair))
    strips = [page.locator("[data-trouble]") for page in (chair, small)]
    vote(phone, "Yes")
    expect(phone.locator("[data-slot=status]")).to_have_text("Your vote is in: A")
    expect(projector.locator("[data-part=turnout]")).to_contain_text("1 of 1")
    expect(chair.locator("[data-wait]")).to_have_text(
        re.compile(r"^95 of 100 votes were stored within [\d.]+ s\.$")
    )

    disk.fill(server)
    vote(phone, "No")

    for page, strip in zip((chair, small), strips, strict=True):
        expect(strip).to_contain_text(FULL, timeout=5_000)
        expect(page.locator("[data-next]")).to_be_in_viewport(ratio=1)
        assert not covers(page, "[data-trouble]", "[data-next]")
        expect_accessible(page)
    expect(projector.locator("[data-part=mark]")).to_be_hidden()
    expect(projector.locator("[data-part=turnout]")).to_contain_text("1 of 1")
    expect(projector.get_by_text("disk")).to_have_count(0)
    expect(chair.locator("[data-next-label]")).to_have_text("Close voting")
    chair.locator("[data-next]").click()
    rested(chair)
    expect(chair.locator("[data-doubt]")).to_contain_text("Votes are still on their way")
    chair.locator("[data-next]").click()
    expect(chair.locator("[data-notice]")).to_contain_text("did not answer in time")

    disk.empty(server)
    for strip in strips:
        expect(strip).to_contain_text("Votes are stored again.", timeout=20_000)
        expect(strip).not_to_contain_text(FULL)
    status = phone.locator("[data-slot=status]")
    expect(status).to_have_text("Your vote is in: B", timeout=30_000)
    for strip in strips:
        expect(strip).to_be_hidden(timeout=KEPT * 1000)
    for page in (chair, small):
        said = heard(page)
        assert len([text for text in said if text.startswith(FULL)]) == 1
        assert len([text for text in said if text.startswith("Votes are stored again.")]) == 1
    rested(chair)
    chair.locator("[data-next]").click()
    expect(chair.locator("[data-phase]")).to_have_text("Voting is closed")
    assert [line["count"] for line in hall.result(0)["counts"]] == [0, 1]


def rested(page: Page) -> None:
    """Wait until the console takes another step."""
    expect(page.locator("[data-next]")).to_have_attribute("aria-disabled", "false")


@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_many_troubles_at_once_leave_the_next_step_in_reach(hall, size):
    lines = []
    page = hall.open("/", size=size)

    def pass_on(line):
        lines.append(line)
        line.connect_to_server()

    page.route_web_socket(re.compile("/ws/chair/"), pass_on)
    link = hall.server.manage("signin_link", "organiser", "--to", f"/chair/{hall.code}/").strip()
    page.goto(f"{hall.server.url}{link}" if link.startswith("/") else link)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("[data-connection]")).to_have_text("Connected")
    expect(page.locator("[data-next]")).to_be_visible()

    lines[-1].send(json.dumps(TOLD))

    strip = page.locator("[data-trouble]")
    expect(strip.locator("li")).to_have_count(5)
    expect(strip.locator("li").last).to_contain_text("The database answers again.")
    expect(page.locator("[data-next]")).to_be_in_viewport(ratio=1)
    assert not covers(page, "[data-trouble]", "[data-next]")
    expect_fits(page)
    expect_accessible(page)


def test_restart_is_said_as_a_restart(hall):
    chair = hall.chair()
    projector = hall.projector()
    expect(projector.locator("[data-part=mark]")).to_be_hidden()

    hall.server.stop()

    expect(chair.locator("[data-alert]")).to_contain_text("The server is restarting.")
    expect(projector.locator("[data-part=mark]")).to_be_visible()
    hall.server.start()
    expect(chair.locator("[data-connection]")).to_have_text("Connected", timeout=30_000)
    expect(chair.locator("[data-alert]")).to_be_hidden()
    expect(projector.locator("[data-part=mark]")).to_be_hidden()
    said = heard(chair)
    assert len([text for text in said if text.startswith("This server is restarting.")]) == 1
    assert "Connection lost. Trying again." not in said
    assert said[-1] == "Connected again."
