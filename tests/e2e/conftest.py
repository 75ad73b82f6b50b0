"""A real browser: Debian's Chromium, driven by Playwright.

Run by itself (``pytest tests/e2e``). Ask for ``page`` or ``context`` of pytest-playwright,
and for ``embedded_server`` or ``server``; the database is behind the server, not here.
"""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.conftest import do_without
from tests.servers.processes import NotInstalled, find_program

#: A busy machine may need longer than Playwright's five seconds; a passing test does not wait.
expect.set_options(timeout=15_000)


def find_chromium() -> str:
    """The path of a Chromium; raise ``NotInstalled``."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        try:
            return find_program(name)
        except NotInstalled:
            continue
    raise NotInstalled("chromium is not installed")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Start the installed Chromium; as root it runs without its sandbox."""
    try:
        path = find_chromium()
    except NotInstalled as missing:
        do_without(missing)
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": path, "args": arguments}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    """Pages as a British laptop in daylight shows them."""
    return {**browser_context_args, "locale": "en-GB", "color_scheme": "light"}


@pytest.fixture(scope="session")
def base_url() -> str | None:
    """None: tests name their server. The plugin's own is made in a way that pytest deprecates."""
    return None


@pytest.fixture(autouse=True)
def closed_windows(browser) -> Iterator[None]:
    """Close what the test opened: a page that stays goes on talking to its server."""
    yield
    for context in browser.contexts:
        context.close()


@pytest.fixture
def make_embedded_server(prepared_embedded):
    """Start embedded servers of the test's own, to stop and to kill."""
    servers = []

    def start():
        servers.append(prepared_embedded.make())
        servers[-1].start()
        return servers[-1]

    yield start
    for server in servers:
        server.stop()
        server.check_log()
