"""Base stations for tests: made on the organiser's page as an organiser makes them."""

import re
from collections.abc import Sequence

from tests.organiser import Organiser
from tests.servers import Server


async def make_station(
    server: Server, conference_id: str, serials: Sequence[str], *, name: str = "Base 1"
) -> str:
    """Make a station, and list its keypads; return its token."""
    organiser = await Organiser.sign_in(server)
    page = f"/organise/conferences/{conference_id}/keypads/"
    try:
        if serials:
            text = "\n".join(["serial", *serials])
            await organiser.post(page, form="list", **{"list-text": text})
        shown = (await organiser.client.get(page)).text
        csrf = re.search(r'name="csrfmiddlewaretoken"\s+value="([^"]+)"', shown)
        assert csrf, shown
        fields = {"csrfmiddlewaretoken": csrf[1], "form": "station", "station-name": name}
        answer = await organiser.client.post(page, data=fields)
        token = re.search(r"data-copy-text>([^<]+)<", answer.text)
        assert token, answer.text
        return token[1]
    finally:
        await organiser.close()
