"""The projector and the chair: those who see tallies, and who steers."""

import asyncio
import itertools
from typing import Any

from live.load.connection import Client, Message
from live.load.pace import GENTLE, Pace
from live.load.venue import Venue


class Refused(Exception):
    """A command was refused; ``code`` is the protocol's."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code


class Watcher(Client):
    """Sees tallies and answers each with ``seen``; ``tallies`` counts them."""

    def __init__(self, venue: Venue, *, headers: dict[str, str], pace: Pace = GENTLE) -> None:
        super().__init__(venue, headers=headers, pace=pace)
        self.tally: Message | None = None
        self.tallies = 0

    def hear_tally(self, message: Message) -> None:
        """Keep the tally and say that it was seen, so that the next may come."""
        self.tally = message
        self.tallies += 1
        self.send({"type": "seen", "tally_seq": message["tally_seq"]})

    def hear_beat(self, message: Message) -> None:
        """Ask for a missed state or tally."""
        super().hear_beat(message)
        if self.tally and message.get("tally_seq", 0) > self.tally["tally_seq"]:
            self.send({"type": "sync"})


class Projector(Watcher):
    """The screen of a session; ``token`` is needed where the organiser restricts it."""

    role = "stage"

    def __init__(self, venue: Venue, *, token: str = "", pace: Pace = GENTLE) -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {"Origin": venue.url}
        super().__init__(venue, headers=headers, pace=pace)


class Chair(Watcher):
    """Steers a session with the API token of a person who chairs it."""

    role = "chair"

    def __init__(self, venue: Venue, *, token: str, pace: Pace = GENTLE) -> None:
        super().__init__(venue, headers={"Authorization": f"Bearer {token}"}, pace=pace)
        self.programme: Message | None = None
        self._refs = itertools.count(1)
        self._asked: dict[str, asyncio.Future[Message]] = {}

    async def command(self, do: str, **arguments: Any) -> Message:
        """Carry out one command and return its ``ack``; raises ``Refused``."""
        ref = f"{id(self)}-{next(self._refs)}"
        answered = self._asked[ref] = asyncio.get_running_loop().create_future()
        self.send({"type": "command", "ref": ref, "do": do, **arguments})
        return await answered

    def hear_programme(self, message: Message) -> None:
        """Keep the list of sessions and questions."""
        self.programme = message

    def hear_ack(self, message: Message) -> None:
        """A command was carried out."""
        if answered := self._asked.pop(message["ref"], None):
            answered.set_result(message)

    def hear_refused(self, message: Message) -> None:
        """A command was refused."""
        if answered := self._asked.pop(message["ref"], None):
            answered.set_exception(Refused(message["code"], message["detail"]))
