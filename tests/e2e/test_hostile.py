"""The worst text that is taken, on every page: nothing runs, nothing is pushed off the screen."""

import pytest
from playwright.sync_api import ConsoleMessage, Page, TimeoutError, expect

from tests.e2e.hall import LAPTOP, PHONE, PROJECTOR, Hall
from tests.hostile import MARKUP, ODD, worst_of

#: What must never come: set by every text of ``MARKUP`` that is taken for more than text.
RAN = "window.__ran !== undefined"
#: What reaches beyond the right edge, the innermost alone.
TOO_WIDE = """() => [...document.querySelectorAll("body *")]
  .filter((node) => node.getBoundingClientRect().right > innerWidth + 1)
  .filter((node) => !node.childElementCount && !node.closest(".visually-hidden, .result__behind"))
  .map((node) => `${node.tagName}.${node.className} in ${node.parentElement.className}`)
  .slice(0, 4)"""
#: Whether the window has this width, and the page no more.
FITS = "width => innerWidth === width && document.documentElement.scrollWidth <= width"
#: Whether all that matches lies within the window.
ON_SCREEN = """selector => [...document.querySelectorAll(selector)].every(node => {
  const box = node.getBoundingClientRect();
  return box.width > 0 && box.left >= 0 && box.top >= 0
    && box.right <= innerWidth && box.bottom <= innerHeight;
}) && document.querySelector(selector) !== null"""
#: Pages of the organiser, by what comes before and after the id.
PAGES = {
    "conference": ("", "edit/", "people/", "log/", "door/", "end/", "delete/", "sessions/new/"),
    "session": ("", "edit/", "delete/", "results/", "questions/new/"),
    "question": ("", "delete/"),
}
OWN = ("", "account/", "import/", "conferences/new/")
ADMIN = ("polls/conference", "polls/session", "polls/question", "polls/round", "polls/user")


#: One letter: texts of it are a single word.
WIDE = ("W",)


def text(texts: tuple[str, ...], length: int, start: int = 0) -> str:
    """The worst text of a field; for ``WIDE`` one word."""
    return texts[0] * length if texts == WIDE else worst_of(texts, length, start)


#: To a browser a formula is a text like any other; the exports are where it might run.
SETS = {"markup": MARKUP, "odd": ODD, "wide": WIDE}


def file_of(texts: tuple[str, ...], choices: int) -> dict:
    """A conference file with the longest texts in every field."""
    question = {
        "kind": "single",
        "prompt": text(texts, 500),
        "help": text(texts, 500, 3),
        "choices": [f"{n} {text(texts, 290, n)}"[:300] for n in range(choices)],
    }
    session = {"title": text(texts, 200, 1), "room": text(texts, 80, 2)}
    sessions = [{**session, "questions": [question, question]} for _ in range(2)]
    return {"name": text(texts, 200), "sessions": sessions}


