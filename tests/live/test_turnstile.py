"""The turnstile: pages one after the other, behind the sockets, and never for long."""

import asyncio
from typing import Any

from live.turnstile import Turnstile

#: Longer than any test.
LONG = 600.0


class Pages:
    """An application that notes what it was asked, and in which turns of the event loop."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.came = asyncio.Event()

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        self.asked.append(scope["path"])
        self.came.set()


def ask(turnstile: Turnstile, *paths: str) -> list[asyncio.Task[None]]:
    return [
        asyncio.create_task(turnstile({"path": path, "method": "GET"}, None, None))
        for path in paths
    ]


async def test_pages_go_through_one_at_each_turn_in_their_order():
    pages = Pages()
    rest = asyncio.Event()
    rest.set()
    requests = ask(Turnstile(pages, rest=lambda: rest), "a", "b", "c")

    seen = []
    while len(pages.asked) < 3:
        await asyncio.sleep(0)
        seen.append(len(pages.asked))

    assert pages.asked == ["a", "b", "c"]
    assert {1, 2} <= set(seen)
    await asyncio.gather(*requests)


async def test_pages_wait_while_sockets_are_greeted():
    pages, rest = Pages(), asyncio.Event()
    looked = asyncio.Event()

    def look() -> asyncio.Event:
        looked.set()
        return rest

    requests = ask(Turnstile(pages, rest=look, patience=LONG), "a", "b")
    await looked.wait()
    before = list(pages.asked)
    rest.set()
    await asyncio.gather(*requests)

    assert before == []
    assert pages.asked == ["a", "b"]


async def test_page_that_has_waited_long_enough_goes_through_all_the_same():
    pages = Pages()

    await asyncio.gather(*ask(Turnstile(pages, rest=asyncio.Event, patience=0.01), "a", "b"))

    assert pages.asked == ["a", "b"]


async def test_page_that_was_given_up_holds_nobody_up():
    pages, rest = Pages(), asyncio.Event()
    given_up, next_one = ask(Turnstile(pages, rest=lambda: rest, patience=LONG), "a", "b")
    await asyncio.sleep(0)
    given_up.cancel()
    rest.set()
    await next_one

    assert pages.asked == ["b"]


async def test_vote_does_not_wait_behind_sockets_and_pages():
    pages = Pages()
    turnstile = Turnstile(pages, rest=asyncio.Event, patience=LONG)
    (page,) = ask(turnstile, "a")
    await asyncio.sleep(0)

    await turnstile({"path": "vote", "method": "POST"}, None, None)

    assert pages.asked == ["vote"]
    page.cancel()
