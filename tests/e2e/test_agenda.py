"""From votes to agenda in browsers: voted, worked out, published, led through from the console."""

import re

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.hall import PHONE, Hall, expect_accessible, expect_fits, heard, press_when
from tests.servers.web import PLAIN

OBSTACLES = [
    "Lack of integration of services and of funding streams",
    "Professional and cultural resistance",
    "Failure to develop a market and services to choose from",
    "Scarce resources",
    "Fear of media criticism",
    "Lack of understanding among public and politicians",
]
VOTES = (62, 54, 47, 38, 25, 22)
PROMPT = "What are the main obstacles to more personalised services?"
FILE = {
    "name": "Managing New Realities",
    "sessions": [
        {
            "title": "The afternoon",
            "questions": [
                {"kind": "multiple", "prompt": PROMPT, "max_choices": 6, "choices": OBSTACLES},
                {"kind": "single", "prompt": "Are we done?", "choices": ["Yes", "No"]},
            ],
        }
    ],
}


@pytest.fixture
def hall(browser, embedded_server) -> Hall:
    """Obstacles voted on by 62 delegates, and the result shown."""
    hall = Hall.hold(browser, embedded_server, FILE)
    hall.command("start")
    hall.command("next")
    hall.command("open")
    vote_on_obstacles(hall)
    hall.command("close")
    hall.command("reveal")
    return hall


def vote_on_obstacles(hall: Hall) -> None:
    """Let 62 delegates vote: of them 54 choose the second obstacle too, and so on."""
    question = hall.state()["sessions"][0]["questions"][0]
    choices = [choice["id"] for choice in question["choices"]]
    base = f"{hall.server.url}/api/v1/conferences/{hall.code}"
    with httpx.Client(timeout=20, **PLAIN) as client:
        for number in range(max(VOTES)):
            token = client.post(f"{base}/delegates").json()["token"]
            answer = [c for c, votes in zip(choices, VOTES, strict=True) if number < votes]
            vote = {"type": "vote", "ref": "1", "round": question["rounds"][0]["id"], "rev": 1}
            client.post(
                f"{base}/ballots",
                json={**vote, "answer": answer},
                headers={"Authorization": f"Bearer {token}"},
            ).raise_for_status()


def publish_in_parallel(chair: Page, **rooms: str) -> None:
    """Make and publish an agenda of topics at the same time; ``rooms`` by their facilitators."""
    chair.get_by_role("link", name="Make an agenda of this result").click()
    chair.get_by_label("At the same time").check()
    chair.get_by_role("button", name="Make the agenda").click()
    for obstacle, (facilitator, room) in zip(OBSTACLES, rooms.items(), strict=False):
        topic = chair.get_by_role("group", name=obstacle)
        topic.get_by_label("Room").fill(room)
        topic.get_by_label("Facilitator").fill(facilitator)
    chair.get_by_role("button", name="Publish").click()
    chair.get_by_role("link", name="Back to the chair’s page").click()
    expect(chair.locator("[data-connection]")).to_have_text("Connected")


def make_agenda(chair: Page) -> None:
    """From the console to the published agenda, by the page's forms; then back."""
    chair.get_by_role("link", name="Make an agenda of this result").click()
    chair.get_by_role("button", name="Make the agenda").click()
    expect(chair.locator(".sum tbody tr")).to_have_text(
        [
            f"{OBSTACLES[0]} rounded up 62 27.76 30",
            f"{OBSTACLES[1]} rounded up 54 24.18 25",
            f"{OBSTACLES[2]} 47 21.04 20",
            f"{OBSTACLES[3]} 38 17.01 15",
        ],
        use_inner_text=True,
    )
    first = chair.get_by_role("group", name=OBSTACLES[0])
    first.get_by_label("Room").fill("Main hall")
    first.get_by_label("Facilitator").fill("Ada")
    first.get_by_label("Topic").fill("Integration")
    expect_accessible(chair, "the agenda's page")
    chair.get_by_role("button", name="Publish").click()
    expect(chair.get_by_role("status")).to_have_text("Published. It is on screen now.")
    chair.get_by_role("link", name="Back to the chair’s page").click()
    expect(chair.locator("[data-connection]")).to_have_text("Connected")


def go_on(chair: Page, key: str, label: str) -> None:
    """Press a key once the console listens again, and the next step is the one that is meant."""
    press_when(
        chair, key, label, ready=lambda: expect(chair.locator("[data-next]")).to_be_enabled()
    )


def topics_of(page: Page, row: str) -> list[str]:
    """The topics that a page lists, each as it is read."""
    return [" ".join(text.split()) for text in page.locator(row).all_inner_texts()]


