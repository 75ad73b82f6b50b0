"""N delegates of one conference."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import Any

from live.load.connection import Message
from live.load.pace import GENTLE, Pace
from live.load.phone import Outcome, Phone
from live.load.record import Record
from live.load.venue import Venue
from live.load.web import WebClient

#: What a phone votes: given the phone and the question on screen, the ids of its choices.
Choose = Callable[[Phone, Message], list[str]]


def choose_one(phone: Phone, question: Message) -> list[str]:
    """Any one of the choices."""
    return [random.choice(question["choices"])["id"]]  # noqa: S311


class JoinFailed(Exception):
    """The server gave no token."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the acknowledgements add up to, to be compared with the result.

    ``ballots`` phones have a ballot that is not empty, ``counts`` maps choice ids to votes,
    and ``revisions`` sums the ``rev`` of every ballot: with nobody else voting and nothing
    refused, the number of acknowledged votes.
    """

    ballots: int
    revisions: int
    counts: dict[str, int]


class Crowd:
    """Delegates who join, connect and vote together; ``record`` is what they heard.

    With ``browser`` their phones show their tokens as cookies, as browsers do.
    """

    def __init__(self, venue: Venue, *, pace: Pace = GENTLE, browser: bool = False) -> None:
        self.venue = venue
        self.browser = browser
        self.pace = pace
        self.record = Record()
        self.phones: list[Phone] = []

    async def join(self, number: int, *, at_once: int = 32) -> None:
        """Join over HTTP as ``number`` further delegates, over ``at_once`` connections.

        Raises ``JoinFailed`` when the server answers anything but 201.
        """
        tokens: list[str] = []
        left = iter(range(number))

        async def keep_joining() -> None:
            with closing(WebClient(self.venue.url)) as web:
                for _ in left:
                    answer = await web.request("POST", self.venue.delegates)
                    if answer.status != 201:
                        raise JoinFailed(f"{answer.status}: {answer.body[:200]!r}")
                    tokens.append(answer.json()["token"])

        await asyncio.gather(*(keep_joining() for _ in range(min(at_once, number))))
        self.admit(tokens)

    def admit(self, tokens: Iterable[str]) -> None:
        """Add a phone for each token."""
        self.phones += [
            Phone(
                self.venue,
                token=token,
                name=f"phone-{number}",
                browser=self.browser,
                pace=self.pace,
            )
            for number, token in enumerate(tokens, start=len(self.phones))
        ]
        self.start_record(self.record)

    def start_record(self, record: Record | None = None) -> Record:
        """Record into a fresh ``Record`` (or the given one) from now on, and return it."""
        self.record = record or Record()
        for phone in self.phones:
            phone.record = self.record
        return self.record

    async def connect(self, *, at_once: int | None = None) -> None:
        """Connect every phone that is not, all together or ``at_once``; raises ``Over``."""
        turn = asyncio.Semaphore(at_once or max(1, len(self.phones)))

        async def connect(phone: Phone) -> None:
            async with turn:
                await phone.connect()

        await asyncio.gather(*(connect(phone) for phone in self.phones if not phone.connected))

    async def vote_at_once(self, choose: Choose = choose_one) -> None:
        """Let every phone vote once, all together, and wait until every vote is answered."""
        await self._vote(choose, lambda: False)

    async def vote_in_loop(self, seconds: float, choose: Choose = choose_one) -> None:
        """Let every phone change its vote as soon as the last is answered, for ``seconds``."""
        end = monotonic() + seconds
        await self._vote(choose, lambda: monotonic() < end)

    async def until(self, condition: Callable[[Phone], Any]) -> None:
        """Wait until ``condition(phone)`` holds for every phone."""
        await asyncio.gather(*(phone.until(partial(condition, phone)) for phone in self.phones))

    async def leave(self) -> None:
        """Close every socket."""
        await asyncio.gather(*(phone.close() for phone in self.phones))

    def standing(self, round_id: str) -> Standing:
        """Add up the ballots that were acknowledged in a round."""
        phones = [phone for phone in self.phones if phone.round == round_id]
        answers = [phone.answer for phone in phones if phone.answer]
        counts = Counter(choice for answer in answers for choice in answer)
        return Standing(len(answers), sum(phone.rev for phone in phones), dict(counts))

    async def _vote(self, choose: Choose, again: Callable[[], bool]) -> None:
        finished = asyncio.get_running_loop().create_future()
        voting = len(self.phones)

        def go_on(phone: Phone, outcome: Outcome) -> None:
            nonlocal voting
            if outcome.code in ("ack", "stale") and again():
                phone.vote(choose(phone, phone.question))
                return
            voting -= 1
            if not voting:
                finished.set_result(None)

        for phone in self.phones:
            phone.settled = go_on
            phone.vote(choose(phone, phone.question))
        await finished
