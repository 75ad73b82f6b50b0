"""The delegate's page in a real browser: what it does by itself, and what it says aloud."""

import itertools
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, WebSocketRoute, expect

from tests.e2e.hall import expect_fits
from tests.live.conftest import CONFERENCE
from tests.servers.web import PLAIN

LATE = "Voting closed before your vote reached us. It was not counted"

#: Collects what live regions say, in order.
LISTEN = """
window.heard = [];
addEventListener("DOMContentLoaded", () => {
  const heard = new MutationObserver((changes) => changes.forEach((change) =>
    change.addedNodes.forEach((node) => window.heard.push(node.textContent))));
  document.querySelectorAll("[aria-live], [role=status], [role=alert]").forEach((region) =>
    heard.observe(region, {childList: true, characterData: true, subtree: true}));
});
"""


class Chair:
    """A conference of the test's own, steered by the API."""

    def __init__(self, server: Any) -> None:
        headers = {"Authorization": f"Bearer {server.token('organiser')}"}
        self.client = httpx.Client(base_url=server.url, headers=headers, **PLAIN, timeout=10)
        data = self.client.post("/api/v1/conferences", json=CONFERENCE).json()
        self.session = data["sessions"][0]
        self.address = f"{server.url}/j/{data['code']}/"

    def do(self, do: str, **args: Any) -> dict[str, Any]:
        """Give a command that must succeed."""
        path = f"/api/v1/sessions/{self.session['id']}/commands"
        answer = self.client.post(path, json={"do": do, **args})
        assert answer.status_code == 200, answer.text
        return answer.json()

    def show(self, number: int) -> None:
        """Show a question, counted from 1."""
        self.do("show", question=self.session["questions"][number - 1]["id"])

    def open(self, number: int, **args: Any) -> str:
        """Open a round on a question; return its id."""
        self.show(number)
        return self.do("open", **args)["round"]

    def counts(self, round_id: str) -> list[int]:
        """The counts of a round."""
        result = self.client.get(f"/api/v1/rounds/{round_id}/result").json()
        return [entry["count"] for entry in result["counts"]]


class Phone:
    """The delegate's page in a tab."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.status = page.locator("[data-slot=status]:visible")
        self.send = page.get_by_role("button", name="Send my vote")

    def choose(self, letter: str) -> None:
        """Tap a choice."""
        self.page.locator(f"#choice-{letter}").check()

    def vote(self, letter: str) -> None:
        """Choose, and send."""
        self.choose(letter)
        self.send.click()

    @property
    def heard(self) -> list[str]:
        """What was said aloud since the page was loaded."""
        return self.page.evaluate("window.heard")

    @property
    def kept(self) -> int:
        """Votes kept on the phone."""
        return self.page.evaluate("localStorage.length")

    @property
    def focused(self) -> str:
        """The id of what has the focus, or the name of its element."""
        return self.page.evaluate("document.activeElement.id || document.activeElement.tagName")


@pytest.fixture
def chair(embedded_server) -> Iterator[Chair]:
    """A conference whose first session is live."""
    chair = Chair(embedded_server)
    chair.do("start")
    yield chair
    chair.client.close()


@pytest.fixture
def phone(chair: Chair, context: BrowserContext) -> Callable[[], Phone]:
    """Opens tabs of one delegate's phone, connected."""
    context.add_init_script(LISTEN)

    def open_tab() -> Phone:
        page = context.new_page()
        with page.expect_websocket() as opened:
            page.goto(chair.address)
        opened.value.wait_for_event("framereceived")
        return Phone(page)

    return open_tab


def test_a_session_is_voted_and_told_in_one_go(chair, phone):
    tab = phone()
    chair.show(1)
    chair.do("open")
    tab.vote("B")
    expect(tab.status).to_have_text("Your vote is in: B")
    tab.choose("C")
    expect(tab.status).to_have_text(
        "Your vote is in: B. You have chosen C: send it to change your vote."
    )
    tab.send.click()
    expect(tab.status).to_have_text("Your vote is in: C")
    chair.do("close")
    expect(tab.page.get_by_text("Voting has closed.", exact=True).first).to_be_visible()
    chair.do("reveal")
    expect(tab.page.get_by_role("row", name="C Perhaps")).to_contain_text("100 %")
    sentence = tab.page.locator("[data-slot=sentence]").inner_text()
    chair.do("end")
    expect(tab.page.get_by_role("heading", level=1)).to_have_text(
        "This session is over. Thank you for taking part."
    )

    assert tab.heard == [
        "New question: Is a social insurance scheme needed?",
        "Voting is open.",
        "Your vote is in: B",
        "Your vote is in: C",
        "Voting has closed.",
        f"The result: {sentence}",
        "This session is over. Thank you for taking part.",
    ]


