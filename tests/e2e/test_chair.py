"""The chair's console in a browser: by keyboard, by remote, and over a line that breaks."""

import json
import re

import httpx
import pytest
from playwright.sync_api import expect

from tests.e2e.hall import expect_fits
from tests.servers.web import PLAIN

FILE = {
    "name": "Managing New Realities",
    "sessions": [
        {
            "title": "Paying for care",
            "questions": [
                {
                    "kind": "single",
                    "prompt": "Tea or coffee?",
                    "choices": ["Tea", "Coffee"],
                    "practice": True,
                },
                {
                    "kind": "single",
                    "prompt": "Is a scheme needed?",
                    "choices": ["Yes", "No"],
                    "live": False,
                },
            ],
        }
    ],
}
_SIGN_IN = """
from django.contrib.auth import SESSION_KEY
from django.test import Client
from polls.models import User
client = Client()
client.force_login(User.objects.get(username="organiser"))
print(client.cookies["sessionid"].value)
"""


class Room:
    """A conference on a server: its code, and what delegates do there."""

    def __init__(self, server, file):
        self.server = server
        self.http = httpx.Client(base_url=server.url, **PLAIN, timeout=10)
        headers = {"Authorization": f"Bearer {server.token('organiser')}"}
        made = self.http.post("/api/v1/conferences", json=file, headers=headers).json()
        self.code = made["code"]
        self.sessions = [session["id"] for session in made["sessions"]]
        self.path = f"/api/v1/conferences/{self.code}"

    def join(self):
        """Join as a delegate; return the headers of what that delegate sends."""
        token = self.http.post(f"{self.path}/delegates").json()["token"]
        return {"Authorization": f"Bearer {token}"}

    def vote(self, delegate, choice):
        """Vote for the choice at an index; return the status of the answer."""
        state = self.http.get(f"{self.path}/state", headers=delegate).json()["state"]
        answer = [state["question"]["choices"][choice]["id"]]
        vote = {"type": "vote", "ref": "1", "round": state["round"]["id"], "rev": 1}
        return self.http.post(
            f"{self.path}/ballots", headers=delegate, json={**vote, "answer": answer}
        ).status_code


@pytest.fixture
def make_room(embedded_server):
    """Make rooms: ``make_room(file)`` of a conference file."""
    made = []

    def make(file):
        made.append(Room(embedded_server, file))
        return made[-1]

    yield make
    for room in made:
        room.http.close()


@pytest.fixture
def room(make_room):
    return make_room(FILE)


@pytest.fixture(scope="session")
def sign_in(embedded_server):
    """The cookie of a signed-in organiser."""
    key = embedded_server.manage("shell", "--verbosity=0", "-c", _SIGN_IN).strip()
    return {"name": "sessionid", "value": key, "url": embedded_server.url}


@pytest.fixture
def console(room, page, context, sign_in):
    """The console of a session that has not begun."""
    context.add_cookies([sign_in])
    open_console(room, page)
    return page


def open_console(room, page, session=None):
    query = "" if session is None else f"?session={room.sessions[session]}"
    page.goto(f"{room.server.url}/chair/{room.code}/{query}")
    expect(page.locator("[data-connection]")).to_have_text("Connected")
    # The programme comes after the first word, and no key does anything before it.
    expect(page.locator("[data-step]")).to_be_visible()


def next_step(page):
    return page.locator("[data-next]")


def press(page, key, label):
    """Press a key once the last step is done, and wait for the step that then is next."""
    rested(page)
    page.keyboard.press(key)
    expect(page.locator("[data-next-label]")).to_have_text(label)


def rested(page):
    """Wait until the console takes another step: none is under way, and no press just was."""
    expect(next_step(page)).to_have_attribute("aria-disabled", "false")


