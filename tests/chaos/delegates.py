"""Delegates who keep a history: by socket, by HTTP, and repeating themselves as keypads do."""

import asyncio
import base64
import os
import random
from collections import Counter
from dataclasses import dataclass
from time import perf_counter

from live.load import Answer, Outcome, Pace, Phone, Venue, WebClient
from live.load.connection import Message
from tests.chaos.history import Ballot, History

#: Answers after which the same vote is sent again.
TRY_AGAIN = frozenset({"unavailable", "too_fast"})


@dataclass(frozen=True, slots=True)
class Doors(Venue):
    """A conference behind several server processes: every connection takes any of them.

    Like names with several addresses; a proxy would leave out a process that is down.
    """

    urls: tuple[str, ...] = ()

    def socket_url(self, role: str) -> str:
        """The address of a role's socket, on any process."""
        return Venue(random.choice(self.urls), self.code).socket_url(role)


class WitnessPhone(Phone):
    """A phone that writes down what it asks and hears; each frame is sent ``copies`` times."""

    def __init__(
        self,
        venue: Venue,
        *,
        token: str,
        history: History,
        name: str,
        pace: Pace,
        copies: int = 1,
    ) -> None:
        super().__init__(venue, token=token, name=name, pace=pace)
        self.history = history
        self.copies = copies
        #: When it was last greeted, and whether it was told ``restart`` before its last loss.
        self.greeted_at: list[float] = []
        self.told_restart = 0
        #: What time it is, as the server said last.
        self.time_told: str | None = None
        #: Answers to votes of any kind.
        self.answers = 0
        self._asked: dict[str, tuple[str, Ballot]] = {}

    def vote(self, answer: list[str]) -> None:
        """Vote, and write down what was asked."""
        super().vote(answer)
        vote = self._pending
        assert vote is not None
        self._note(vote.ref, vote.round, Ballot.of(vote.rev, vote.answer))

    def note_asked(self, round_id: str, ballot: Ballot) -> str:
        """Write down a vote that is sent past ``vote``; return a ref for it."""
        ref = f"{self.name}-{next(self._numbers)}"
        self._note(ref, round_id, ballot)
        return ref

    def _note(self, ref: str, round_id: str, ballot: Ballot) -> None:
        self._asked[ref] = (round_id, ballot)
        self.history.ask(self.token, round_id, ballot)

    def greet(self) -> None:
        """Note when the connection stood."""
        self.greeted_at.append(perf_counter())
        super().greet()

    def hear_mine(self, message: Message) -> None:
        """Note the server's time."""
        self.time_told = message["now"]
        super().hear_mine(message)

    def hear_ack(self, message: Message) -> None:
        """Write down what was promised."""
        self._told(message["ref"], "ack")
        super().hear_ack(message)

    def hear_refused(self, message: Message) -> None:
        """Write down what was refused."""
        self._told(message["ref"], message["code"])
        super().hear_refused(message)

    def hear_restart(self, message: Message) -> None:
        """Count how often the server said that it restarts."""
        self.told_restart += 1
        super().hear_restart(message)

    def _told(self, ref: str | None, code: str) -> None:
        self.answers += 1
        if ref in self._asked:
            self.history.tell(self.token, *self._asked[ref], code)

    def _send_pending(self) -> None:
        for _ in range(self.copies):
            super()._send_pending()


class Caller:
    """A delegate without a socket: each vote is a call, repeated until it is decided."""

    def __init__(
        self,
        venue: Doors,
        *,
        token: str,
        history: History,
        pace: Pace,
        headers: dict[str, str] | None = None,
    ) -> None:
        self.venue = venue
        self.token = token
        self.history = history
        self.pace = pace
        self.rev = 0
        self.round = ""
        #: Answers that are none of the protocol's, by status.
        self.statuses: Counter[int] = Counter()
        self._headers = {"Authorization": f"Bearer {token}", **(headers or {})}

    async def cast(self, round_id: str, answer: list[str]) -> Outcome:
        """Vote, and wait for the outcome."""
        if round_id != self.round:
            self.round, self.rev = round_id, 0
        self.rev += 1
        ballot = Ballot.of(self.rev, answer)
        began = perf_counter()
        self.history.ask(self.token, round_id, ballot)
        code = await self._call(ballot)
        while code in TRY_AGAIN:
            await asyncio.sleep(self.pace.after(self.pace.resend))
            code = await self._call(ballot)
        return Outcome(code, self.rev, answer, perf_counter() - began)

    async def _call(self, ballot: Ballot) -> str:
        body = {
            "type": "vote",
            "ref": str(ballot.rev),
            "round": self.round,
            "rev": ballot.rev,
            "answer": list(ballot.answer),
        }
        web = WebClient(random.choice(self.venue.urls))
        path = f"/api/v1/conferences/{self.venue.code}/ballots"
        try:
            answer = await web.request("POST", path, headers=self._headers, body=body)
        except (OSError, EOFError):
            return "unavailable"
        finally:
            web.close()
        return self._read(answer, ballot)

    def _read(self, answer: Answer, ballot: Ballot) -> str:
        try:
            message = answer.json()
        except ValueError:
            message = {}
        code = "ack" if answer.status == 200 else message.get("code")
        if code is None:
            self.statuses[answer.status] += 1
            return "unavailable"
        self.history.tell(self.token, self.round, ballot, code)
        if message.get("rev") is not None:
            self.rev = max(self.rev, message["rev"])
        return code


def handshake(port: int, code: str, token: str) -> bytes:
    """The request that opens a delegate's socket, for who speaks to the bare connection."""
    key = base64.b64encode(os.urandom(16)).decode()
    return (
        f"GET /ws/delegate/{code}/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Key: {key}\r\nAuthorization: Bearer {token}\r\n\r\n"
    ).encode()
