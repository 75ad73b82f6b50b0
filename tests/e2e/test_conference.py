"""A conference as its people live it: one chair, one projector, three phones, all in browsers."""

import httpx
import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from tests.e2e.hall import (
    Hall,
    expect_accessible,
    expect_heard,
    press_when,
    vote,
)
from tests.servers.web import PLAIN
from tests.servers.wire import Wire

FILE = {
    "name": "Managing New Realities",
    "sessions": [
        {
            "title": "The morning",
            "questions": [
                {
                    "kind": "single",
                    "prompt": "Does reform need a social insurance scheme?",
                    "choices": ["Yes, compulsory", "Yes, voluntary", "No"],
                },
                {
                    "kind": "multiple",
                    "prompt": "What are the main obstacles?",
                    "live": False,
                    "max_choices": 2,
                    "choices": ["Separate funding", "Professional resistance", "Few services"],
                },
            ],
        }
    ],
}
TRANSCRIPT = settings.BASE_DIR / "docs" / "transcript.md"
INSURANCE = FILE["sessions"][0]["questions"][0]["prompt"]


@pytest.fixture
def hall(browser, embedded_server) -> Hall:
    """The morning's session, not started."""
    return Hall.hold(browser, embedded_server, FILE)


@pytest.fixture
def wire(embedded_server):
    """A wire to the server that can be cut."""
    made = Wire(embedded_server.port)
    yield made
    made.remove()


def says(page: Page, part: str, text: str) -> None:
    """Expect a part of the projector to read so."""
    expect(page.locator(f"[data-part='{part}']")).to_have_text(text)


def bars(page: Page) -> list[str]:
    """Letter, words, count and share of every bar on the projector."""
    rows = page.locator(".result__table tbody tr")
    return [" ".join(text.split()) for text in rows.all_inner_texts()]


def test_one_conference_from_show_to_reveal(hall, wire):
    chair, projector = hall.chair(), hall.projector()
    old, plain, cut = hall.phone(), hall.phone(scripts=False), hall.phone(base=wire.url)
    expect(old.get_by_role("heading", level=1)).to_be_visible()

    # Before the start the console and the projector tell how many phones are there.
    expect(chair.locator("[data-turnout]")).to_have_text("2 phones are waiting")
    says(projector, "joined", "2 phones are connected")
    expect_accessible(chair)

    # Start and show: everybody has the question, nobody may vote yet.
    press_when(chair, "PageDown", "Start the session")
    expect(chair.locator("[data-turnout]")).to_have_text("2 devices connected")
    expect(chair.locator("[data-joined]")).to_have_text("2")
    says(projector, "joined", "2 have joined")
    press_when(chair, "PageDown", "Show question 1", ready=lambda: expect_rested(chair))
    says(projector, "prompt", INSURANCE)
    expect(old.get_by_role("heading", name=INSURANCE)).to_be_visible()
    expect(cut.get_by_role("heading", name=INSURANCE)).to_be_visible()
    expect(old.get_by_role("button", name="Send my vote")).to_have_count(0)
    for page in (chair, projector, old):
        expect_accessible(page)

    # Open: two phones vote by socket, one by its plain form.
    press_when(chair, "PageDown", "Open voting", ready=lambda: expect_rested(chair))
    says(projector, "turnout", "0 of 2 have voted")
    vote(old, "Yes, voluntary")
    expect(old.get_by_text("Your vote is in: B", exact=True).first).to_be_visible()
    plain.get_by_role("button", name="Next question").click()
    vote(plain, "No")
    expect(plain.get_by_text("Your vote is in: C").first).to_be_visible()
    says(projector, "turnout", "2 of 3 have voted")
    for page in (chair, projector, old, cut):
        expect_accessible(page)

    # One phone loses its network, votes, and is told that it is not sent.
    wire.cut()
    vote(cut, "Yes, compulsory")
    expect(cut.get_by_text("Not sent yet: A. We keep trying.")).to_be_visible()
    says(projector, "turnout", "2 of 3 have voted")
    expect_accessible(cut)
    wire.mend()
    expect(cut.get_by_text("Your vote is in: A", exact=True).first).to_be_visible(timeout=60_000)
    says(projector, "turnout", "3 of 3 have voted")

    # A vote is changed; the old one is no longer counted.
    vote(old, "Yes, compulsory")
    expect(old.get_by_text("Your vote is in: A", exact=True).first).to_be_visible()
    expect(projector.locator(".result__table tbody tr").first).to_contain_text("67 %")
    assert bars(projector) == [
        "A Yes, compulsory 2 67 %",
        "B Yes, voluntary 0 0 %",
        "C No 1 33 %",
    ]

    # Close, and reveal: the phone tells the result in a sentence and a table.
    close_voting(chair)
    expect(old.get_by_role("button", name="Send my vote")).to_have_count(0)
    press_when(chair, "PageDown", "Show the result", ready=lambda: expect_rested(chair))
    says(projector, "phase", "The result")
    expect(old.get_by_role("table")).to_contain_text("67 %")
    plain.get_by_role("button", name="Next question").click()
    expect(plain.get_by_role("table")).to_contain_text("67 %")
    for page in (chair, projector, old):
        expect_accessible(page)
    counts = hall.result(0)
    assert [row["count"] for row in counts["counts"]] == [2, 0, 1]
    assert (counts["ballots"], counts["joined"]) == (3, 3)

    # The second question hides its counts: only turnout moves until the reveal.
    press_when(chair, "PageDown", "Next: question 2", ready=lambda: expect_rested(chair))
    press_when(chair, "PageDown", "Open voting", ready=lambda: expect_rested(chair))
    old.get_by_label("Separate funding").check()
    old.get_by_label("Few services").check()
    old.get_by_role("button", name="Send my vote").click()
    says(projector, "turnout", "1 of 3 have voted")
    assert [text.rsplit(" ", 2)[1:] for text in bars(projector)] == [["–", "–"]] * 3
    close_voting(chair)
    press_when(chair, "PageDown", "Show the result", ready=lambda: expect_rested(chair))
    expect(projector.locator(".result__table tbody tr").first).to_contain_text("100 %")
    press_when(chair, "PageDown", "End the session", ready=lambda: expect_rested(chair))
    chair.get_by_role("button", name="End the session").last.click()
    expect(old.get_by_text("Thank you").first).to_be_visible()
    expect_accessible(projector)

    expect_heard(old, *transcript("On the phone of the delegate who changes a vote"))
    expect_heard(projector, *transcript("At the projector"))


