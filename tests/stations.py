"""Base stations for tests: made on the organiser's page as an organiser makes them."""

import re
from collections.abc import Sequence

import httpx

from tests.servers import Server
from tests.servers.web import PLAIN

#: Seconds that a busy machine may take for a page.
PATIENCE = 20.0


async def make_station(
    server: Server, conference_id: str, serials: Sequence[str], *, name: str = "Base 1"
) -> str:
    """Make a station, and list its keypads; return its token."""
    page = f"/organise/conferences/{conference_id}/keypads/"
    async with httpx.AsyncClient(base_url=server.url, timeout=PATIENCE, **PLAIN) as client:
        await _send(client, server.manage("signin_link", "organiser").strip())
        if serials:
            text = "\n".join(["serial", *serials])
            listed = await _send(client, page, **{"form": "list", "list-text": text})
            assert listed.status_code == 302, listed.text
        shown = await _send(client, page, **{"form": "station", "station-name": name})
    token = re.search(r"data-copy-text>([^<]+)<", shown.text)
    assert token, shown.text
    return token[1]


async def _send(client: httpx.AsyncClient, page: str, **fields: str) -> httpx.Response:
    """Fill in the form of a page."""
    shown = (await client.get(page)).text
    csrf = re.search(r'name="csrfmiddlewaretoken"\s+value="([^"]+)"', shown)
    assert csrf, shown
    return await client.post(page, data={"csrfmiddlewaretoken": csrf[1], **fields})