class Watched:
    """A page whose every word to the console, dialog and error is kept."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.wrong: list[str] = []
        page.on("dialog", self._close)
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.wrong.append(f"{message.location['url']}: {message.text}")

    def _close(self, dialog) -> None:
        self.wrong.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def keeps(self, selector: str, size: dict[str, int]) -> None:
        """Every element of ``selector`` is in the window, whole, once it has settled."""
        self.page.set_viewport_size(size)
        try:
            self.page.wait_for_function(ON_SCREEN, arg=selector, timeout=5_000)
        except TimeoutError:
            self.wrong.append(f"{self.page.url}: {selector} is not on screen at {size}")

    def check(self, *sizes: dict[str, int]) -> None:
        """Nothing ran, nothing was blocked from running, and nothing scrolls sideways."""
        url = self.page.url.split("/", 3)[3]
        if self.page.evaluate(RAN):
            self.wrong.append(f"{url}: something ran")
        for size in sizes:
            self.page.set_viewport_size(size)
            try:
                self.page.wait_for_function(FITS, arg=size["width"], timeout=5_000)
            except TimeoutError:
                self.wrong.append(f"{url} at {size['width']}: {self.page.evaluate(TOO_WIDE)}")


@pytest.fixture(params=SETS)
def texts(request) -> tuple[str, ...]:
    return SETS[request.param]


@pytest.fixture
def hall(browser, embedded_server, texts) -> Hall:
    """A conference of the worst texts, its first question with six choices on the vote."""
    return Hall.hold(browser, embedded_server, file_of(texts, 6))


def steer(hall: Hall, *commands: str) -> None:
    """Carry out commands in the first session."""
    for do in commands:
        hall.command(do)


def test_room_sees_the_worst_texts_whole_and_harmless(hall, texts):
    steer(hall, "start", "next", "open")
    phone, stage = Watched(hall.phone()), Watched(hall.projector())
    console = Watched(hall.chair())
    expect(phone.page.locator("h1")).to_have_text(text(texts, 500))
    phone.check(PHONE, LAPTOP)
    phone.page.set_viewport_size(PHONE)
    phone.page.locator("input[type=radio]").first.check()
    phone.page.get_by_role("button", name="Send my vote").click()
    expect(phone.page.get_by_text("Your vote is in").first).to_be_visible()
    expect(stage.page.locator(".bar__percent").first).to_have_text("100 %")
    stage.check(LAPTOP, PROJECTOR)
    for size in (LAPTOP, PROJECTOR):
        stage.keeps(".bar__percent, .bar__count, .join__code, .status__turnout", size)
    for size in (PHONE, LAPTOP):
        console.check(size)
        console.keeps("[data-next]", size)
    steer(hall, "close", "reveal")
    expect(phone.page.locator("table")).to_be_visible()
    phone.check(PHONE, LAPTOP)
    stage.check(LAPTOP, PROJECTOR)
    for size in (PHONE, LAPTOP):
        console.check(size)
        console.keeps("[data-next]", size)

    wrong = [*phone.wrong, *stage.wrong, *console.wrong]
    assert not wrong, "\n".join(wrong)


def test_rooms_to_choose_among_are_whole_and_harmless(hall, texts):
    for session in hall.conference["sessions"]:
        hall.command("start", session=session["id"])
    phone, stage = Watched(hall.phone()), Watched(hall.projector())
    sessions = Watched(hall.signed_in(f"/chair/{hall.code}/?choose=1"))
    expect(phone.page.get_by_text(text(texts, 200, 1)).first).to_be_visible()
    phone.check(PHONE, LAPTOP)
    stage.check(LAPTOP, PROJECTOR)
    sessions.check(PHONE, LAPTOP)

    wrong = [*phone.wrong, *stage.wrong, *sessions.wrong]
    assert not wrong, "\n".join(wrong)


def test_organiser_and_operator_see_the_worst_texts_whole_and_harmless(hall, texts):
    steer(hall, "start", "next", "open", "close")
    session = hall.conference["sessions"][0]
    ids = {
        "conference": hall.conference["id"],
        "session": session["id"],
        "question": session["questions"][0]["id"],
    }
    organiser = Watched(hall.signed_in("/organise/"))
    pages = [f"{kind}s/{ids[kind]}/{page}" for kind in PAGES for page in PAGES[kind]]
    for page in (*OWN, *pages):
        organiser.page.goto(f"{hall.server.url}/organise/{page}")
        organiser.check(PHONE, LAPTOP)
    organiser.page.goto(f"{hall.server.url}/organise/sessions/{ids['session']}/results/")
    expect(organiser.page.locator("main")).to_contain_text(text(texts, 500))
    organiser.page.goto(f"{hall.server.url}/record/{ids['session']}/")
    expect(organiser.page.locator("main")).to_contain_text(text(texts, 500))
    organiser.check(PHONE, LAPTOP)
    hall.server.manage("shell", "--verbosity=0", "-c", OPERATOR)
    operator = Watched(hall.signed_in("/admin/", person="operator"))
    for page in ADMIN:
        operator.page.goto(f"{hall.server.url}/admin/{page}/")
        operator.check(LAPTOP)
    for kind, pk in ids.items():
        operator.page.goto(f"{hall.server.url}/admin/polls/{kind}/{pk}/change/")
        operator.check(LAPTOP)

    wrong = [*organiser.wrong, *operator.wrong]
    assert not wrong, "\n".join(wrong)


OPERATOR = """
from polls.models import User
User.objects.get_or_create(
    username="operator", defaults={"is_superuser": True, "is_staff": True, "password": "!"}
)
"""
