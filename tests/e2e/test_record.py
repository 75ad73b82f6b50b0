"""The record in browsers: written down while a topic is on, ended, read, printed, downloaded."""

import json
import re
from pathlib import Path

from jsonschema import Draft7Validator
from playwright.sync_api import Page, expect

from tests.e2e.hall import PHONE, Hall, expect_accessible, expect_fits
from tests.e2e.test_agenda import OBSTACLES, go_on, hall, make_agenda

__all__ = ["hall"]

SCHEMA = Path(__file__).parents[2] / "docs" / "record.schema.json"


def write_down(chair: Page, kind: str, text: str, **action: str) -> None:
    """By the console's dialog; returns once it is taken."""
    chair.get_by_role("button", name="Write down…", exact=True).click()
    dialog = chair.get_by_role("dialog", name="Write down")
    expect(dialog.locator("[data-note-mistake]")).to_be_hidden()
    dialog.get_by_role("radio", name=kind).check()
    dialog.get_by_label("In words").fill(text)
    for label, typed in action.items():
        dialog.get_by_label(label.replace("_", " ")).fill(typed)
    dialog.get_by_role("button", name="Write it down").click()
    expect(dialog).to_be_hidden()
    expect(chair.locator("[data-note-said]")).to_have_text(f"{kind} written down: {text}")


def test_outcome_is_typed_while_a_topic_is_on_and_downloaded_after_the_end(hall: Hall) -> None:
    chair = hall.chair()
    make_agenda(chair)
    go_on(chair, "PageDown", "Begin the agenda")
    expect(chair.locator("[data-next-label]")).to_have_text("Next topic")

    write_down(chair, "Outcome", "We share\na budget.")
    go_on(chair, "PageDown", "Next topic")
    expect(chair.locator("[aria-current=step]")).to_contain_text(OBSTACLES[1])
    chair.get_by_role("button", name="Write down…", exact=True).click()
    expect_accessible(chair, "the dialog")
    # Keys that steer go into the words here.
    chair.keyboard.press("PageDown")
    chair.keyboard.press("b")
    expect(chair.get_by_label("In words")).to_have_value("b")
    chair.get_by_role("button", name="Not now").click()
    write_down(chair, "Action", "Draft it.", Who_does_it="Ada", By_when="May")
    assert hall.state()["sessions"][0]["state"] == "live"

    hall.command("end")
    chair.get_by_role("link", name="The record of this session").click()
    expect(chair.get_by_role("heading", level=1)).to_have_text("Record: The afternoon")
    first = chair.locator(".record__part").filter(has=chair.get_by_text("1. Integration"))
    expect(first.get_by_role("listitem")).to_contain_text("We share a budget.")
    rows = chair.get_by_role("table", name="Who does what by when").get_by_role("row")
    assert re.sub(r"\s+", " ", rows.nth(1).inner_text()).startswith(f"Draft it. {OBSTACLES[1]}")
    expect(rows.nth(1)).to_contain_text(re.compile(r"Ada\s*May"))
    expect_accessible(chair, "the record")
    for width in (PHONE["width"], 320):
        chair.set_viewport_size({**PHONE, "width": width})
        expect_fits(chair)
    assert chair.pdf(prefer_css_page_size=True).startswith(b"%PDF")

    with chair.expect_download() as coming:
        chair.get_by_role("link", name="Download as JSON").click()
    file = json.loads(Path(coming.value.path()).read_text())
    assert coming.value.suggested_filename == f"record-{hall.code}-the-afternoon.json"
    Draft7Validator(json.loads(SCHEMA.read_text())).validate(file)
    assert (file["so_far"], file["voted"][0]["ballots"]) == (False, 62)
    topics = file["agendas"][0]["topics"]
    assert [(t["title"], t["minutes"]) for t in topics[:2]] == [
        ("Integration", 30),
        (OBSTACLES[1], 25),
    ]
    assert [note["text"] for note in topics[0]["outcomes"]] == ["We share a budget."]
    told = [(note["text"], note["who"], note["by_when"]) for note in topics[1]["actions"]]
    assert told == [("Draft it.", "Ada", "May")]
    assert topics[0]["ended_at"] == topics[1]["began_at"]
