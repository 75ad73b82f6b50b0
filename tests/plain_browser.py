"""A browser without scripts: it reads the page's forms, ticks, and submits."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Self

import httpx

from tests.clients import http
from tests.servers import Server


@dataclass
class Form:
    """One form of a page: where it goes, its hidden fields, and what can be ticked."""

    action: str
    method: str
    hidden: dict[str, str] = field(default_factory=dict)
    options: list[str] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    """Collects forms and visible text."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.text: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a form or a field; what is in a template or script is not on the page."""
        got = {name: value or "" for name, value in attrs}
        self._silent += tag in {"template", "script", "style"}
        if self._silent:
            return
        if tag == "form":
            self.forms.append(Form(got.get("action", ""), got.get("method", "get")))
        elif tag == "input" and self.forms and got.get("name"):
            self._take_field(self.forms[-1], got)

    def _take_field(self, form: Form, got: dict[str, str]) -> None:
        if got.get("type") == "hidden":
            form.hidden[got["name"]] = got.get("value", "")
        elif got.get("type") in {"radio", "checkbox"}:
            form.options.append(got["value"])
            if "checked" in got:
                form.chosen.append(got["value"])

    def handle_endtag(self, tag: str) -> None:
        """Leave what is not on the page."""
        self._silent -= tag in {"template", "script", "style"}

    def handle_data(self, data: str) -> None:
        """Note the text on the page."""
        if not self._silent:
            self.text.append(data)


class PlainBrowser:
    """A delegate without scripts or sockets."""

    def __init__(self, client: httpx.AsyncClient, code: str) -> None:
        self.client = client
        self.address = f"/j/{code}/"
        self.forms: list[Form] = []
        self.text = ""

    @classmethod
    def on(cls, server: Server, code: str) -> Self:
        """A browser that has not yet looked; ``close`` it in the end."""
        client = http(server)
        client.follow_redirects = True
        return cls(client, code)

    async def look(self) -> str:
        """Load the page as it is now; return its text."""
        return self._read(await self.client.get(self.address))

    def _read(self, answer: httpx.Response) -> str:
        reader = _Reader()
        reader.feed(answer.text)
        self.forms = reader.forms
        self.text = " ".join(" ".join(reader.text).split())
        return self.text

    @property
    def ballot(self) -> Form:
        """The form with the choices."""
        return next(form for form in self.forms if form.options)

    async def vote(self, choices: list[str]) -> httpx.Response:
        """Tick, and press the button; return the answer after its redirects."""
        assert set(choices) <= set(self.ballot.options)
        return await self.submit(self.ballot, choices)

    async def submit(self, form: Form, choices: list[str]) -> httpx.Response:
        """Submit a form that was read with any values ticked."""
        answer = await self.client.post(form.action, data={**form.hidden, "answer": choices})
        self._read(answer)
        return answer

    async def close(self) -> None:
        """Close the connection."""
        await self.client.aclose()
