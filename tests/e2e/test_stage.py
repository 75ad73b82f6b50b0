"""The projector's picture in a real browser: large enough, and above the heads."""

import httpx
import pytest

from tests.clients import PATIENCE
from tests.e2e.hall import expect_fits
from tests.servers.web import PLAIN

PRINCIPLES = [
    "Care free at the point of need", "A levy on estates", "General taxation",
    "National standards", "Local autonomy", "Local commissioning", "Personal budgets",
    "Better pay", "Training", "Integration", "Support for carers", "A voice for users",
]  # fmt: skip

#: Size of the text of every element that matches, in hundredths of the window's height.
SIZES = """selector => [...document.querySelectorAll(selector)].map(
  node => 100 * parseFloat(getComputedStyle(node).fontSize) / innerHeight
)"""

BOTTOM = """selector => Math.max(...[...document.querySelectorAll(selector)].map(
  node => 100 * node.getBoundingClientRect().bottom / innerHeight
))"""


@pytest.fixture
def client(embedded_server):
    """The organiser's program."""
    headers = {"Authorization": f"Bearer {embedded_server.token('organiser')}"}
    with httpx.Client(
        base_url=embedded_server.url, headers=headers, timeout=PATIENCE, **PLAIN
    ) as client:
        yield client


def steer(client, session, *commands):
    """Carry out commands in a session."""
    for command in commands:
        path = f"/api/v1/sessions/{session['id']}/commands"
        client.post(path, json=command).raise_for_status()


@pytest.fixture
def open_question(client):
    """Opens a question with so many choices, and returns the projector's address."""

    def open_one(choices: list[str]) -> str:
        question = {"kind": "single", "prompt": "Which principle?", "choices": choices}
        file = {"name": "Principles", "sessions": [{"title": "A", "questions": [question]}]}
        made = client.post("/api/v1/conferences", json=file).json()
        session = made["sessions"][0]
        show = {"do": "show", "question": session["questions"][0]["id"]}
        steer(client, session, {"do": "start"}, show, {"do": "open"})
        return f"{str(client.base_url).rstrip('/')}/stage/{made['code']}/"

    return open_one


@pytest.fixture
def open_rooms(client):
    """Starts sessions with these titles, and returns the projector's address."""

    def open_all(*titles: str) -> str:
        sessions = [{"title": title, "room": "Main hall", "questions": []} for title in titles]
        file = {"name": "Principles", "sessions": sessions}
        made = client.post("/api/v1/conferences", json=file).json()
        for session in made["sessions"]:
            steer(client, session, {"do": "start"})
        return f"{str(client.base_url).rstrip('/')}/stage/{made['code']}/"

    return open_all


@pytest.mark.parametrize("size", [(1920, 1080), (1280, 800), (1024, 768)])
@pytest.mark.parametrize("choices", [2, 6, 12])
def test_labels_and_code_are_large_enough_for_the_last_row(page, open_question, choices, size):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(open_question(PRINCIPLES[:choices]))
    page.wait_for_selector(".bar__percent:has-text('0 %')")

    assert min(page.evaluate(SIZES, ".join__code")) >= 8
    labels = ".prompt, .bar__letter, .bar__text, .bar__count, .bar__percent, .status__turnout"
    assert min(page.evaluate(SIZES, labels)) >= 4
    assert page.evaluate(BOTTOM, ".bar") <= (75 if choices < 12 else 96)


@pytest.mark.parametrize("size", [(1920, 1080), (1280, 800)])
def test_every_room_can_be_chosen_and_its_name_stays_in_one_piece(page, open_rooms, size):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(
        open_rooms("Can personalisation succeed in a time of austerity?", "B" * 200, "C", "D")
    )
    rooms = page.locator(".rooms__room")
    page.get_by_role("link", name="D Main hall").click(trial=True)

    assert rooms.all_text_contents() == ["Main hall"] * 4
    # One line each: no taller than its text, and no wider than the screen.
    # All at once: the list is drawn anew when the projector hears of the rooms.
    heights = rooms.evaluate_all("all => all.map(room => room.getBoundingClientRect().height)")
    assert {round(height) for height in heights} == {round(0.05 * 1.2 * size[1])}
    expect_fits(page)
