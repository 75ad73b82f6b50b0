"""The product under chaos: its processes, a conference with a chair, and who looks at it."""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from itertools import pairwise
from time import perf_counter
from typing import Any

from live.load import Answer, Chair, Pace, Projector, WebClient
from live.load.connection import Message
from tests.chaos.audience import Audience
from tests.chaos.delegates import Caller, Doors, WitnessPhone
from tests.chaos.history import Ballot, History
from tests.chaos.report import Report
from tests.chaos.scale import Scale
from tests.servers import Embedded, Full, Postgres, Redis, Server
from tests.servers.product import ROOT

#: Rate limits that are in the path, but which nobody who repeats frames on purpose reaches.
UNHURRIED = {"MESSAGE_BURST": "1000000", "MESSAGES_PER_SECOND": "1000000"}

CHOICES = ("Yes, compulsory", "Yes, voluntary", "Perhaps", "No")

#: Answer to whoever should try again; how soon, and for how long at most (seconds).
UNAVAILABLE, AGAIN, PATIENCE = 503, 0.2, 30.0


@dataclass(frozen=True, slots=True)
class Site:
    """Where houses of one size are built, and what may be killed there."""

    size: str
    prepared: Embedded | Full
    scale: Scale
    postgres: Postgres | None = None
    redis: Redis | None = None


class KeepingProjector(Projector):
    """A projector that remembers the last tally of every round, and when any came."""

    def __init__(self, venue: Doors, *, pace: Pace) -> None:
        super().__init__(venue, pace=pace)
        self.last: dict[str, Message] = {}
        self._heard_at: list[float] = []

    def hear_tally(self, message: Message) -> None:
        """Keep it."""
        self.last[message["round"]] = message
        self._heard_at.append(perf_counter())
        super().hear_tally(message)

    def longest_pause(self, start: float, end: float) -> float:
        """The most seconds between two moments for which no tally came."""
        moments = [start, *(at for at in self._heard_at if start < at < end), end]
        return max(later - earlier for earlier, later in pairwise(moments))


class KeepingChair(Chair):
    """A chair who reads the banner: ``told`` are the kinds of trouble that it names now."""

    told: frozenset[str] = frozenset()

    def hear_trouble(self, message: Message) -> None:
        """Read it."""
        self.told = frozenset(trouble["what"] for trouble in message["now"])


