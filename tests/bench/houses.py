"""What is measured, started: the product, the yardsticks, and the product on stock Daphne."""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from live.load import Chair, Crowd, Pace, Projector, Venue
from tests.bench.cores import SERVER_CORE, pinned_to
from tests.bench.meter import Meter
from tests.servers import Server
from tests.servers.processes import Process, answers, free_port

ROOT = Path(__file__).resolve().parent.parent.parent

#: Rate limits that no closed loop reaches; they are in the path all the same.
UNHURRIED = {"MESSAGE_BURST": "1000000", "MESSAGES_PER_SECOND": "1000000"}

#: The bench tries again at once: what is measured is the server, not the jitter. It bears
#: silence, because the naive yardstick sends no beats while votes pile up.
AT_ONCE = Pace(base=0.2, cap=0.5, after_close=0.2, resend=0.2, patience=120, silence=600)


@dataclass(frozen=True, slots=True)
class Ledger:
    """Runs ``tests.bench.ledger`` on a server's database."""

    environment: Mapping[str, str]

    def ask(self, do: str, **arguments: Any) -> Any:
        """Do one thing and return its answer; raises CalledProcessError."""
        command = [sys.executable, "-m", "tests.bench.ledger", do, json.dumps(arguments)]
        done = subprocess.run(
            command, env=dict(self.environment), cwd=ROOT, stdout=subprocess.PIPE, check=True
        )
        return json.loads(done.stdout.splitlines()[-1])


class House:
    """A server process pinned to its core, with a conference in a database of its own."""

    def __init__(self, *, process: Process, port: int, environment: Mapping[str, str]) -> None:
        self.process = process
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.ledger = Ledger(environment)
        #: The round opened behind the server's back, for yardsticks.
        self.round = ""
        conference = self.ledger.ask("prepare", questions=24)
        self.session = conference["session"]
        self.venue = Venue(self.url, conference["code"])

    def start(self) -> None:
        """Start the server on its core."""
        with pinned_to(SERVER_CORE):
            self.process.start()
        self.meter = Meter(self.process.pid)

    def stop(self) -> None:
        """End it."""
        self.process.stop()

    def socket_url(self, path: str) -> str:
        """The address of a yardstick's socket."""
        return f"ws://127.0.0.1:{self.port}/{path}/"

    def crowd(self, number: int, *, browser: bool = False) -> Crowd:
        """New delegates with their tokens, not yet connected."""
        crowd = Crowd(self.venue, pace=AT_ONCE, browser=browser)
        crowd.admit(self.ledger.ask("tokens", code=self.venue.code, number=number))
        return crowd


class Builder:
    """Builds houses of one size from a prepared database."""

    def __init__(self, prepared: Any, size: str) -> None:
        self.prepared = prepared
        self.size = size

    def product(self, **settings: str) -> House:
        """The product as an operator starts it."""
        server: Server = self.prepared.make(**UNHURRIED, **settings)
        self.token = server.token("organiser")
        return House(process=server.process, port=server.port, environment=server.environment)

    def yardsticks(self) -> House:
        """The yardsticks, on the same server, with a round open for the naive one."""
        house = self._build([sys.executable, "-m", "tests.bench.yardsticks"])
        house.round = house.ledger.ask("open_round", session=house.session)
        return house

    def stock(self) -> House:
        """The product's application on the ``daphne`` command line, as it comes."""
        daphne = str(Path(sys.executable).parent / "daphne")
        application = "tests.bench.yardsticks.stock:application"
        return self._build([daphne, "-b", "127.0.0.1", application, "-p"])

    def _build(self, command: list[str]) -> House:
        server: Server = self.prepared.make()
        port = free_port()
        process = Process(
            [*command, str(port)],
            log=server.folder / f"process-{port}.log",
            ready=lambda: answers(port),
            environment={**server.environment, "PYTHONPATH": str(ROOT)},
        )
        return House(process=process, port=port, environment=server.environment)


@asynccontextmanager
async def running(*houses: House) -> AsyncIterator[None]:
    """Run these houses until the block ends."""
    started = []
    try:
        for house in houses:
            started.append(house)
            house.start()
        yield
    finally:
        for house in started:
            house.stop()


@asynccontextmanager
async def session_of(house: House, token: str) -> AsyncIterator[tuple[Chair, Projector]]:
    """Start the house's session: its chair and its projector."""
    chair = Chair(house.venue, token=token, pace=AT_ONCE)
    projector = Projector(house.venue, pace=AT_ONCE)
    try:
        await chair.connect()
        await chair.command("start")
        await projector.connect()
        yield chair, projector
    finally:
        await asyncio.gather(chair.close(), projector.close())


async def open_next(chair: Chair, *crowds: Crowd) -> str:
    """Open a round on the next question, and wait until every phone shows it; return its id."""
    await chair.command("next")
    opened = (await chair.command("open"))["round"]
    for crowd in crowds:
        await crowd.until(lambda phone: phone.round == opened)
    return opened