def test_remote_steers_a_whole_session(room, console):
    delegates = [room.join(), room.join()]
    press(console, "PageDown", "Show the practice question")
    press(console, "PageDown", "Open voting")
    press(console, "PageDown", "Close voting")
    assert [room.vote(delegate, 0) for delegate in delegates] == [200, 200]
    expect(console.locator("[data-turnout]")).to_have_text(re.compile("^2 of 2 in; last vote "))
    press(console, "PageDown", "Close anyway")
    press(console, "PageDown", "Show the result")
    press(console, "PageDown", "Next: question 1")
    expect(console.locator("[data-say]")).to_contain_text("A, Tea: 100 %")
    for label in ("Open voting", "Close voting", "Close anyway", "Show the result"):
        press(console, "PageDown", label)
    press(console, "PageDown", "End the session")
    press(console, "PageDown", "End the session")
    expect(console.locator("[data-ask]")).to_be_visible()
    press(console, "PageDown", "End the session")
    expect(console.locator("[data-phase]")).to_have_text("Result is shown")
    console.keyboard.press("Shift+Tab")
    console.keyboard.press("Enter")

    expect(console.locator("[data-phase]")).to_have_text("Session has ended")
    expect(next_step(console)).to_be_hidden()


def test_way_back_undoes_step_by_step(console):
    for label in ("Show the practice question", "Open voting", "Close voting"):
        press(console, "PageDown", label)
    press(console, "PageUp", "Close voting")
    expect(console.locator("[data-notice]")).to_have_text(
        "Voting is open. Close it first, or void the vote."
    )
    press(console, "PageDown", "Close anyway")
    press(console, "PageDown", "Show the result")
    press(console, "PageDown", "Next: question 1")
    press(console, "PageUp", "Show the result")
    press(console, "PageUp", "Close voting")

    expect(console.locator("[data-phase]")).to_have_text("Voting is open")


def test_second_press_of_a_nervous_thumb_is_ignored(console):
    console.clock.install()
    console.reload()
    expect(console.locator("[data-next-label]")).to_have_text("Start the session")
    console.clock.pause_at(console.evaluate("Date.now()") / 1000 + 1)
    console.keyboard.press("PageDown")
    console.keyboard.press("PageDown")
    expect(console.locator("[data-next-label]")).to_have_text("Show the practice question")
    console.clock.run_for(690)
    console.keyboard.press("PageDown")
    console.clock.run_for(710)
    rested(console)
    expect(console.locator("[data-phase]")).to_have_text("Waiting screen")
    console.keyboard.press("PageDown")

    expect(console.locator("[data-next-label]")).to_have_text("Open voting")


#: On how many lines each text stands.
LINES = """(all) => all.map((node) => {
  const text = document.createRange();
  text.selectNodeContents(node);
  return text.getClientRects().length;
})"""
#: What has the focus and is not wholly above the bar that stays at the foot of a phone.
_BENEATH = """() => {
  const here = document.activeElement.getBoundingClientRect();
  const bar = document.querySelector("[data-bar]");
  const beneath = !bar.contains(document.activeElement)
    && here.bottom > bar.getBoundingClientRect().top;
  return beneath ? document.activeElement.innerText : null;
}"""


def test_links_of_the_narrowest_phone_stand_on_a_line_each(console):
    console.set_viewport_size({"width": 320, "height": 640})
    links = console.locator(".top__links a")

    assert links.evaluate_all(LINES) == [1] * 4
    expect_fits(console)


def test_nothing_that_has_the_focus_is_beneath_the_bar_of_a_phone(console):
    console.set_viewport_size({"width": 360, "height": 640})
    expect(next_step(console)).to_be_visible()
    beneath, places = [], console.locator("a:visible, button:visible, summary:visible").count()
    for _ in range(places):
        console.keyboard.press("Tab")
        beneath.append(console.evaluate(_BENEATH))

    assert set(beneath) == {None}


def test_close_right_after_opening_is_asked_once_more(console):
    for label in ("Show the practice question", "Open voting", "Close voting"):
        press(console, "PageDown", label)
    press(console, "PageDown", "Close anyway")
    expect(console.locator("[data-doubt]")).to_have_text(
        "Voting opened less than 10 seconds ago: close already?"
    )
    console.get_by_role("button", name="Keep voting open").click()
    expect(next_step(console)).to_be_focused()
    expect(console.locator("[data-next-label]")).to_have_text("Close voting")
    press(console, "PageDown", "Close anyway")

    press(console, "PageDown", "Show the result")