def transcript(of: str) -> list[str]:
    """What is written under a heading of ``docs/transcript.md``, sentence by sentence."""
    written = TRANSCRIPT.read_text("utf-8").partition(f"## {of}\n")[2].partition("\n## ")[0]
    return [line.removeprefix("- ") for line in written.splitlines() if line.startswith("- ")]


def expect_rested(chair: Page) -> None:
    """Wait until the console would listen to the remote again: it ignores a bounce."""
    expect(chair.locator("[data-next]")).to_be_enabled()
    chair.wait_for_function("() => performance.now() - (window.pressedAt || 0) > 720")
    chair.evaluate("window.pressedAt = performance.now()")


def close_voting(chair: Page) -> None:
    """Close; within ten seconds of opening the console asks once more."""
    press_when(chair, "PageDown", "Close voting", ready=lambda: expect_rested(chair))
    closed = chair.locator("[data-next-label]", has_text="Show the result")
    doubt = chair.locator("[data-doubt]:visible")
    expect(closed.or_(doubt).first).to_be_visible()
    if doubt.is_visible():
        expect_rested(chair)
        chair.keyboard.press("PageDown")
    expect(closed).to_be_visible()


def test_chair_signs_out_of_a_borrowed_laptop_by_two_presses(hall):
    chair = hall.chair()
    sign_out = chair.get_by_role("button", name="Sign out")
    expect(sign_out).to_be_hidden()
    chair.get_by_text("Account", exact=True).click()
    expect(chair.get_by_text("Signed in as organiser")).to_be_visible()
    expect_accessible(chair)
    sign_out.click()
    chair.wait_for_url(f"{hall.server.url}/")

    chair.goto(f"{hall.server.url}/chair/{hall.code}/")

    expect(chair.get_by_label("Password")).to_be_visible()


def test_vote_that_comes_too_late_says_so_and_counts_when_the_round_reopens(hall, wire):
    chair, cut = hall.chair(), hall.phone(base=wire.url)
    for label in ("Start the session", "Show question 1", "Open voting"):
        press_when(chair, "PageDown", label, ready=lambda: expect_rested(chair))
    expect(cut.get_by_role("button", name="Send my vote")).to_be_visible()

    wire.cut()
    vote(cut, "No")
    expect(cut.get_by_text("Not sent yet: C. We keep trying.")).to_be_visible()
    close_voting(chair)
    wire.mend()
    told = "Voting closed before your vote reached us. It was not counted"
    expect(cut.get_by_text(told).first).to_be_visible(timeout=60_000)
    expect(chair.locator("[data-late]")).to_contain_text("1 vote came too late: reopen?")
    assert hall.result(0)["ballots"] == 0

    chair.get_by_role("button", name="Reopen voting").first.click()
    expect(cut.get_by_text("Your vote is in: C", exact=True).first).to_be_visible()
    assert hall.result(0)["ballots"] == 1