def test_votes_become_an_agenda_that_the_chair_leads_through(hall):
    chair, projector, phone = hall.chair(), hall.projector(), hall.phone()
    make_agenda(chair)

    # Published: everybody sees the topics, nothing has begun.
    expect(projector.locator("[data-part=agenda-lead]")).to_have_text(
        "4 topics, 90 minutes in all."
    )
    expect(phone.get_by_role("heading", level=1)).to_have_text(PROMPT)
    assert topics_of(phone, ".topic")[:2] == [
        "30 minutes Integration Main hall · Ada Next",
        f"25 minutes {OBSTACLES[1]}",
    ]
    plain = hall.phone(scripts=False)
    assert topics_of(plain, ".topic") == topics_of(phone, ".topic")

    # The same key as for a vote: the first topic is on, and its time runs.
    go_on(chair, "PageDown", "Begin the agenda")
    expect(projector.locator("[data-part=agenda-topic]")).to_have_text("Integration")
    expect(projector.locator("[data-part=agenda-left]")).to_have_text(re.compile(r"^(30|29) min$"))
    lead = phone.locator(".view__lead")
    expect(lead).to_have_text(
        re.compile(rf"^Now: Integration. About (30|29) minutes are left. Next: {OBSTACLES[1]}.$")
    )
    expect(phone.locator("[aria-current=step] .topic__title")).to_have_text("Integration")
    for page in (chair, projector, phone):
        expect_accessible(page)

    # More time, and another order of what is ahead.
    chair.get_by_role("button", name="5 min more").click()
    expect(projector.locator("[data-part=agenda-left]")).to_have_text(re.compile(r"^3[45] min$"))
    chair.get_by_role("button", name=f"Move {OBSTACLES[3]} up").click()
    expect(phone.locator(".topic").nth(2)).to_contain_text(OBSTACLES[3])
    expect(phone.locator(".topic").nth(3)).to_contain_text(OBSTACLES[2])

    go_on(chair, "PageDown", "Next topic")
    expect(projector.locator("[data-part=agenda-topic]")).to_have_text(OBSTACLES[1])
    expect(phone.locator(".topic").nth(0)).to_contain_text("Done")
    said = heard(phone)
    assert any(text.startswith("More time. Now: Integration. About 3") for text in said), said
    assert "The order of the topics has changed." in said

    # Back by a key, too; and a question takes its place.
    go_on(chair, "PageUp", "Next topic")
    expect(projector.locator("[data-part=agenda-topic]")).to_have_text("Integration")
    hall.command("next")
    expect(projector.locator("[data-part=prompt]")).to_have_text("Are we done?")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Are we done?")
    chair.get_by_role("button", name="Show the agenda").click()
    expect(lead).to_have_text(re.compile(r"^Now: Integration\."))


def test_agenda_fits_a_small_phone_and_a_wide_screen(hall):
    chair = hall.chair()
    make_agenda(chair)
    hall.command("agenda_next")
    projector, phone = hall.projector(), hall.phone()
    narrow = hall.open(f"/j/{hall.code}/", size={**PHONE, "width": 320})
    expect(projector.locator("[data-part=agenda-topic]")).to_have_text("Integration")

    for page in (phone, narrow):
        expect(page.locator(".topic")).to_have_count(4)
        expect_fits(page)
    bottom = "n => 100 * n.getBoundingClientRect().bottom / innerHeight"
    size = "n => 100 * parseFloat(getComputedStyle(n).fontSize) / innerHeight"
    # What matters is above the heads, and large enough for the last row.
    assert projector.locator("[data-part=agenda-now]").evaluate(bottom) <= 75
    assert projector.locator("[data-part=agenda-topics]").evaluate(bottom) <= 98
    assert projector.locator("[data-part=agenda-topic]").evaluate(size) >= 6
    assert projector.locator("[data-part=agenda-left]").evaluate(size) >= 10
    assert projector.locator(".topics__title").first.evaluate(size) >= 4


def test_projector_says_who_goes_where_while_topics_are_in_parallel(hall):
    chair, projector, phone = hall.chair(), hall.projector(), hall.phone()
    publish_in_parallel(chair, Ada="Main hall", Grace="Room 2", Lin="Room 3", Alan="Café")
    now, lead = projector.locator("[data-part=agenda-now]"), "[data-part=agenda-lead]"
    expect(projector.locator(lead)).to_have_text("4 topics at the same time, 90 minutes.")
    expect(now).to_be_hidden()

    go_on(chair, "PageDown", "Begin all topics")
    expect(now).to_contain_text("All topics are on")
    expect(projector.locator(".topics__where")).to_have_text(
        ["Main hall · Ada", "Room 2 · Grace", "Room 3 · Lin", "Café · Alan"]
    )
    expect(phone.locator("[aria-current=step]")).to_have_count(4)

    go_on(chair, "PageDown", "End the agenda")
    expect(projector.locator(lead)).to_have_text("The agenda is over. Thank you.")
    expect(now).to_be_hidden()