def test_arrow_keys_choose_and_enter_sends(chair, phone):
    round_id = chair.open(1)
    tab = phone()
    tab.page.locator("#choice-A").focus()
    for key in ("Space", "ArrowDown", "ArrowDown"):
        tab.page.keyboard.press(key)
    expect(tab.status).to_have_text("You have chosen C. Now send it.")
    unsent = chair.counts(round_id)
    tab.page.keyboard.press("Enter")
    expect(tab.status).to_have_text("Your vote is in: C")
    tab.page.keyboard.press("ArrowUp")
    tab.page.keyboard.press("Enter")
    expect(tab.status).to_have_text("Your vote is in: B")

    assert unsent == [0, 0, 0, 0]
    assert chair.counts(round_id) == [0, 1, 0, 0]


def test_a_vote_is_taken_back(chair, phone):
    round_id = chair.open(1)
    tab = phone()
    tab.vote("B")
    tab.page.get_by_text("Take my vote back", exact=True).click()
    sure = tab.page.get_by_role("button", name="Yes, take my vote back")
    expect(sure).to_be_visible()
    assert chair.counts(round_id) == [0, 1, 0, 0]
    tab.page.keyboard.press("Tab")
    expect(sure).to_be_focused()
    tab.page.keyboard.press("Enter")
    expect(tab.status).to_have_text("You have not voted yet")
    expect(sure).to_be_hidden()

    assert chair.counts(round_id) == [0, 0, 0, 0]
    assert tab.focused == "H1"


def test_a_mistake_takes_the_focus_and_leads_to_the_field(chair, phone):
    chair.open(2)
    tab = phone()
    for letter in "ABC":
        tab.choose(letter)
    tab.send.click()
    problem = tab.page.get_by_role("group", name="There is a problem")
    expect(problem).to_be_focused()
    expect(problem).to_contain_text("Choose no more than 2: you have chosen 3")
    tab.page.get_by_role("link", name="Choose no more than 2").click()

    assert tab.focused == "choice-A"
    assert tab.page.title().startswith("Error: ")
    assert tab.heard == []


def test_a_choice_not_yet_sent_survives_updates_and_keeps_the_focus(chair, phone):
    chair.open(1, seconds=600)
    tab = phone()
    other = phone()
    tab.choose("D")
    tab.page.locator("#choice-D").focus()
    chair.do("extend", seconds=60)
    other.vote("A")
    expect(tab.status).to_have_text(
        "Your vote is in: A. You have chosen D: send it to change your vote."
    )

    assert tab.page.locator("#choice-D").is_checked()
    assert tab.focused == "choice-D"
    assert tab.heard == ["Your vote was changed on another device. Your vote is in: A"]


def test_the_focus_moves_to_the_heading_only_if_its_element_vanished(chair, phone):
    chair.open(1)
    tab = phone()
    outside = phone()
    tab.page.locator("#choice-A").focus()
    chair.do("close")
    for each in (tab, outside):
        expect(each.page.locator("[data-view=still]")).to_be_visible()

    assert (tab.focused, outside.focused) == ("H1", "BODY")


def test_a_vote_made_offline_is_sent_when_the_network_is_back(chair, phone, context):
    round_id = chair.open(1)
    tab = phone()
    context.set_offline(True)
    tab.vote("B")
    expect(tab.status).to_have_text("Not sent yet: B. We keep trying.")
    expect(tab.page.locator("[data-part=offline]")).to_be_visible(timeout=10_000)
    unsent = (chair.counts(round_id), tab.kept)
    context.set_offline(False)
    expect(tab.status).to_have_text("Your vote is in: B")

    assert unsent == ([0, 0, 0, 0], 1)
    assert (chair.counts(round_id), tab.kept) == ([0, 1, 0, 0], 0)
    assert tab.heard == [
        "Not sent yet: B. It is sent as soon as there is a connection.",
        "No connection. This page comes back by itself.",
        "Connected again.",
        "Your vote is in: B",
    ]


def test_a_vote_without_an_answer_outlives_a_reload(chair, phone, context):
    round_id = chair.open(1)
    tab = Phone(context.new_page())
    tab.page.route_web_socket("**/ws/**", hold_votes)
    tab.page.goto(chair.address)
    tab.vote("B")
    expect(tab.status).to_have_text("Not sent yet: B. We keep trying.")
    tab.page.reload()
    expect(tab.status).to_have_text("Not sent yet: B. We keep trying.")
    kept = tab.kept
    again = phone()
    expect(again.status).to_have_text("Your vote is in: B")

    assert (kept, again.kept) == (1, 0)
    assert chair.counts(round_id) == [0, 1, 0, 0]


def hold_votes(route: WebSocketRoute) -> None:
    """Let everything through but votes."""
    server = route.connect_to_server()
    route.on_message(lambda text: None if '"vote"' in text else server.send(text))


def test_a_vote_that_comes_too_late_says_so_and_is_sent_if_the_round_reopens(chair, phone, context):
    round_id = chair.open(1)
    tab = phone()
    context.set_offline(True)
    tab.vote("B")
    expect(tab.status).to_have_text("Not sent yet: B. We keep trying.")
    chair.do("close")
    context.set_offline(False)
    expect(tab.status).to_have_text(LATE)
    counted = chair.counts(round_id)
    chair.do("reopen")
    expect(tab.status).to_have_text("Your vote is in: B")

    assert counted == [0, 0, 0, 0]
    assert chair.counts(round_id) == [0, 1, 0, 0]
    assert [text for text in tab.heard if "onnect" not in text] == [
        "Voting has closed.",
        LATE,
        "Voting is open again.",
        "Your vote is in: B",
    ]


