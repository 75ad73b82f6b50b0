"""Clients of the live protocol for the tests: phone, projector, chair, and programs.

Every message that they send or receive is held against ``docs/asyncapi.yaml``, every answer to
a call against ``/api/v1/openapi.json``; what is meant to be wrong goes out by ``send_raw``.
Nothing here sleeps: a wait ends with its event, or fails after ``PATIENCE`` seconds.
"""

import asyncio
import itertools
import json
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Self, TypeVar

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.contract import check
from tests.published import check_answer
from tests.servers import Server
from tests.servers.web import PLAIN

#: Seconds that an event may take on a busy machine.
PATIENCE = 10.0

_refs = itertools.count(1)

S = TypeVar("S", bound="Socket")


def http(server: Server, token: str | None = None) -> httpx.AsyncClient:
    """An HTTP client of a server, with a token or without; answers to calls must be described."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    hooks = {"response": [hold_against_description]}
    return httpx.AsyncClient(
        base_url=server.url, headers=headers, timeout=PATIENCE, event_hooks=hooks, **PLAIN
    )


async def hold_against_description(answer: httpx.Response) -> None:
    """Raise ``NotDescribed`` where a call is answered otherwise than its description says."""
    if answer.request.url.path.startswith("/api/"):
        await answer.aread()
        check_answer(answer.request.method, answer.request.url.path, answer)


async def join(server: Server, code: str) -> str:
    """Join a conference as a program does; return the delegate's token."""
    async with http(server) as client:
        answer = await client.post(f"/api/v1/conferences/{code}/delegates")
    assert answer.status_code == 201, answer.text
    return answer.json()["token"]


class Socket:
    """One open socket: ``kind`` is ``delegate``, ``stage`` or ``chair``.

    A reader collects what arrives; ``receive`` takes it out by type, in order.
    """

    kind = ""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        #: Everything that arrived, as text, in order.
        self.frames: list[str] = []
        self._waiting: list[dict[str, Any]] = []
        self._news = asyncio.Condition()
        self._reader = asyncio.create_task(self._read())

    @classmethod
    async def open(
        cls,
        server: Server,
        code: str,
        *,
        token: str | None = None,
        cookie: str | None = None,
        origin: str | None = None,
        session: str | None = None,
    ) -> Self:
        """Connect; raises ``websockets.exceptions.InvalidStatus`` if the server refuses HTTP."""
        headers = {}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        if cookie is not None:
            headers["Cookie"] = cookie
        query = f"?session={session}" if session else ""
        connection = await connect(
            server.ws(f"/ws/{cls.kind}/{code}/{query}"),
            additional_headers=headers,
            origin=origin,
            compression=None,
            max_size=None,
            proxy=None,
            open_timeout=PATIENCE,
            close_timeout=1,
            ping_interval=None,
        )
        return cls(connection)

    async def _read(self) -> None:
        try:
            async for frame in self.connection:
                message = json.loads(frame)
                check(self.kind, "send", message)
                self.frames.append(frame)
                await self.answer(message)
                async with self._news:
                    self._waiting.append(message)
                    self._news.notify_all()
        except ConnectionClosed:
            pass
        finally:
            async with self._news:
                self._news.notify_all()

    async def answer(self, message: dict[str, Any]) -> None:
        """What this client answers by itself."""

    async def send(self, message: dict[str, Any]) -> None:
        """Send a message that the protocol knows."""
        check(self.kind, "receive", message)
        await self.connection.send(json.dumps(message))

    async def send_raw(self, frame: str | bytes) -> None:
        """Send any frame."""
        await self.connection.send(frame)

    def _take(self, kinds: tuple[str, ...], expected: dict[str, Any]) -> dict[str, Any] | None:
        """Take the first message of ``kinds`` with the expected values, dropping those before."""
        for message in [m for m in self._waiting if m["type"] in kinds]:
            self._waiting.remove(message)
            if all(message.get(key) == value for key, value in expected.items()):
                return message
        return None

    async def receive(
        self, *kinds: str, within: float = PATIENCE, **expected: Any
    ) -> dict[str, Any]:
        """Return the next message of one of these types that has the expected values.

        Messages of these types that have not are dropped; those of other types wait.
        """
        found: dict[str, Any] | None = None

        def look() -> bool:
            nonlocal found
            found = self._take(kinds, expected)
            return found is not None or self._reader.done()

        try:
            async with asyncio.timeout(within), self._news:
                await self._news.wait_for(look)
        except TimeoutError:
            raise AssertionError(
                f"no {kinds} with {expected} within {within} s; the last were {self.frames[-5:]}"
            ) from None
        if found is None:
            self._reader.result()
            code = self.connection.close_code
            raise AssertionError(f"closed with {code} before {kinds} with {expected}")
        return found

    async def pending(self, *kinds: str) -> list[dict[str, Any]]:
        """Take what has arrived of these types by the time that a ping is answered."""
        await self.send({"type": "ping"})
        await self.receive("pong")
        taken = [m for m in self._waiting if m["type"] in kinds]
        self._waiting = [m for m in self._waiting if m["type"] not in kinds]
        return taken

    async def close_code(self, *, within: float = PATIENCE) -> int | None:
        """Wait until the server closes; return its code."""
        async with asyncio.timeout(within):
            await asyncio.wait({self._reader})
            self._reader.result()
            await self.connection.wait_closed()
        return self.connection.close_code

    async def close(self) -> None:
        """Leave; raises what the reader found off the contract."""
        with suppress(ConnectionClosed):
            await self.connection.close()
        await self._reader

    def drop(self) -> None:
        """Lose the connection without a word, as a phone in a lift does."""
        self.connection.transport.abort()


