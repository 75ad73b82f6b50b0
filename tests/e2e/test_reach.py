"""“Can phones reach us?” in a browser, with and without scripts."""

import re

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.servers.web import PLAIN

#: Of a network that is kept for documentation, so certainly not this machine's.
PHONE = "198.51.100.9"


@pytest.fixture(scope="module")
def venue(prepared_embedded):
    """A server that believes what a proxy says, so that a phone can come from elsewhere."""
    server = prepared_embedded.make(TRUST_PROXY="1")
    server.start()
    yield server
    server.stop()
    server.check_log()


def open_check(page: Page, server) -> str:
    """Sign in by a link, open the page, and return the address that the phone is to open."""
    page.goto(server.url + server.manage("signin_link", "organiser", "--to", "/reach/").strip())
    page.locator("main button").click()
    address = page.locator("[data-reach]").get_attribute("data-url")
    assert address
    return address


def come_by_phone(address: str) -> str:
    """Open the address as a phone on another machine; return what it shows."""
    return httpx.get(address, headers={"X-Forwarded-For": PHONE}, **PLAIN).text


def test_the_page_turns_green_by_itself(page: Page, venue):
    address = open_check(page, venue)
    expect(page.get_by_text("Waiting for a phone.")).to_be_visible()

    assert "Yes, this phone can reach the vote." in come_by_phone(address)

    expect(page.get_by_text("Yes: a phone has reached the vote.")).to_be_visible()
    expect(page.get_by_text("Waiting for a phone.")).to_be_hidden()


def test_the_page_turns_green_without_scripts(browser: Browser, venue):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    address = open_check(page, venue)

    come_by_phone(address)

    expect(page.get_by_text("Yes: a phone has reached the vote.")).to_be_visible(timeout=15_000)
    context.close()


def test_the_causes_are_named_when_nobody_comes(page: Page, venue):
    page.clock.install()
    open_check(page, venue)
    expect(page.get_by_text("client isolation")).to_be_hidden()

    # A look that is under way when the clock is turned sets its next one by the clock turned.
    causes = page.get_by_text("client isolation")
    for _ in range(10):
        with page.expect_response(re.compile("/reach/")):
            page.clock.run_for(5_000)
        if causes.is_visible():
            break
    expect(causes).to_be_visible()
    expect(page.get_by_text("No phone has come yet.")).to_be_visible()
