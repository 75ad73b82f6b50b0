"""Sparing tallies in a browser: what the room, the chair and the organiser are shown and told."""

import re

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.hall import LAPTOP, PHONE, Hall, expect_accessible
from tests.servers.web import PLAIN

QUESTION = {"kind": "single", "prompt": "Is a scheme needed?", "choices": ["Yes", "No"]}
FILE = {
    "name": "On a sensitive matter",
    "sensitive": True,
    "sessions": [
        {
            "title": "The vote",
            "questions": [QUESTION, {**QUESTION, "prompt": "And now?", "tallies": "closed"}],
        }
    ],
}


@pytest.fixture
def hall(browser, embedded_server):
    return Hall.hold(browser, embedded_server, FILE)


def steer(hall: Hall, do: str, **args: object) -> None:
    session = hall.conference["sessions"][0]["id"]
    headers = {"Authorization": f"Bearer {hall.server.token('organiser')}"}
    address = f"{hall.server.url}/api/v1/sessions/{session}/commands"
    answer = httpx.post(address, json={"do": do, **args}, headers=headers, timeout=20, **PLAIN)
    assert answer.status_code == 200, answer.text


def begin(hall: Hall, question: int) -> None:
    """Start the session and open a round on a question, counted from 0."""
    steer(hall, "start")
    asked = hall.conference["sessions"][0]["questions"][question]["id"]
    steer(hall, "show", question=asked)
    steer(hall, "open")


def let_vote(hall: Hall, number: int) -> None:
    """So many new delegates vote, in turn for the first and the second choice."""
    path = f"{hall.server.url}/api/v1/conferences/{hall.code}"
    for place in range(number):
        token = httpx.post(f"{path}/delegates", timeout=20, **PLAIN).json()["token"]
        headers = {"Authorization": f"Bearer {token}"}
        state = httpx.get(f"{path}/state", headers=headers, timeout=20, **PLAIN).json()["state"]
        body = {
            "type": "vote",
            "ref": "1",
            "round": state["round"]["id"],
            "rev": 1,
            "answer": [state["question"]["choices"][place % 2]["id"]],
        }
        done = httpx.post(f"{path}/ballots", headers=headers, json=body, timeout=20, **PLAIN)
        assert done.status_code == 200


def counts_in(page: Page, part: str) -> list[str]:
    return page.locator(f"{part} .bar__count").all_inner_texts()


def test_projector_and_chair_say_why_counts_wait_and_then_that_they_move_in_steps(hall):
    begin(hall, 0)
    projector, chair = hall.projector(), hall.chair()
    note = projector.locator(".result__note")
    sparing = chair.locator("[data-sparing]")
    expect(note).to_have_text("Counts appear from 10 votes on, in steps of at least 5.")
    expect(sparing).to_have_text("Counts appear from 10 votes on, in steps of at least 5.")
    assert "".join(counts_in(projector, "[data-part=result]")) == ""

    let_vote(hall, 12)

    for page in (projector, chair):
        expect(page.get_by_text("Counts as of 10 votes; they move in steps")).to_be_visible()
    expect(projector.locator("[data-part=turnout]")).to_have_text("12 of 12 have voted")
    assert counts_in(projector, "[data-part=result]") == ["5", "5"]
    assert counts_in(chair, "[data-chart]") == ["5", "5"]
    expect(projector.locator(".bar__percent").first).to_have_text("50 %")
    expect_accessible(projector, "projector")
    expect_accessible(chair, "chair")

    steer(hall, "close")

    expect(projector.locator(".bar__count").first).to_have_text("6")
    expect(note).to_be_empty()
    expect(sparing).to_be_hidden()


def test_chair_of_a_vote_that_keeps_its_counts_reads_why_and_can_hold_no_button(hall):
    begin(hall, 1)
    chair = hall.chair()
    let_vote(hall, 11)

    expect(chair.locator("[data-voted]")).to_have_text("11")
    expect(chair.locator("[data-sparing]")).to_contain_text("Nobody sees the counts")
    expect(chair.get_by_role("button", name="Hold to see the counts")).to_be_hidden()
    expect(chair.get_by_role("button", name=re.compile("see the counts"))).to_have_count(0)
    expect(chair.locator("[data-live]")).to_be_hidden()
    chair.keyboard.press("l")
    expect(chair.locator("[data-notice]")).to_have_text(
        "Nobody sees the counts of this vote before it is closed."
    )
    assert counts_in(chair, "[data-chart]") == []
    expect_accessible(chair, "chair")

    steer(hall, "close")

    hold = chair.get_by_role("button", name="Hold to see the counts")
    expect(hold).to_be_visible()
    expect(chair.locator("[data-sparing]")).to_be_hidden()


@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_organiser_chooses_who_sees_tallies_and_how_they_move(hall, size):
    page = hall.signed_in(f"/organise/conferences/{hall.conference['id']}/", size=size)
    page.goto(f"{hall.server.url}/organise/sessions/{hall.conference['sessions'][0]['id']}/")
    expect(page.get_by_text("counts not before the close")).to_be_visible()
    page.get_by_role("link", name="Is a scheme needed?", exact=True).click()
    moving = page.get_by_role("group", name="How counts move while the vote is open")
    expect(moving.get_by_label("As the conference has it (in steps)")).to_be_checked()
    expect_accessible(page, "question")

    moving.get_by_label(re.compile("Not before the close")).check()
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_text("counts not before the close")).to_have_count(2)


def test_organisers_results_of_an_open_vote_show_no_more_than_anybody_sees(hall):
    begin(hall, 1)
    let_vote(hall, 3)
    session = hall.conference["sessions"][0]["id"]

    page = hall.signed_in(f"/organise/sessions/{session}/results/")

    expect(page.get_by_text("3 of 3 have voted.")).to_be_visible()
    expect(page.get_by_text("Nobody sees counts before this vote is closed.")).to_be_visible()
    expect(page.locator("[data-result]")).to_have_count(0)
    expect_accessible(page, "results")
