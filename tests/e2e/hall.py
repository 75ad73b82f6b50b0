"""A conference in a browser: who is there, what they do, what their screen readers hear."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.servers.product import Server
from tests.servers.web import PLAIN

#: What reaches beyond the right edge, if the page scrolls sideways at all.
TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll("body *")]
    .filter((node) => node.getBoundingClientRect().right > innerWidth)
    .map((node) => node.outerHTML.slice(0, 100))
    .concat(`the page: ${document.documentElement.scrollWidth} of ${innerWidth}`)"""

#: What a screen reader would be told, in order: every text that comes into a live region.
LISTEN = """
window.heard = [];
const say = (text) => text.trim() && window.heard.push(text.trim());
new MutationObserver((changes) => {
  for (const { target, addedNodes } of changes) {
    const node = target.nodeType === Node.TEXT_NODE ? target.parentElement : target;
    if (!node?.closest?.("[aria-live], [role=status], [role=alert]")) continue;
    if (target.nodeType === Node.TEXT_NODE) say(target.data);
    for (const added of addedNodes) say(added.textContent);
  }
}).observe(document, { subtree: true, childList: true, characterData: true });
"""

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

PHONE = {"width": 360, "height": 640}
LAPTOP = {"width": 1280, "height": 800}
PROJECTOR = {"width": 1920, "height": 1080}


@dataclass
class Hall:
    """One conference on a running server, and the ways into it."""

    browser: Browser
    server: Server
    conference: dict[str, Any]

    @classmethod
    def hold(cls, browser: Browser, server: Server, file: dict[str, Any]) -> "Hall":
        """Make a conference of ``file`` (a conference file)."""
        answer = httpx.post(
            f"{server.url}/api/v1/conferences",
            json=file,
            headers=_bearer(server),
            timeout=20,
            **PLAIN,
        )
        assert answer.status_code == 201, answer.text
        return cls(browser, server, answer.json())

    @property
    def code(self) -> str:
        """The join code."""
        return str(self.conference["code"])

    def open(
        self, path: str, *, size: dict[str, int], base: str = "", scripts: bool = True
    ) -> Page:
        """Open a page in a browser of its own."""
        context = self.browser.new_context(
            viewport=size, java_script_enabled=scripts, reduced_motion="reduce", locale="en-GB"
        )
        if scripts:
            context.add_init_script(LISTEN)
        page = context.new_page()
        page.goto(f"{base or self.server.url}{path}")
        return page

    def phone(self, *, base: str = "", scripts: bool = True) -> Page:
        """A delegate's phone that scanned the code."""
        return self.open(f"/j/{self.code}/", size=PHONE, base=base, scripts=scripts)

    def projector(self) -> Page:
        """The projector."""
        return self.open(f"/stage/{self.code}/", size=PROJECTOR)

    def signed_in(
        self, path: str, *, size: dict[str, int] = LAPTOP, person: str = "organiser"
    ) -> Page:
        """A page of the organiser, or another person, who came by a sign-in link."""
        link = self.server.manage("signin_link", person, "--to", path).strip()
        page = self.open(link, size=size)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda url: "/sign-in/" not in url)
        return page

    def chair(self, *, size: dict[str, int] = LAPTOP) -> Page:
        """The chair's console, connected."""
        page = self.signed_in(f"/chair/{self.code}/", size=size)
        expect(page.locator("[data-connection]")).to_have_text("Connected")
        return page

    def command(self, do: str, *, session: str | None = None, **args: Any) -> None:
        """Give a chair's command that must succeed; in the first session, if none is named."""
        session = session or self.conference["sessions"][0]["id"]
        address = f"{self.server.url}/api/v1/sessions/{session}/commands"
        answer = httpx.post(
            address, json={"do": do, **args}, headers=_bearer(self.server), timeout=20, **PLAIN
        )
        assert answer.status_code == 200, answer.text

    def state(self) -> dict[str, Any]:
        """The conference as the API shows it."""
        address = f"{self.server.url}/api/v1/conferences/{self.code}"
        return dict(httpx.get(address, headers=_bearer(self.server), timeout=20, **PLAIN).json())

    def result(self, question: int, *, session: int = 0) -> dict[str, Any]:
        """The API's result of the last round on a question."""
        asked = self.state()["sessions"][session]["questions"][question]
        address = f"{self.server.url}/api/v1/rounds/{asked['rounds'][-1]['id']}/result"
        return dict(httpx.get(address, headers=_bearer(self.server), timeout=20, **PLAIN).json())


def heard(page: Page) -> list[str]:
    """What the page's live regions have said so far."""
    return list(page.evaluate("window.heard"))


def expect_heard(page: Page, *sentences: str) -> None:
    """Wait until the live regions have said exactly this since the page was opened."""
    wanted = list(sentences)
    try:
        page.wait_for_function(
            "(wanted) => JSON.stringify(window.heard) === JSON.stringify(wanted)",
            arg=wanted,
            timeout=15_000,
        )
    except Exception as late:
        raise AssertionError(f"heard {heard(page)!r}, not {wanted!r}") from late


def expect_fits(page: Page) -> None:
    """Fail with what scrolls the page sideways, once its style sheets are there.

    A text is found on a page that was only just opened before the page is laid out as it
    will be seen.
    """
    page.wait_for_load_state()
    assert page.evaluate(TOO_WIDE) == []


def expect_accessible(page: Page, place: str = "") -> None:
    """Fail with what axe finds against WCAG 2.2 AA, once the style sheets are there."""
    page.wait_for_load_state()
    found = Axe().run(page, options=WCAG).response["violations"]
    told = [
        f"{v['id']}: {v['help']}\n    " + "\n    ".join(n["html"][:200] for n in v["nodes"])
        for v in found
    ]
    assert not told, f"axe on {place or page.url}:\n" + "\n".join(told)


def vote(page: Page, choice: str) -> None:
    """Choose and send, as a finger does."""
    page.get_by_label(choice, exact=False).check()
    page.get_by_role("button", name="Send my vote").click()


def press_when(page: Page, key: str, label: str, ready: Callable[[], None] | None = None) -> None:
    """Press a key once the next step is the one that is meant, and keys are listened to."""
    expect(page.locator("[data-next-label]")).to_have_text(label)
    if ready:
        ready()
    page.keyboard.press(key)


def _bearer(server: Server) -> dict[str, str]:
    return {"Authorization": f"Bearer {server.token('organiser')}"}
