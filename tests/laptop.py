"""A person's laptop: signed in by a link, it sends the organiser's forms."""

import html
import re
from typing import Any, Self

import httpx

from tests.clients import http
from tests.servers import Server


class Laptop:
    """A browser without scripts that keeps its cookies and sends the forms' tokens."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    @classmethod
    async def of(cls, server: Server, username: str) -> Self:
        """Sign in by a link made at the command line."""
        return await cls.by_link(server, server.manage("signin_link", username).strip())

    @classmethod
    async def by_link(cls, server: Server, path: str) -> Self:
        """Sign in by the path of a link."""
        laptop = cls(http(server))
        answer = await laptop.post(path)
        assert answer.status_code == 302, answer.text
        return laptop

    async def get(self, path: str, **query: Any) -> httpx.Response:
        """Look at a page."""
        return await self.client.get(path, params=query)

    async def post(self, path: str, **fields: Any) -> httpx.Response:
        """Send the form of a page, which is looked at first for its token if need be."""
        if "csrftoken" not in self.client.cookies:
            await self.client.get(path)
        token = {"csrfmiddlewaretoken": self.client.cookies.get("csrftoken", "")}
        return await self.client.post(path, data={**fields, **token})

    @property
    def cookie(self) -> str:
        """What the laptop's browser sends when it opens a socket."""
        return f"sessionid={self.client.cookies['sessionid']}"

    async def close(self) -> None:
        """Close the connection."""
        await self.client.aclose()


def secret_on(page: httpx.Response) -> str:
    """The link or token that a page shows this once."""
    found = re.search(r"data-copy-text>([^<]+)<", page.text)
    assert found, page.text
    return html.unescape(found[1])