def test_a_late_vote_of_the_question_before_is_told_with_its_question(chair, phone, context):
    chair.open(1)
    tab = phone()
    context.set_offline(True)
    tab.vote("B")
    expect(tab.status).to_have_text("Not sent yet: B. We keep trying.")
    chair.do("close")
    round_id = chair.open(2)
    context.set_offline(False)
    expect(tab.page.locator("[data-part=notice]")).to_contain_text(LATE)
    expect(tab.page.locator("[data-part=notice]")).to_contain_text(
        "Your vote on: Is a social insurance scheme needed?"
    )
    expect(tab.status).to_have_text("You have not voted yet")

    assert tab.page.locator("input:checked").count() == 0
    assert chair.counts(round_id) == [0, 0, 0]


def test_a_vote_that_the_server_could_not_write_is_sent_again_under_its_rev(chair, context):
    round_id = chair.open(1)
    sent: list[str] = []

    def fail_once(route: WebSocketRoute) -> None:
        server = route.connect_to_server()

        def pass_on(text: str) -> None:
            if '"vote"' not in text:
                server.send(text)
                return
            sent.append(text)
            if len(sent) > 1:
                server.send(text)
                return
            ref = re.search(r'"ref":"([^"]+)"', text)[1]
            refusal = {"type": "refused", "ref": ref, "code": "unavailable", "detail": "Busy."}
            route.send(json.dumps(refusal))

        route.on_message(pass_on)

    page = context.new_page()
    page.route_web_socket("**/ws/**", fail_once)
    page.goto(chair.address)
    tab = Phone(page)
    tab.vote("D")
    expect(tab.status).to_have_text("Not sent yet: D. We keep trying.")
    expect(tab.status).to_have_text("Your vote is in: D", timeout=15_000)

    assert len(sent) == 2
    assert sent[0] == sent[1]
    assert chair.counts(round_id) == [0, 0, 0, 1]


def test_a_network_without_sockets_still_takes_the_vote(chair, context):
    round_id = chair.open(1)
    page = context.new_page()
    page.clock.install()
    page.route_web_socket("**/ws/**", lambda route: route.close(code=1011))
    page.goto(chair.address)
    tab = Phone(page)
    tab.vote("A")
    page.clock.run_for(20_000)
    expect(tab.status).to_have_text("Your vote is in: A")
    page.clock.run_for(20_000)
    expect(page.get_by_role("button", name="Next question")).to_be_visible()

    assert chair.counts(round_id) == [1, 0, 0, 0]


@pytest.mark.parametrize(
    ("code", "heading"),
    [(4410, "This session is over. Thank you for taking part."), (4401, "Is a social")],
)
def test_a_socket_that_is_closed_for_good_is_not_opened_for_ever(chair, context, code, heading):
    chair.open(1)
    page = context.new_page()
    page.clock.install()
    opened = itertools.count()
    loads = itertools.count()
    page.on("load", lambda _: next(loads))

    def refuse(route: WebSocketRoute) -> None:
        next(opened)
        route.close(code=code)

    page.route_web_socket("**/ws/**", refuse)
    page.goto(chair.address)
    if code == 4401:
        expect(page.locator("[data-part=notice]")).to_contain_text("This phone is not recognised")
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    page.clock.run_for(120_000)

    expected = 2 if code == 4401 else 1
    assert (next(opened), next(loads)) == (expected, expected)


@pytest.mark.parametrize("size", [(320, 568), (320, 200), (640, 320)])
def test_nothing_overflows_or_hides_what_has_the_focus(chair, phone, size):
    chair.open(2)
    tab = phone()
    tab.page.set_viewport_size({"width": size[0], "height": size[1]})
    visible = []
    for _ in range(5):
        tab.page.keyboard.press("Tab")
        visible.append(tab.page.evaluate(TOP_AT_FOCUS))

    assert visible == [True] * 5
    expect_fits(tab.page)
    assert tab.focused == "BUTTON"


#: Whether the middle of what has the focus is what is on top there, after the scrolling.
TOP_AT_FOCUS = """() => {
  const element = document.activeElement;
  const box = element.getBoundingClientRect();
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return element === top || element.contains(top);
}"""


def test_back_from_a_form_leads_to_the_page_without_scripts_too(chair, browser):
    chair.show(1)
    chair.do("open")
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        send = page.get_by_role("button", name="Send my vote")
        page.goto(chair.address)
        send.click()
        expect(page).to_have_title(re.compile("^Error: "))
        expect(page.get_by_role("group", name="There is a problem")).to_be_focused()
        page.locator("#choice-B").check()
        send.click()
        expect(page.locator("[data-slot=status]")).to_have_text("Your vote is in: B")
        for _ in range(2):
            page.go_back()
            expect(page.locator("[data-slot=status]")).to_have_text("Your vote is in: B")
