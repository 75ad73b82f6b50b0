"""The sockets that listen in a room: phones, and projectors and chairs, who say what they saw."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from live.lists import tell_lists
from live.outbox import Send, post_text
from live.protocol import consoles, states
from live.unseen import Unseen

if TYPE_CHECKING:
    from live.rooms import Room

#: Tallies to one socket in any second, and the seconds between two while votes stream in.
MOST_TALLIES = 5
TICK = 1 / MOST_TALLIES
#: Seconds that count as one second where tallies are sent: on the way they may draw closer.
SECOND = 1.05


class Phone:
    """A delegate's socket. ``told`` is the ballot that it knows of: ``(round, rev)``."""

    __slots__ = (
        "chosen",
        "conference_id",
        "delegate_id",
        "digest",
        "generation",
        "rehearses",
        "remedies",
        "room",
        "send",
        "told",
    )

    def __init__(
        self,
        send: Send,
        *,
        conference_id: str,
        delegate_id: UUID,
        digest: int,
        chosen: str | None,
        generation: int = 0,
        rehearses: str | None = None,
    ) -> None:
        self.send = send
        #: Whether its page shows the lists of remedies.
        self.remedies = False
        self.conference_id = conference_id
        self.delegate_id = delegate_id
        self.digest = digest
        self.chosen = chosen
        self.generation = generation
        #: The session that a simulated delegate came to; None for everybody else.
        self.rehearses = rehearses
        self.room: Room | None = None
        self.told: tuple[str | None, int] = (None, 0)

    def beat(self, room: Room, cache: dict[Room, str]) -> None:
        """Send the room's beat, encoded once for all phones of a moment."""
        text = cache.get(room)
        if text is None:
            text = cache[room] = states.beat(room.seq)
        post_text(self.send, text)


class Watcher:
    """A projector's or chair's socket, which says what it has seen.

    At most one tally is under way to it: a slow reader is otherwise invisible, because the
    server's ``send`` never waits.
    """

    #: Projectors show lists of remedies, and chairs steer them.
    remedies = True

    __slots__ = (
        "chair",
        "chosen",
        "due",
        "key",
        "may_stay",
        "number",
        "origin",
        "outstanding",
        "room",
        "send",
        "sent",
        "sent_at",
        "tally_seq",
        "theme",
        "unseen",
    )

    def __init__(
        self,
        send: Send,
        *,
        chair: bool,
        chosen: str | None,
        origin: str = "",
        may_stay: Callable[[], bool] = lambda: True,
    ) -> None:
        self.send = send
        #: The address that the client itself uses, such as ``https://vote.example.org``.
        self.origin = origin
        self.chair = chair
        self.chosen = chosen
        #: Asks the database, on its thread, whether whoever opened this socket still may.
        self.may_stay = may_stay
        self.room: Room | None = None
        self.outstanding: int | None = None
        self.unseen = Unseen(send)
        self.sent = ""
        #: When the last tallies were sent.
        self.sent_at: deque[float] = deque(maxlen=MOST_TALLIES)
        #: Of the last tally that was sent to it in this room.
        self.tally_seq = 0
        self.due: asyncio.TimerHandle | None = None
        #: Of a projector that said who it is: its page's key, its number, a theme of its own.
        self.key = ""
        self.number: int | None = None
        self.theme: str | None = None

    def offer_tally(self, room: Room) -> None:
        """Send the room's tally, as soon as it may be, if it is news and the last was seen."""
        text = room.chair_tally if self.chair else room.tally
        if self.outstanding is not None or self.due or not text or text == self.sent:
            return
        wait = self._wait()
        if wait <= 0:
            self._send_tally(room, text)
        else:
            self.due = asyncio.get_running_loop().call_later(wait, self._offer_again)

    def _wait(self) -> float:
        """Seconds until another tally may be sent."""
        if len(self.sent_at) < MOST_TALLIES:
            return 0.0
        return self.sent_at[0] + SECOND - time.monotonic()

    def _offer_again(self) -> None:
        self.due = None
        if self.room:
            self.offer_tally(self.room)

    def _send_tally(self, room: Room, text: str) -> None:
        post_text(self.send, text)
        self.sent = text
        self.sent_at.append(time.monotonic())
        self.outstanding = self.tally_seq = room.tally_seq
        self.unseen.begin()

    def saw(self, tally_seq: int) -> None:
        """The client has drawn a tally; the next may follow."""
        if tally_seq == self.outstanding:
            self.outstanding = None
            self.unseen.end()
            if self.room:
                self.offer_tally(self.room)

    def greet(self, room: Room) -> None:
        """Send everything: the state, the tally, for the chair the programme, and who is there."""
        self.outstanding = None
        self.unseen.end()
        self.sent = ""
        self.sent_at.clear()
        post_text(self.send, room.state)
        self.offer_tally(room)
        tell_lists(self, room)
        texts: tuple[str, ...] = ()
        if self.chair:
            texts = (room.programme, room.projectors, room.moderation)
        elif room.now and room.now.tiled:
            texts = (room.keypads,)
        for text in filter(None, texts):
            post_text(self.send, text)
        self.tell_heads(room)

    def beat(self, room: Room, cache: dict[Room, str]) -> None:
        """Send the beat, counting the tally that was really sent."""
        self.tell_heads(room)

    def tell_heads(self, room: Room) -> None:
        """Send a beat: what it counts is all that was sent, and who is there."""
        numbers: dict[str, Any] = {"tally_seq": self.tally_seq, "waiting": room.waiting}
        if room.now:
            numbers |= {"joined": room.now.joined, "present": room.now.present}
            if self.chair and room.now.simulated is not None:
                numbers["simulated"] = room.now.simulated
        if self.chair and room.doubts.away:
            numbers |= {"bases_away": room.doubts.away}
        if self.chair:
            numbers |= consoles.presses_held(room.undecided, room.doubts.given_up)
        post_text(self.send, states.beat(room.seq, numbers))
