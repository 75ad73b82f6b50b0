"""No lasting token stands in an address, a page, or a log."""

import re
from collections.abc import Iterator
from uuid import UUID

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from live.api import api
from live.routing import socket_router
from tests.clients import Chair, Phone, http, join
from tests.laptop import Laptop, secret_on
from tests.live.conftest import MakeHall

#: Secrets that work once, and by POST alone: of sign-in links, and codes that admit latecomers.
SPENT = ["a/<str:secret>/", "sign-in/<str:secret>/"]

#: What addresses may carry.
KNOWN = {
    "code": "a join code",
    "pk": "an id",
    "user_pk": "an id",
    "session_id": "an id",
    "round_id": "an id",
    "question_id": "an id",
    "topic_id": "an id",
    "station_id": "an id",
    "station_pk": "an id",
    "ending": "a form of download",
    "form": "a form of download",
    "secret": "a secret that works once",
    "anything": "no such socket",
}

#: What the query of a call may carry: an id, and how a bridge looks for what is open.
ASKED = {"session", "after", "wait", "revs"}


def walk(patterns: list, before: str = "") -> Iterator[tuple[str, dict]]:
    """Every route with its parameters."""
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route, pattern.pattern.converters


def test_no_route_has_a_place_for_a_token():
    routes = [*walk(get_resolver().url_patterns), *walk(socket_router.routes)]
    named = {name for route, places in routes if "admin/" not in route for name in places}
    secrets = [route for route, places in routes if "secret" in places]

    assert len(routes) > 50
    assert named <= set(KNOWN), named - set(KNOWN)
    assert sorted(secrets) == SPENT


def test_no_call_takes_a_token_in_its_query():
    described = api.get_openapi_schema()["paths"]
    taken = {
        parameter["name"]
        for calls in described.values()
        for call in calls.values()
        for parameter in call.get("parameters", [])
    }

    assert taken <= set(KNOWN) | ASKED


@pytest.mark.parametrize("kind", [Phone, Chair])
async def test_token_in_an_address_opens_no_socket(hall, kind):
    token = await join(hall.server, hall.code) if kind is Phone else hall.token
    query = f"{hall.session['id']}&token={token}&access_token={token}&authorization={token}"
    socket = await kind.open(hall.server, hall.code, session=query, origin=hall.server.url)

    assert await socket.close_code() == 4401


async def test_pages_and_logs_repeat_no_token(make_server, make_hall: MakeHall):
    server = make_server(LOG_LEVEL="INFO")
    hall = await make_hall(server)
    await hall.do("start")
    laptop = await Laptop.of(server, "organiser")
    page = await laptop.post("/organise/account/", label="keypads")
    persons = secret_on(page)
    delegates = await join(server, hall.code)
    phone = await hall.phone(token=delegates)
    round_id = await hall.open()
    await phone.vote(round_id, hall.choices(1)[:1])
    async with http(server) as browser:
        own = (await browser.get(f"/j/{hall.code}/")).cookies[f"delegate_{hall.code}"]
        own_page = (await browser.get(f"/j/{hall.code}/")).text
        await browser.get(f"/api/v1/conferences/{hall.code}?token={persons}")
        # Without a form's token it is refused, and that is logged, with the address.
        unspent = server.manage("signin_link", "organiser").strip()
        assert (await browser.post(unspent)).status_code == 403
    session = laptop.client.cookies["sessionid"]
    account = (await laptop.get("/organise/account/")).text
    log = (await laptop.get(f"/organise/conferences/{hall.data['id']}/log/")).text
    await laptop.close()

    written = server.log.read_text(errors="replace")
    assert "Forbidden" in written
    secrets = [persons, delegates, own, session, hall.token, unspent.split("/")[-2]]
    for text in (own_page, account, log, written):
        assert [secret for secret in secrets if secret in text] == []
    assert UUID(delegates.split(":")[0][32:]).hex not in written
    assert not re.search(r"\b127\.0\.0\.1\b.*(/j/|/api/)", written)