def test_start_beside_a_live_session_is_asked_about(make_room, page, context, sign_in):
    morning = FILE["sessions"][0]
    file = {**FILE, "sessions": [morning, {**morning, "title": "Principles"}]}
    room = make_room(file)
    context.add_cookies([sign_in])
    open_console(room, page, session=0)
    press(page, "PageDown", "Show the practice question")
    open_console(room, page, session=1)
    expect(page.locator("[data-next-label]")).to_have_text("Start the session")
    rested(page)

    page.keyboard.press("PageDown")
    dialog = page.get_by_role("dialog", name="Start a further session?")
    expect(dialog).to_contain_text(
        "Another session, “Paying for care”, is live. "
        "Phones in this room will be asked which room they are in. Start anyway?"
    )
    expect(dialog.get_by_role("button", name="Do not start")).to_be_focused()
    page.keyboard.press("PageDown")
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(page.locator("[data-next-label]")).to_have_text("Start the session")

    next_step(page).focus()
    rested(page)
    page.keyboard.press("Enter")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(next_step(page)).to_be_focused()
    rested(page)
    page.keyboard.press("Enter")
    expect(dialog).to_be_visible()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[data-next-label]")).to_have_text("Show the practice question")
    expect(next_step(page)).to_be_focused()


def test_hidden_counts_are_on_the_page_only_while_held(room, console):
    press(console, "PageDown", "Show the practice question")
    console.get_by_role("button", name="Show this one (question 1)").click()
    expect(console.locator("[data-place]")).to_have_text("Question 1 of 1")
    press(console, "PageDown", "Close voting")
    assert room.vote(room.join(), 1) == 200
    expect(console.locator("[data-voted]")).to_have_text("1")
    hold = console.get_by_role("button", name="Hold to see the counts")
    rows = console.locator("[data-chart] tbody tr")
    assert rows.count() == 0

    for down, up in ((" ", " "), ("Enter", "Enter")):
        hold.focus()
        console.keyboard.down(down)
        assert rows.count() == 2
        console.keyboard.up(up)
        assert rows.count() == 0
    hold.hover()
    console.mouse.down()
    assert rows.count() == 2
    console.mouse.up()
    assert rows.count() == 0
    console.mouse.down()
    hold.evaluate("button => button.blur()")
    assert rows.count() == 0


LONG = [
    "Services and funding streams are not integrated",
    "There is no market, and there are no services to choose from",
    "A lack of understanding among the public and politicians",
]
MANY = {
    "name": "Managing New Realities",
    "expected": 100,
    "sessions": [
        {
            "title": "The morning",
            "questions": [
                {
                    "kind": "multiple",
                    "prompt": "What are the main obstacles to more personalised services?",
                    "max_choices": 3,
                    "choices": [f"{LONG[n % 3]} ({n})" for n in range(count)],
                    "live": count != 6,
                }
                for count in (4, 6, 12)
            ],
        }
    ],
}
#: Whether all of a part is seen within its card, and the card within the window.
WHOLE = """(part) => {
  const [inner, outer] = [part, part.closest(".card")].map((it) => it.getBoundingClientRect());
  const fits = inner.bottom <= outer.bottom && outer.bottom <= innerHeight;
  return fits && part.scrollHeight <= part.clientHeight + 1;
}"""


@pytest.fixture
def asked(make_room, page, context, sign_in):
    """Shows a question with so many choices, opens it, and gives its console."""
    room = make_room(MANY)
    context.add_cookies([sign_in])
    open_console(room, page)
    press(page, "PageDown", "Show question 1")

    def ask(number):
        page.get_by_role("button", name=f"Show this one (question {number})").click()
        press(page, "PageDown", "Close voting")
        assert room.vote(room.join(), 1) == 200
        expect(page.locator("[data-voted]")).to_have_text("1")

    ask.console = page
    return ask


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1366, 768), (1920, 1080)])
def test_chart_of_up_to_six_choices_is_seen_whole_and_twelve_say_that_there_are_more(
    asked, width, height
):
    page = asked.console
    page.set_viewport_size({"width": width, "height": height})
    chart = page.locator("[data-chart]")
    asked(1)
    assert chart.evaluate(WHOLE)
    press(page, "PageDown", "Close anyway")
    press(page, "PageDown", "Show the result")

    asked(2)
    page.get_by_role("button", name="Hold to see the counts").focus()
    page.keyboard.down("Enter")
    expect(chart.locator(".bar")).to_have_count(6)
    assert chart.evaluate(WHOLE)
    page.keyboard.up("Enter")
    next_step(page).focus()
    press(page, "PageDown", "Close anyway")
    press(page, "PageDown", "Show the result")

    asked(3)
    below = page.locator("[data-chart][data-below]")
    expect(chart.locator(".bar")).to_have_count(12)
    if chart.evaluate(WHOLE):
        expect(below).to_have_count(0)
    else:
        expect(below).to_have_count(1)
        chart.evaluate("chart => chart.scrollTo(0, chart.scrollHeight)")
        expect(below).to_have_count(0)
    expect_fits(page)


