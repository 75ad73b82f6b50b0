"""The whole afternoon in browsers: obstacles voted to the record downloaded, whatever breaks."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.hall import PHONE, Hall, vote
from tests.e2e.test_agenda import FILE, OBSTACLES, go_on, make_agenda, vote_on_obstacles
from tests.e2e.test_record import write_down
from tests.e2e.test_remedies import LINK, approve, put

WAYS = ("One budget for both", "Train together")
SECOND = "Which of these should we take up: Integration?"


def nothing(*pages: Page) -> None:
    """Let everything run on."""


def crash_of(hall: Hall) -> Callable[..., None]:
    """What kills the server, starts it again, and lets every page come back as a person would."""

    def crash(*pages: Page) -> None:
        hall.server.kill()
        hall.server.start()
        for page in pages:
            page.reload()

    return crash


def upvote(phone: Page, text: str) -> None:
    """Upvote an entry, and wait until the phone says that it is in."""
    tick, more = phone.get_by_label(text), phone.get_by_role("button", name="Show one more")
    expect(tick.or_(more).first).to_be_visible()
    if not tick.is_visible():
        more.click()
    tick.check()
    expect(phone.locator("[data-part=status]").first).to_have_text("Your upvotes are in: 1")


def listed(projector: Page) -> list[str]:
    """The rows of the list on the projector."""
    rows = projector.locator(".remedies__row")
    return [" ".join(text.split()) for text in rows.all_inner_texts()]


@pytest.mark.parametrize("faults", ["nothing breaks", "killed between every two steps"])
def test_votes_steer_the_afternoon(browser, make_embedded_server, faults):
    hall = Hall.hold(browser, make_embedded_server(), FILE)
    between = nothing if faults == "nothing breaks" else crash_of(hall)
    session = hall.conference["sessions"][0]["id"]
    for do in ("start", "next", "open"):
        hall.command(do)
    vote_on_obstacles(hall)
    between()
    hall.command("close")
    between()
    hall.command("reveal")

    # The agenda, made of the result on its page.
    chair, projector, phone = hall.chair(), hall.projector(), hall.phone()
    between(chair, projector, phone)
    make_agenda(chair)
    lead = projector.locator("[data-part=agenda-lead]")
    expect(lead).to_have_text("4 topics, 90 minutes in all.")
    between(chair, projector, phone)
    go_on(chair, "PageDown", "Begin the agenda")
    expect(projector.locator("[data-part=agenda-topic]")).to_have_text("Integration")
    between(chair, projector, phone)
    expect(projector.locator("[data-part=agenda-topic]")).to_have_text("Integration")
    expect(projector.locator("[data-part=agenda-left]")).to_have_text(re.compile("^(30|29) min$"))

    # Put forward from phones, moderated, upvoted.
    hall.command("remedies_open")
    between(projector, phone)
    moderator = hall.signed_in(f"/sessions/{session}/remedies/", size=PHONE)
    other = hall.phone(scripts=False)
    for delegate, text in zip((phone, other), WAYS, strict=True):
        delegate.get_by_role("link", name=LINK).click()
        put(delegate, text)
    expect(phone.locator(".own__fate")).to_have_text("A moderator looks at it first.")
    between(projector, phone, moderator)
    for text in WAYS:
        approve(moderator, text)
    between(projector, phone, moderator)
    upvote(phone, WAYS[1])
    between(projector, phone, moderator)
    lists = moderator.locator("[data-keep=lists] details.list").first
    lists.locator("summary").click()
    lists.get_by_role("button", name="Show on the projector").click()
    lists.get_by_role("button", name="Freeze the list").click()
    expect(projector.locator("[data-part=remedies-lead]")).to_have_text(
        "2 entries: the most upvotes first."
    )
    between(projector, phone, moderator)
    expect(projector.locator(".remedies__row").first).to_contain_text(WAYS[1])
    assert len(listed(projector)) == len(WAYS)

    # The second vote.
    moderator.get_by_label("How many of the best").fill("2")
    moderator.get_by_role("button", name="Ask the room: the second vote").click()
    expect(projector.locator("[data-part=prompt]")).to_have_text(SECOND)
    between(projector, phone)
    hall.command("open")
    phone.goto(f"{hall.server.url}/j/{hall.code}/")
    vote(phone, WAYS[1])
    expect(phone.locator(".status")).to_have_text("Your vote is in: A")
    between(projector, phone)
    hall.command("close")
    between(projector, phone)
    hall.command("reveal")

    # What came of it, and the record.
    hall.command("agenda_show")
    between(projector, phone, chair)
    expect(chair.locator("[data-connection]")).to_have_text("Connected")
    write_down(chair, "Decision", "We share a budget.")
    between(chair)
    hall.command("end")
    between(chair)
    check_record(record_of(chair))


def record_of(chair: Page) -> dict:
    """The record as its page gives it."""
    chair.get_by_role("link", name="The record of this session").click()
    with chair.expect_download() as coming:
        chair.get_by_role("link", name="Download as JSON").click()
    return dict(json.loads(Path(coming.value.path()).read_text()))


def check_record(file: dict) -> None:
    """Everything that happened stands in it once, and nothing else."""
    (first,), (second,) = file["voted"], file["voted_later"]
    votes = {choice["text"]: choice["votes"] for choice in file["agendas"][0]["choices"]}
    topics = file["agendas"][0]["topics"]
    integration = topics[0]
    assert (first["ballots"], second["prompt"], second["ballots"]) == (62, SECOND, 1)
    assert votes == dict(zip(OBSTACLES, (62, 54, 47, 38, 25, 22), strict=True))
    assert [topic["minutes"] for topic in topics] == [30, 25, 20, 15]
    assert [(way["text"], way["votes"]) for way in integration["ways"]] == [
        (WAYS[1], 1),
        (WAYS[0], 0),
    ]
    assert [note["text"] for note in integration["decisions"]] == ["We share a budget."]
    assert [topic["began_at"] is not None for topic in topics] == [True, False, False, False]
    assert file["so_far"] is False
