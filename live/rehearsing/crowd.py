"""Simulated delegates in the room: they vote in whatever is put to the vote, and go at the end."""

import asyncio
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from picows import WSTransport

from live.load import GENTLE, Over, Pace, Phone, Venue
from live.load.connection import Message
from live.rehearsing.dealing import Deal, deal_answers

#: What a server says to tokens of a rehearsal that it does not know of, yet or any more.
NOT_HERE = 4401
#: Seconds that a server may take to learn of a rehearsal that another process began.
NEWS = 12.0
PAUSE = 0.5
CLEARED = "The rehearsal was cleared away."
#: Connections opened together.
AT_ONCE = 32
#: Seconds that a server may be away before the crowd gives up.
PATIENCE = 60.0
#: Seconds after a close within which the last votes are answered.
LAST_ACKS = 1.0


class Stopped(Exception):
    """The rehearsal is over, or cannot go on; the text is a sentence for a person."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How the crowd votes: percentages by prompt and choice, within so many seconds."""

    shares: Mapping[str, Mapping[str, float]]
    seed: int = 0
    within: float = 20.0


class Rehearser(Phone):
    """One simulated delegate; ``number`` is its place in each deal."""

    def __init__(self, crowd: "RehearsalCrowd", *, number: int, token: str, pace: Pace) -> None:
        super().__init__(crowd.venue, token=token, name=f"simulated-{number}", pace=pace)
        self.number = number
        self._crowd = crowd
        self._due: asyncio.TimerHandle | None = None

    def hear_state(self, message: Message) -> None:
        """Vote soon, where there is something to vote on."""
        super().hear_state(message)
        if self.state is message:
            self._crowd.note_state(message)
            self._vote_soon()

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        """The socket is gone, perhaps for good."""
        super().on_ws_disconnected(transport)
        if self.over:
            self._crowd.note_over(self.over)

    async def close(self) -> None:
        """Leave, and vote no more."""
        if self._due:
            self._due.cancel()
        await super().close()

    def _vote_soon(self) -> None:
        if self._due is None and is_open(self.state):
            loop = asyncio.get_running_loop()
            self._due = loop.call_later(self._crowd.draw_delay(), self._vote_now, self.round)

    def _vote_now(self, round_id: str | None) -> None:
        self._due = None
        if self.round != round_id:
            self._vote_soon()  # Another one was opened meanwhile.
        elif self._may_vote and (answer := self._crowd.answer_of(self)):
            self.vote(answer)

    @property
    def _may_vote(self) -> bool:
        return is_open(self.state) and self.connected and not self.rev and not self.waiting