def test_choice_not_yet_sent_survives_a_restart_of_the_server(browser, make_embedded_server):
    server = make_embedded_server()
    hall = Hall.hold(browser, server, FILE)
    chair, phone, projector = hall.chair(), hall.phone(), hall.projector()
    for label in ("Start the session", "Show question 1", "Open voting"):
        press_when(chair, "PageDown", label, ready=lambda: expect_rested(chair))
    phone.get_by_label("Yes, voluntary").check()

    server.kill()
    server.start()
    phone.get_by_role("button", name="Send my vote").click()

    expect(phone.get_by_text("Your vote is in: B", exact=True).first).to_be_visible(timeout=60_000)
    expect(projector.locator("[data-part='turnout']")).to_have_text(
        "1 of 1 has voted", timeout=30_000
    )
    assert hall.result(0)["ballots"] == 1


def test_every_step_of_the_chair_is_taken_by_keyboard_alone(hall):
    chair, projector = hall.chair(), hall.projector()
    for label in ("Start the session", "Show question 1", "Open voting"):
        press_when(chair, "PageDown", label, ready=lambda: expect_rested(chair))

    press_when(chair, "b", "Close voting", ready=lambda: expect_rested(chair))
    expect(projector.locator("[data-part='stage']")).to_have_attribute("data-screen", "blank")
    expect(chair.locator("[data-blank]")).to_be_visible()
    press_when(chair, ".", "Close voting", ready=lambda: expect_rested(chair))
    expect(projector.locator("[data-part='stage']")).to_have_attribute("data-screen", "question")
    expect(chair.locator("[data-blank]")).to_be_hidden()
    press_when(chair, "l", "Close voting", ready=lambda: expect_rested(chair))
    expect(chair.locator("[data-live-label]")).to_have_text("Let the room see the counts")
    close_voting(chair)
    press_when(chair, "PageUp", "Show the result", ready=lambda: expect_rested(chair))
    expect(chair.locator("[data-phase]")).to_have_text("Voting is open")
    close_voting(chair)
    press_when(chair, "PageDown", "Show the result", ready=lambda: expect_rested(chair))
    press_when(chair, "PageUp", "Next: question 2", ready=lambda: expect_rested(chair))
    expect(chair.locator("[data-phase]")).to_have_text("Voting is closed")

    by_tab(chair, "More steps")
    by_tab(chair, "Void this vote…")
    by_tab(chair, "Void the vote")
    expect(chair.locator("[data-next-label]")).to_have_text("Open voting")
    press_when(chair, "PageDown", "Open voting", ready=lambda: expect_rested(chair))
    close_voting(chair)
    assert hall.state()["sessions"][0]["questions"][0]["rounds"][0]["phase"] == "void"

    by_tab(chair, "End the session…")
    by_tab(chair, "End the session")
    expect(chair.locator("[data-phase]")).to_have_text("Session has ended")
    # The state comes before the answer to the command, and until then the console rests.
    expect_rested(chair)
    by_tab(chair, "Start the session again")
    expect(chair.locator("[data-phase]")).not_to_have_text("Session has ended", timeout=15_000)


#: Whether the focus is on what has this name; and, from then on, whether it was clicked.
AIMED = """(name) => {
  const aim = document.activeElement;
  const [said] = (aim.getAttribute("aria-label") || aim.innerText || "").split("\\n");
  if (said.trim() !== name) return false;
  window.clicked = false;
  aim.addEventListener("click", () => { window.clicked = true; }, { once: true, capture: true });
  return true;
}"""


def by_tab(page: Page, name: str) -> None:
    """Tab to the control of this name and press Enter, as somebody without a mouse does.

    While a command is under way the console's buttons can be reached, and do nothing. Who sees
    that a press did nothing at all, because the page was just drawn anew, goes on and presses
    again.
    """
    for _ in range(120):
        if not page.evaluate(AIMED, name):
            page.keyboard.press("Tab")
            continue
        page.wait_for_function("() => document.activeElement.ariaDisabled !== 'true'")
        page.keyboard.press("Enter")
        if page.evaluate("() => window.clicked"):
            return
    raise AssertionError(f"no way by Tab to “{name}”")


def test_second_page_down_within_0_7_seconds_is_ignored(hall):
    chair = hall.chair()
    expect(chair.locator("[data-next-label]")).to_have_text("Start the session")

    chair.keyboard.press("PageDown")
    chair.keyboard.press("PageDown")

    expect(chair.locator("[data-next-label]")).to_have_text("Show question 1")
    expect_rested(chair)
    state = httpx.get(f"{hall.server.url}/healthz", timeout=20, **PLAIN)
    assert state.status_code == 200
    expect(chair.locator("[data-next-label]")).to_have_text("Show question 1")


def test_keys_typed_into_a_field_steer_nothing(hall):
    chair = hall.chair()
    press_when(chair, "PageDown", "Start the session")
    press_when(chair, "PageDown", "Show question 1", ready=lambda: expect_rested(chair))
    chair.get_by_label("Other").check()
    field = chair.locator("[data-timer-seconds]")
    field.focus()

    chair.keyboard.press("b")
    chair.keyboard.press("PageDown")

    expect(chair.locator("[data-blank]")).to_be_hidden()
    expect(chair.locator("[data-next-label]")).to_have_text("Open voting")