def test_votes_too_late_offer_to_reopen(room, console):
    delegate = room.join()
    for label in ("Show the practice question", "Open voting", "Close voting", "Close anyway"):
        press(console, "PageDown", label)
    press(console, "PageDown", "Show the result")
    assert room.vote(delegate, 0) == 409
    expect(console.locator("[data-late-text]")).to_have_text("1 vote came too late: reopen?")
    console.locator("[data-late-reopen]").click()

    expect(console.locator("[data-phase]")).to_have_text("Voting is open")
    expect(next_step(console)).to_be_focused()
    assert room.vote(delegate, 0) == 200


def test_timer_runs_on_the_screen_and_can_be_extended(console):
    press(console, "PageDown", "Show the practice question")
    press(console, "PageDown", "Open voting")
    console.get_by_label("Other").check()
    press(console, "PageDown", "Open voting")
    expect(console.locator("[data-notice]")).to_have_text(
        "Give the timer whole seconds, from 5 to 3600."
    )
    expect(console.locator("[data-timer-seconds]")).to_be_focused()
    console.keyboard.type("90")
    console.keyboard.press("PageDown")
    expect(console.locator("[data-phase]")).to_have_text("Shown, voting not open")
    next_step(console).click()
    expect(console.locator("[data-countdown]")).to_have_text(re.compile(r"^1:\d\d left$"))
    console.get_by_role("button", name="1 min more").click()

    expect(console.locator("[data-countdown]")).to_have_text(re.compile(r"^2:\d\d left$"))


def test_projector_goes_black_by_the_keys_of_remotes_and_live_by_l(console):
    for label in ("Show the practice question", "Open voting", "Close voting"):
        press(console, "PageDown", label)
    black = console.locator("[data-blank]")
    rested(console)
    console.keyboard.press("b")
    expect(black).to_be_visible()
    rested(console)
    console.keyboard.press(".")
    expect(black).to_be_hidden()
    rested(console)
    console.keyboard.press("l")
    expect(console.locator("[data-live-label]")).to_have_text("Let the room see the counts")
    rested(console)
    console.keyboard.press("Control+b")
    console.locator(".keys summary").click()
    console.get_by_label("Keys steer the session").uncheck()
    console.keyboard.press("b")
    console.reload()
    expect(console.locator("[data-phase]")).to_have_text("Voting is open")
    expect(black).to_be_hidden()
    expect(console.get_by_label("Keys steer the session")).not_to_be_checked()


def test_command_whose_answer_was_lost_is_sent_again_and_done_once(room, context, page, sign_in):
    context.add_cookies([sign_in])
    refs = []

    def lose_first_answer(line):
        server = line.connect_to_server()
        lost = False

        def from_page(message):
            nonlocal lost
            command = json.loads(message)
            if command["type"] == "command":
                lost = not refs
                refs.append(command["ref"])
            server.send(message)

        def from_server(message):
            if not lost:
                line.send(message)
            elif json.loads(message)["type"] == "ack":
                line.close(code=4000)

        line.on_message(from_page)
        server.on_message(from_server)

    page.route_web_socket(re.compile("/ws/chair/"), lose_first_answer)
    open_console(room, page)
    page.keyboard.press("PageDown")

    expect(page.locator("[data-next-label]")).to_have_text(
        "Show the practice question", timeout=30_000
    )
    expect(page.locator("[data-alert]")).to_be_hidden()
    rested(page)
    assert len(refs) == 2
    assert len(set(refs)) == 1