class Phone(Socket):
    """A delegate's socket."""

    kind = "delegate"

    async def vote(
        self, round: str, answer: list[str], *, rev: int = 1, ref: str | None = None
    ) -> dict[str, Any]:
        """Vote, and return the server's answer to it."""
        ref = ref or f"vote-{next(_refs)}"
        message = {"type": "vote", "ref": ref, "round": round, "rev": rev, "answer": answer}
        await self.send(message)
        return await self.receive("ack", "refused", ref=ref)


class Projector(Socket):
    """A projector's socket, which says what it has seen."""

    kind = "stage"

    async def answer(self, message: dict[str, Any]) -> None:
        """Answer each tally with ``seen``."""
        if message["type"] == "tally":
            with suppress(ConnectionClosed):
                await self.send({"type": "seen", "tally_seq": message["tally_seq"]})


class Chair(Projector):
    """A chair's socket."""

    kind = "chair"

    async def command(self, do: str, *, ref: str | None = None, **args: Any) -> dict[str, Any]:
        """Give a command, and return the server's answer to it."""
        ref = ref or f"command-{next(_refs)}"
        await self.send({"type": "command", "ref": ref, "do": do, **args})
        return await self.receive("ack", "refused", ref=ref)


@dataclass
class Hall:
    """A conference on a server, and everybody who is connected to it.

    ``data`` is the conference as the API tells it; ``session`` is its first session.
    """

    server: Server
    data: dict[str, Any]
    token: str
    sockets: list[Socket] = field(default_factory=list)

    @classmethod
    async def make(cls, server: Server, file: dict[str, Any]) -> Self:
        """Create a conference from a conference file, as the organiser's program."""
        token = server.token("organiser")
        async with http(server, token) as client:
            answer = await client.post("/api/v1/conferences", json=file)
        assert answer.status_code == 201, answer.text
        return cls(server, answer.json(), token)

    @property
    def code(self) -> str:
        """The join code."""
        return self.data["code"]

    @property
    def session(self) -> dict[str, Any]:
        """The first session."""
        return self.data["sessions"][0]

    def question(self, number: int) -> dict[str, Any]:
        """A question of the first session, counted from 1."""
        return self.session["questions"][number - 1]

    def choices(self, number: int) -> list[str]:
        """The ids of a question's choices."""
        return [choice["id"] for choice in self.question(number)["choices"]]

    async def steer(self, do: str, *, session: str | None = None, **args: Any) -> httpx.Response:
        """Give a command by the API, and return the answer whatever it is."""
        path = f"/api/v1/sessions/{session or self.session['id']}/commands"
        async with http(self.server, self.token) as client:
            return await client.post(path, json={"do": do, **args})

    async def do(self, do: str, **args: Any) -> dict[str, Any]:
        """Give a command that must succeed; return ``seq``, ``phase`` and ``round``."""
        answer = await self.steer(do, **args)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def open(self, number: int = 1, **args: Any) -> str:
        """Show a question and open a round on it; return the round's id."""
        await self.do("show", question=self.question(number)["id"])
        return (await self.do("open", **args))["round"]

    async def get(self, path: str, *, token: str | None = None) -> httpx.Response:
        """Call the API as the organiser."""
        async with http(self.server, token or self.token) as client:
            return await client.get(path)

    async def result(self, round: str) -> dict[str, Any]:
        """The result of a round by the API."""
        answer = await self.get(f"/api/v1/rounds/{round}/result")
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def counts(self, round: str) -> list[int]:
        """The counts of a round in the order of the choices."""
        return [line["count"] for line in (await self.result(round))["counts"]]

    async def phone(self, *, token: str | None = None, session: str | None = None) -> Phone:
        """A delegate on the socket; a new one, unless ``token`` names who."""
        token = token or await join(self.server, self.code)
        return self._keep(await Phone.open(self.server, self.code, token=token, session=session))

    async def projector(self, **chosen: Any) -> Projector:
        """A projector; pages send an Origin."""
        chosen.setdefault("origin", self.server.url)
        return self._keep(await Projector.open(self.server, self.code, **chosen))

    async def chair(self, **chosen: Any) -> Chair:
        """A chair; the organiser, unless ``token`` names another."""
        chosen.setdefault("token", self.token)
        return self._keep(await Chair.open(self.server, self.code, **chosen))

    def _keep(self, socket: S) -> S:
        self.sockets.append(socket)
        return socket

    async def leave(self) -> None:
        """Close every socket."""
        for socket in self.sockets:
            await socket.close()
