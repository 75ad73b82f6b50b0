"""A delegate's phone."""

import asyncio
import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from picows import WSMsgType

from live.load.connection import Client, Message
from live.load.pace import GENTLE, Pace
from live.load.record import Record
from live.load.venue import Venue

#: Refusals after which the same vote is sent again.
TRY_AGAIN = frozenset({"unavailable", "too_fast"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer to a vote: ``code`` is ``ack`` or that of the refusal."""

    code: str
    rev: int
    answer: Any
    seconds: float


@dataclass(slots=True)
class Vote:
    """A vote that is not answered yet, as it goes over the wire."""

    ref: str
    round: str
    rev: int
    answer: list[str]
    sent_at: float
    frame: bytes
    after_close: bool = False


class Phone(Client):
    """One delegate. Votes one at a time; each is resent until it is acknowledged or refused.

    ``rev`` and ``answer`` are those of this delegate's ballot in ``round``: what was
    acknowledged last, or what the server said stands. ``settled`` is called with the phone
    and the ``Outcome`` of each vote. A ``browser`` shows its token as a cookie.
    """

    role = "delegate"
    greeting = "mine"

    def __init__(
        self,
        venue: Venue,
        *,
        token: str,
        name: str = "phone",
        browser: bool = False,
        record: Record | None = None,
        pace: Pace = GENTLE,
    ) -> None:
        headers = {"Authorization": f"Bearer {token}"}
        if browser:
            headers = {"Cookie": f"delegate_{venue.code}={token}", "Origin": venue.url}
        super().__init__(venue, headers=headers, record=record, pace=pace)
        self.token = token
        self.name = name
        self.round: str | None = None
        self.rev = 0
        self.answer: Any = None
        self.settled: Callable[[Phone, Outcome], None] | None = None
        self._numbers = itertools.count(1)
        self._pending: Vote | None = None

    @property
    def waiting(self) -> bool:
        """Whether a vote is still unanswered."""
        return self._pending is not None

    @property
    def question(self) -> Message:
        """The question on screen; raises RuntimeError when there is none."""
        if not self.state or not self.state["question"]:
            raise RuntimeError("No question was heard of.")
        return self.state["question"]

    def vote(self, answer: list[str]) -> None:
        """Send a vote in the round on screen; its outcome comes to ``settled``.

        Raises RuntimeError when no round was heard of, or the last vote is unanswered.
        """
        if self.round is None or self._pending:
            raise RuntimeError("There is no round to vote in, or a vote is still unanswered.")
        rev = self.rev + 1
        # Never used twice: a late answer to an earlier vote must not pass for this one's.
        ref = f"{self.name}-{next(self._numbers)}"
        message = {
            "type": "vote",
            "ref": ref,
            "round": self.round,
            "rev": rev,
            "answer": answer,
        }
        frame = json.dumps(message, separators=(",", ":")).encode()
        self._pending = Vote(ref, self.round, rev, answer, perf_counter(), frame)
        self._send_pending()

    async def cast(self, answer: list[str]) -> Outcome:
        """Vote, and wait for the outcome."""
        outcome = asyncio.get_running_loop().create_future()
        before = self.settled
        self.settled = lambda _, settled: outcome.set_result(settled)
        try:
            self.vote(answer)
            return await outcome
        finally:
            self.settled = before

    def greet(self) -> None:
        """Resend what was not acknowledged before the connection was lost."""
        if self._pending:
            self._resend()

    def hear_state(self, message: Message) -> None:
        """A new round starts without a ballot; a vote unanswered at a close is resent once."""
        super().hear_state(message)
        if self.state is not message:
            return
        current = message["round"]
        if current and current["id"] != self.round:
            self.round, self.rev, self.answer = current["id"], 0, None
        vote = self._pending
        if vote and self.connected and message["phase"] != "open" and not vote.after_close:
            vote.after_close = True
            self._resend()

    def hear_mine(self, message: Message) -> None:
        """Take over what stands, such as what another device of this delegate sent."""
        if message["round"] is not None:
            self._stand(message["round"], message["rev"], message["answer"])

    def hear_ack(self, message: Message) -> None:
        """A ballot is committed."""
        vote = self._pending
        if vote is None or message["ref"] != vote.ref:
            return
        seconds = perf_counter() - vote.sent_at
        self.record.latencies.append(seconds)
        self._stand(vote.round, vote.rev, vote.answer)
        self._settle("ack", seconds)

    def hear_refused(self, message: Message) -> None:
        """Resend, or take over what stands and give the vote up."""
        vote = self._pending
        self.record.refusals[message["code"]] += 1
        if vote is None or message["ref"] not in (vote.ref, None):
            return
        if message["code"] in TRY_AGAIN:
            delay = self.pace.after(self.pace.resend)
            asyncio.get_running_loop().call_later(delay, self._resend_if_pending, vote)
            return
        if "rev" in message:
            self._stand(vote.round, message["rev"], message["answer"])
        self._settle(message["code"], perf_counter() - vote.sent_at)

    def _stand(self, round_id: str, rev: int, answer: Any) -> None:
        if self.round in (None, round_id):
            self.round, self.rev, self.answer = round_id, rev, answer

    def _settle(self, code: str, seconds: float) -> None:
        self._pending = None
        if self.settled:
            self.settled(self, Outcome(code, self.rev, self.answer, seconds))

    def _resend_if_pending(self, vote: Vote) -> None:
        if self._pending is vote:
            self._resend()

    def _resend(self) -> None:
        self.record.resent += 1
        self._send_pending()

    def _send_pending(self) -> None:
        if self._transport and self._pending:
            self._transport.send(WSMsgType.TEXT, self._pending.frame)
