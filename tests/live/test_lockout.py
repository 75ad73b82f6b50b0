"""Ten wrong passwords lock out a name at an address, as the proxy in front names it."""

import httpx
import pytest

from tests.clients import http

LIMIT = 10


async def try_password(browser: httpx.AsyncClient, username: str, address: str | None) -> int:
    """Send a wrong password; return the status of the answer."""
    headers = {"X-Forwarded-For": address} if address else {}
    if "csrftoken" not in browser.cookies:
        await browser.get("/sign-in/", headers=headers)
    answer = await browser.post(
        "/sign-in/",
        data={
            "username": username,
            "password": "wrong",
            "csrfmiddlewaretoken": browser.cookies["csrftoken"],
        },
        headers=headers,
    )
    return answer.status_code


@pytest.fixture
def proxied_server(make_server):
    """A server that believes its proxy."""
    return make_server(TRUST_PROXY="1")


async def test_behind_a_proxy_the_clients_address_counts(proxied_server):
    async with http(proxied_server) as browser:
        statuses = [await try_password(browser, "organiser", "10.0.0.1") for _ in range(LIMIT)]
        elsewhere = await try_password(browser, "organiser", "10.0.0.2")
        other = await try_password(browser, "stranger", "10.0.0.1")

    assert statuses == [200] * (LIMIT - 1) + [429]
    assert (elsewhere, other) == (200, 200)


async def test_without_a_proxy_no_header_helps_round_the_lock(server):
    async with http(server) as browser:
        statuses = [
            await try_password(browser, "nobody", f"10.0.0.{number}") for number in range(LIMIT + 1)
        ]

    assert statuses == [200] * (LIMIT - 1) + [429, 429]
