"""An organiser at work on the pages of a running server."""

import re
from typing import Any, Self

import httpx

from tests.clients import http
from tests.servers import Server


class Organiser:
    """A signed-in organiser's browser: ``post`` fills in and sends the form of a page."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    @classmethod
    async def sign_in(cls, server: Server) -> Self:
        """Come by a sign-in link; ``close`` in the end."""
        organiser = cls(http(server))
        link = server.manage("signin_link", "organiser").strip()
        await organiser.post(link)
        return organiser

    async def post(self, path: str, /, **fields: Any) -> None:
        """Send the form of a page with ``fields``; it must be taken."""
        page = (await self.client.get(path)).text
        token = re.search(r'name="csrfmiddlewaretoken"\s+value="([^"]+)"', page)
        assert token, page
        sent = await self.client.post(path, data={"csrfmiddlewaretoken": token[1], **fields})
        assert sent.status_code == 302, sent.text

    async def reword(self, question: dict[str, Any], prompt: str) -> None:
        """Give a question, as the API tells it, another prompt."""
        choices = "\n".join(choice["text"] for choice in question["choices"])
        await self.post(
            f"/organise/questions/{question['id']}/",
            kind=question["kind"],
            prompt=prompt,
            choices=choices,
            live="",
        )

    async def close(self) -> None:
        """Close the connection."""
        await self.client.aclose()