def test_second_chair_does_not_skip_a_step(room, console, browser, sign_in):
    press(console, "PageDown", "Show the practice question")
    with browser.new_context() as other:
        other.add_cookies([sign_in])
        late = other.new_page()
        held = []
        late.route_web_socket(
            re.compile("/ws/chair/"), lambda line: hold_back(line, held, line.connect_to_server())
        )
        open_console(room, late)
        expect(late.locator("[data-next-label]")).to_have_text("Show the practice question")
        held.append("from now on")
        press(console, "PageDown", "Open voting")
        late.keyboard.press("PageDown")

        expect(late.locator("[data-notice]")).to_have_text(
            "The session had moved on, so nothing was done. This is how it stands now."
        )
        expect(late.locator("[data-next-label]")).to_have_text("Open voting")


#: Presses the button as soon as another step stands on it.
_PRESS_TOO_LATE = """() => new MutationObserver((_, observer) => {
  observer.disconnect();
  document.querySelector("[data-next]").click();
}).observe(document.querySelector("[data-next-label]"), { childList: true, subtree: true })"""


def test_press_meant_for_a_step_that_another_chair_took_is_ignored(room, console, browser, sign_in):
    press(console, "PageDown", "Show the practice question")
    with browser.new_context() as other:
        other.add_cookies([sign_in])
        late = other.new_page()
        open_console(room, late)
        expect(late.locator("[data-next-label]")).to_have_text("Show the practice question")
        late.evaluate(_PRESS_TOO_LATE)
        press(console, "PageDown", "Open voting")

        expect(late.locator("[data-next-label]")).to_have_text("Open voting")
        rested(late)
        expect(late.locator("[data-next-label]")).to_have_text("Open voting")


def hold_back(line, held, server):
    """Keep news from a page until it has sent a command."""

    def from_page(message):
        if json.loads(message)["type"] == "command":
            held.clear()
        server.send(message)

    line.on_message(from_page)
    server.on_message(lambda message: None if held else line.send(message))


def test_lost_connection_is_said_calmly_and_nothing_is_sent(room, context, page, sign_in):
    context.add_cookies([sign_in])
    lines = []

    def pass_on(line):
        lines.append(line)
        if len(lines) == 1:
            line.connect_to_server()

    page.route_web_socket(re.compile("/ws/chair/"), pass_on)
    open_console(room, page)
    expect(next_step(page)).to_be_visible()
    lines[0].close(code=4000)

    expect(page.locator("[data-alert]")).to_contain_text("Connection lost. Trying again.")
    expect(next_step(page)).to_have_attribute("aria-disabled", "true")
    page.keyboard.press("PageDown")
    expect(page.locator("[data-notice]")).to_have_text(
        "Connection lost. Trying again. Nothing was sent."
    )


def test_live_region_says_a_session_in_sentences(room, console):
    console.evaluate(
        """() => {
          const voice = document.querySelector("[data-voice]");
          window.said = [];
          new MutationObserver(() => voice.textContent && said.push(voice.textContent))
            .observe(voice, { childList: true });
        }"""
    )
    for label in ("Show the practice question", "Open voting", "Close voting", "Close anyway"):
        press(console, "PageDown", label)
    for label in ("Show the result", "Next: question 1", "Open voting"):
        press(console, "PageDown", label)
    console.wait_for_function("() => said.length === 7")

    assert console.evaluate("said") == [
        "The session has started.",
        "The practice question is on screen: Tea or coffee?",
        "Voting is open.",
        "Voting opened less than 10 seconds ago: close already?",
        "Voting is closed.",
        "The result is shown. Tea or coffee? Nobody of 0 voted.",
        "Question 1 of 1 is on screen: Is a scheme needed?",
    ]


def test_page_without_scripts_says_what_to_do_and_lists_the_questions(room, browser, sign_in):
    with browser.new_context(java_script_enabled=False) as context:
        context.add_cookies([sign_in])
        page = context.new_page()
        page.goto(f"{room.server.url}/chair/{room.code}/")

        expect(page.locator("noscript .alert")).to_contain_text("needs JavaScript")
        expect(page.locator("[data-programme] li")).to_have_text(
            ["Tea or coffee?", "Is a scheme needed?"]
        )
        expect(next_step(page)).to_be_hidden()
