"""Everybody who votes in a house, together."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from time import perf_counter
from typing import Any

from live.load import Outcome
from live.load.connection import Message
from tests.chaos.delegates import Caller, WitnessPhone
from tests.chaos.waiting import until

#: Seconds after which a vote counts as never answered.
PATIENCE = 60.0
#: What a person sees as an error: a vote that the server could not make sense of.
ERRORS = frozenset({"invalid", "malformed", "not_allowed"})


@dataclass(frozen=True, slots=True)
class Cast:
    """One vote from its first sending to its final answer, on this process's clock."""

    sent: float
    answered: float
    code: str


@dataclass
class Audience:
    """Everybody who votes: ``casts`` are their votes, in the order of the answers.

    ``tokens_elsewhere`` are of delegates who voted from another process. ``pending`` are the
    moments at which the votes not yet answered were sent first.
    """

    phones: list[WitnessPhone] = field(default_factory=list)
    callers: list[Caller] = field(default_factory=list)
    casts: list[Cast] = field(default_factory=list)
    tokens_elsewhere: list[str] = field(default_factory=list)
    pending: Counter[float] = field(default_factory=Counter)
    #: Set whenever somebody votes.
    _voted: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def tokens(self) -> list[str]:
        """The tokens of all delegates, each once."""
        here = [one.token for one in [*self.phones, *self.callers]]
        return list(dict.fromkeys([*here, *self.tokens_elsewhere]))

    async def connect(self, *, at_once: int = 200) -> None:
        """Connect every phone."""
        turn = asyncio.Semaphore(at_once)

        async def connect(phone: WitnessPhone) -> None:
            async with turn:
                await phone.connect()

        await asyncio.gather(*(connect(phone) for phone in self.phones))

    async def until(self, condition: Callable[[WitnessPhone], Any]) -> None:
        """Wait until ``condition(phone)`` holds for every phone."""
        await asyncio.gather(*(phone.until(partial(condition, phone)) for phone in self.phones))

    async def leave(self) -> None:
        """Close every socket."""
        await asyncio.gather(*(phone.close() for phone in self.phones))

    async def cast_by_phone(self, phone: WitnessPhone) -> Cast:
        """Let one phone vote for any choice, and wait for what becomes of it."""
        answer = choose(phone.question)
        return await self._cast(phone.cast(answer))

    async def cast_by_call(self, caller: Caller, round_id: str, question: Message) -> Cast:
        """Let one caller vote for any choice, and wait for what becomes of it."""
        return await self._cast(caller.cast(round_id, choose(question)))

    async def everybody_votes(self) -> list[Cast]:
        """Let everybody vote at once, and wait until every vote is answered."""
        question, round_id = self.phones[0].question, self.phones[0].round
        assert round_id is not None
        return await asyncio.gather(
            *(self.cast_by_phone(phone) for phone in self.phones),
            *(self.cast_by_call(caller, round_id, question) for caller in self.callers),
        )

    async def vote_until(self, stop: asyncio.Event, *, pause: float) -> None:
        """Let everybody change their vote again and again, up to ``pause`` seconds apart."""
        question, round_id = self.phones[0].question, self.phones[0].round
        assert round_id is not None

        async def by_phone(phone: WitnessPhone) -> None:
            while not await _waited(stop, random.uniform(0, pause)):
                await self.cast_by_phone(phone)

        async def by_call(caller: Caller) -> None:
            while not await _waited(stop, random.uniform(0, pause)):
                await self.cast_by_call(caller, round_id, question)

        await asyncio.gather(
            *(by_phone(phone) for phone in self.phones),
            *(by_call(caller) for caller in self.callers),
        )

    async def somebody_votes(self) -> None:
        """Wait until a vote is on its way; it is not answered before whoever waits may act."""
        self._voted.clear()
        await self._voted.wait()

    async def answered(self, *, before: float, within: float) -> None:
        """Wait until every vote that was sent before a moment is answered."""
        await until(lambda: not any(sent < before for sent in self.pending), within=within)

    async def back(self, *, within: float) -> None:
        """Wait until every phone is connected."""
        await until(lambda: all(phone.connected for phone in self.phones), within=within)

    @asynccontextmanager
    async def voting(self, *, pause: float) -> AsyncIterator[None]:
        """Let everybody vote throughout the block; then wait until every vote is answered."""
        stop = asyncio.Event()
        votes = asyncio.ensure_future(self.vote_until(stop, pause=pause))
        try:
            yield
            stop.set()
            await asyncio.wait_for(votes, PATIENCE)
        finally:
            votes.cancel()
            await asyncio.gather(votes, return_exceptions=True)

    def errors(self) -> Counter[str]:
        """What a person would see as an error, by its name."""
        seen = Counter(cast.code for cast in self.casts if cast.code in ERRORS)
        seen.update(f"HTTP {s}" for one in self.callers for s in one.statuses.elements())
        seen.update("sent away" for phone in self.phones if phone.over)
        return seen

    async def _cast(self, voting: Awaitable[Outcome]) -> Cast:
        sent = perf_counter()
        self.pending[sent] += 1
        self._voted.set()
        try:
            outcome = await voting
        finally:
            self.pending.subtract([sent])
            if not self.pending[sent]:
                del self.pending[sent]
        cast = Cast(sent, perf_counter(), outcome.code)
        self.casts.append(cast)
        return cast


def choose(question: Message) -> list[str]:
    """Any one of the choices."""
    return [random.choice(question["choices"])["id"]]


async def _waited(stop: asyncio.Event, seconds: float) -> bool:
    """Wait, and say whether ``stop`` was set."""
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return False
    return True