@dataclass
class House:
    """One conference on one or two server processes. ``report`` is what the fault is found to do.

    ``conference`` is as the API tells it; ``round`` the round that was opened last.
    """

    site: Site
    report: Report
    servers: list[Server]
    conference: dict[str, Any]
    history: History = field(default_factory=History)
    audience: Audience = field(default_factory=Audience)
    round: str = ""

    def __post_init__(self) -> None:
        urls = tuple(server.url for server in self.servers)
        self.doors = Doors(urls[0], self.conference["code"], urls=urls)
        self.projector = KeepingProjector(self.doors, pace=self.scale.pace)

    @property
    def scale(self) -> Scale:
        """How large the run is."""
        return self.site.scale

    @property
    def session(self) -> str:
        """The id of the session."""
        return self.conference["sessions"][0]["id"]

    @property
    def question(self) -> Message:
        """The first question."""
        return self.conference["sessions"][0]["questions"][0]

    async def ask(self, method: str, path: str, *, token: str, body: Any = None) -> Answer:
        """Call the API on any process that answers; raises OSError when none does."""
        headers = {"Authorization": f"Bearer {token}"}
        for url in self.doors.urls[:-1]:
            try:
                return await _ask(url, method, path, headers, body)
            except (OSError, EOFError):
                continue
        return await _ask(self.doors.urls[-1], method, path, headers, body)

    async def command(self, do: str, **arguments: Any) -> dict[str, Any]:
        """Give a chair's command; raises AssertionError where it is refused."""
        answer = await self.ask(
            "POST",
            f"/api/v1/sessions/{self.session}/commands",
            token=self.token,
            body={"do": do, **arguments},
        )
        assert answer.status == 200, f"{do}: {answer.status} {answer.body!r}"
        return answer.json()

    @property
    def token(self) -> str:
        """The organiser's API token, who also chairs."""
        return self.servers[0].token("organiser")

    async def open(self) -> str:
        """Open a round, and wait until every phone knows of it; return its id."""
        return await self.open_for(self.audience.phones)

    async def open_for(self, phones: Iterable[WitnessPhone]) -> str:
        """Open a round, and wait until these phones know of it; return its id."""
        knowing = list(phones)
        self.round = (await self.command("open"))["round"]
        await asyncio.gather(
            *(phone.until(lambda phone=phone: phone.round == self.round) for phone in knowing)
        )
        return self.round

    async def join(self, number: int) -> list[str]:
        """Tokens of new delegates."""
        tokens: list[str] = []
        left = iter(range(number))

        async def keep_joining(url: str) -> None:
            with closing(WebClient(url)) as web:
                for _ in left:
                    answer = await _ask_again(web, self.doors.delegates)
                    assert answer.status == 201, answer.body
                    tokens.append(answer.json()["token"])

        urls = self.doors.urls * (8 // len(self.doors.urls))
        await asyncio.gather(*(keep_joining(url) for url in urls))
        return tokens

    def phone(
        self, token: str, *, name: str = "", copies: int = 1, venue: Doors | None = None
    ) -> WitnessPhone:
        """A phone of one delegate, not yet connected."""
        return WitnessPhone(
            venue or self.doors,
            token=token,
            history=self.history,
            name=name or f"phone-{len(self.audience.phones)}",
            pace=self.scale.pace,
            copies=copies,
        )

    async def gather(self, *, by: Doors | None = None) -> None:
        """Bring the audience in: every tenth phone repeats its frames; callers have no socket.

        Every second phone comes ``by`` other doors, where they are given.
        """
        phones = self.scale.delegates
        callers = phones // 10
        tokens = await self.join(phones + callers)
        for number, token in enumerate(tokens[:phones]):
            venue = by if by and number % 2 else self.doors
            copies = 3 if number % 10 == 9 else 1
            self.audience.phones.append(self.phone(token, copies=copies, venue=venue))
        self.audience.callers += [
            Caller(self.doors, token=token, history=self.history, pace=self.scale.pace)
            for token in tokens[phones:]
        ]
        await self.audience.connect()

    def ledger(
        self, rounds: Sequence[str], tokens: Sequence[str], *, conference: str | None = None
    ) -> dict[str, Any]:
        """What the database holds of these rounds, also of the keypads of a conference."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.chaos.ledger"],
            input=json.dumps(
                {"rounds": list(rounds), "tokens": list(tokens), "conference": conference}
            ),
            env=dict(self.servers[0].environment),
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    async def mine(self, token: str) -> Ballot | None:
        """What the API tells a delegate of their own ballot in the round on screen."""
        path = f"/api/v1/conferences/{self.doors.code}/state"
        mine = (await self.ask("GET", path, token=token)).json()["mine"]
        return Ballot.of(mine["rev"], mine["answer"]) if mine["rev"] else None

    async def stop(self) -> None:
        """End everybody and everything; note tracebacks in the servers' logs."""
        await self.projector.close()
        await self.audience.leave()
        await asyncio.gather(*(asyncio.to_thread(server.stop) for server in self.servers))
        for server in self.servers:
            text = server.log.read_text(errors="replace") if server.log.exists() else ""
            self.report.expect("Traceback" not in text, f"no traceback in {server.log}")


def _file(choices: Sequence[str]) -> dict[str, Any]:
    """A conference of one session with one question."""
    question = {"kind": "single", "prompt": "Is a scheme needed?", "choices": list(choices)}
    return {"name": "Chaos", "sessions": [{"title": "All faults", "questions": [question]}]}


async def _ask(url: str, method: str, path: str, headers: Mapping[str, str], body: Any) -> Answer:
    with closing(WebClient(url)) as web:
        return await web.request(method, path, headers=dict(headers), body=body)


async def _ask_again(web: WebClient, path: str, **request: Any) -> Answer:
    """Post until the answer is another than "unavailable", as clients are told to."""
    async with asyncio.timeout(PATIENCE):
        while True:
            answer = await web.request("POST", path, **request)
            if answer.status != UNAVAILABLE:
                return answer
            await asyncio.sleep(AGAIN)


@asynccontextmanager
async def house(
    site: Site,
    report: Report,
    *,
    choices: Sequence[str] = CHOICES,
    second: Mapping[str, str] | None = None,
    **settings: str,
) -> AsyncIterator[House]:
    """Build a house with its session started, a question shown and its projector on.

    Two processes in full size (the ``second`` with settings of its own), one embedded.
    """
    servers = [site.prepared.make(**{**UNHURRIED, **settings})]
    if site.size == "full":
        servers.append(servers[0].sibling(**(second or {})))
    built: House | None = None
    try:
        await asyncio.gather(*(asyncio.to_thread(server.start) for server in servers))
        headers = {"Authorization": f"Bearer {servers[0].token('organiser')}"}
        with closing(WebClient(servers[0].url)) as web:
            answer = await _ask_again(
                web, "/api/v1/conferences", headers=headers, body=_file(choices)
            )
        assert answer.status == 201, answer.body
        built = House(site, report, servers, answer.json())
        await built.command("start")
        await built.command("show", question=built.question["id"])
        await built.projector.connect()
        yield built
    finally:
        if built:
            await built.stop()
        for server in servers:
            server.stop()