class RehearsalCrowd:
    """The simulated delegates of one session; ``say`` is told what goes on, in sentences."""

    def __init__(
        self, venue: Venue, plan: Plan, *, say: Callable[[str], Any], pace: Pace = GENTLE
    ) -> None:
        self.venue = venue
        self.plan = plan
        self.phones: list[Rehearser] = []
        self._say = say
        self._pace = pace
        # Of the moments alone: who votes what is dealt by the seed.
        self._chance = random.Random()  # noqa: S311
        self._deals: dict[str, Deal] = {}
        self._state: Message | None = None
        #: The state before a close whose turnout is still to be told.
        self._closed: Message | None = None
        self._began = False
        self._over: asyncio.Future[str] | None = None

    async def rehearse(self, tokens: list[str]) -> str:
        """Bring a delegate in for each token, vote until the rehearsal is over, and leave.

        Returns how it ended, as a sentence. Raises ``Stopped`` where it could not begin.
        """
        self._over = asyncio.get_running_loop().create_future()
        self.phones = [
            Rehearser(self, number=number, token=token, pace=self._pace)
            for number, token in enumerate(tokens)
        ]
        try:
            await self._bring_in()
            self._say(f"{len(self.phones)} simulated delegates are in.")
            return await self._until_over()
        finally:
            await asyncio.gather(*(phone.close() for phone in self.phones))

    def answer_of(self, phone: Rehearser) -> list[str]:
        """What a delegate votes in the round that it sees; nothing, to abstain."""
        question, round_id = phone.question, phone.round or ""
        if "choices" not in question:
            return []
        if round_id not in self._deals:
            self._deals[round_id] = deal_answers(
                question,
                delegates=len(self.phones),
                seed=self.plan.seed,
                shares=self.plan.shares.get(question["prompt"]),
            )
        return self._deals[round_id][phone.number]

    def draw_delay(self) -> float:
        """Seconds until somebody votes: most soon, some after a while, as people do."""
        return self._chance.betavariate(1.6, 3.2) * self.plan.within

    def note_state(self, state: Message) -> None:
        """Tell of a round that closed; end with the rehearsal. Everybody tells of each state."""
        before = self._state
        if before is not None and state["seq"] <= before["seq"]:
            return
        self._state = state
        if before is not None and is_open(before) and not is_open(state):
            loop = asyncio.get_running_loop()
            self._closed = before
            loop.call_later(LAST_ACKS, self._tell_turnout)
        if not state["rehearsal"]:
            self._end(CLEARED)
        elif state["phase"] == "ended":
            self._end("The session has ended.")

    def note_over(self, over: Over) -> None:
        """The server sends somebody away for good: the rehearsal was cleared, or never was."""
        if self._began:
            gone = CLEARED if over.code == NOT_HERE else "The conference has ended."
            self._end(gone)

    def _tell_turnout(self) -> None:
        """Tell how many voted in the round that closed, unless that was told."""
        state, self._closed = self._closed, None
        if state is None:
            return
        here = [phone for phone in self.phones if phone.round == state["round"]["id"]]
        voted = sum(bool(phone.answer) for phone in here)
        self._say(f"“{state['question']['prompt']}”: {voted} of {len(self.phones)} voted.")

    def _end(self, sentence: str) -> None:
        if self._over is not None and not self._over.done():
            self._over.set_result(sentence)

    async def _bring_in(self) -> None:
        """Connect everybody, a few at a time; raises ``Stopped``."""
        turn = asyncio.Semaphore(AT_ONCE)
        until = asyncio.get_running_loop().time() + NEWS

        async def bring_in(phone: Rehearser) -> None:
            async with turn:
                await _connect(phone, until)

        try:
            async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as group:
                for phone in self.phones:
                    group.create_task(bring_in(phone))
        except TimeoutError:
            raise Stopped(f"{self.venue.url} did not let everybody in within a minute.") from None
        except ExceptionGroup as failed:
            over = failed.exceptions[0]
            if not isinstance(over, Over):
                raise
            raise Stopped(_why_not(over, self.venue)) from None
        self._began = True

    async def _until_over(self) -> str:
        """Wait for the end; a server that is away for too long is one."""
        assert self._over is not None  # noqa: S101 -- for the type checker; the caller made it
        away = 0.0
        while not self._over.done():
            await asyncio.wait([self._over], timeout=PAUSE)
            away = 0.0 if any(phone.connected for phone in self.phones) else away + PAUSE
            if away >= PATIENCE:
                return "The server has been away for a minute."
        self._tell_turnout()
        return self._over.result()


def is_open(state: Message | None) -> bool:
    """Whether a state takes the votes of simulated delegates: in a rehearsal alone."""
    return bool(state and state["rehearsal"] and state["phase"] == "open")


async def _connect(phone: Rehearser, until: float) -> None:
    """Connect; a server that does not know of the rehearsal yet is asked again until then."""
    loop = asyncio.get_running_loop()
    while True:
        try:
            await phone.connect()
            return
        except Over as over:
            if over.code != NOT_HERE or loop.time() >= until:
                raise
        phone.over = None
        await asyncio.sleep(PAUSE)


def _why_not(over: Over, venue: Venue) -> str:
    if over.code == NOT_HERE:
        return (
            f"{venue.url} does not take these delegates: it runs with another SECRET_KEY or "
            "database, or the rehearsal was cleared away."
        )
    return f"{venue.url} has no such conference, or it has ended."
