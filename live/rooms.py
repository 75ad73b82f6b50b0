"""One session in this process: who is in it, and what they were last sent."""

import time
from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any

from live.listeners import Phone, Watcher
from live.lists import Lists, moderation
from live.outbox import post
from live.pleas import Pleas
from live.protocol import consoles, states, tallies
from live.protocol.encoding import encode, instant
from polls import clock
from polls.held_presses import Undecided
from polls.received import Received
from polls.remedies.reading import Shown
from polls.sessions import SessionNow
from polls.stations import Doubts


class Room:
    """A session, or (``session_id`` None) the foyer of a conference without one."""

    def __init__(self, conference_id: str, session_id: str | None) -> None:
        self.conference_id = conference_id
        self.session_id = session_id
        self.phones: set[Phone] = set()
        self.watchers: set[Watcher] = set()
        self.now: SessionNow | None = None
        self.seq = -1
        self.state = ""
        self.state_message: dict[str, Any] = {}
        self.tally_seq = 0
        self.tally = ""
        self.tally_message: dict[str, Any] | None = None
        self.chair_tally = ""
        self.programme = ""
        #: Whether something was done that leaves the session's numbers as they are.
        self.programme_is_old = False
        #: Which projectors show it; "" where none ever did.
        self.projectors = ""
        self.lists = Lists()
        #: What moderators were told last, and the number of it.
        self.moderation = ""
        self.entered = 0
        self.last_vote: str | None = None
        self.pleas = Pleas()
        #: Delegates who wait for a session of the conference, on all processes together.
        self.waiting = 0
        #: Whose keypad was received in the round on screen, and the tally that it was read at.
        self.keypads = ""
        self.keypads_at: tuple[str, int] | None = None
        #: Base stations of the conference that have fallen silent, by name.
        self.doubts = Doubts([], 0)
        #: Presses that bridges hold for closed votes of this session.
        self.undecided: list[Undecided] = []
        self.used_at = time.monotonic()

    @property
    def round_id(self) -> str | None:
        """The round on screen."""
        return self.now.round.result.round_id if self.now and self.now.round else None

    @property
    def heads(self) -> tuple[int, int, int | None] | None:
        """How many joined, are present, and are simulated; None where nobody can be."""
        now = self.now
        return (now.joined, now.present, now.simulated) if now else None

    @property
    def is_empty(self) -> bool:
        """Whether nobody is here."""
        return not self.phones and not self.watchers

    def admit(self, who: Phone | Watcher) -> None:
        """Let a socket in; it is sent what follows, not what is."""
        who.room = self
        if isinstance(who, Watcher):
            who.tally_seq = 0
            self.watchers.add(who)
        else:
            self.phones.add(who)

    def dismiss(self, who: Phone | Watcher) -> None:
        """Let a socket go."""
        who.room = None
        self.used_at = time.monotonic()
        if isinstance(who, Watcher):
            who.unseen.end()
        (self.phones if isinstance(who, Phone) else self.watchers).discard(who)  # type: ignore[arg-type]

    def show_foyer(self, seq: int, message: dict[str, Any]) -> None:
        """Take a new state of a conference without a session, and send it."""
        self._show(seq, message)

    def show_session(self, now: SessionNow) -> None:
        """Take what was read of the session, and send what is new; never an older state."""
        if now.seq < self.seq or now.tally_seq < self.tally_seq:
            return
        self._note_vote(now)
        before = self.heads
        self.now = now
        self.tally_seq = now.tally_seq
        if now.seq > self.seq:
            self._show(now.seq, states.state_of_session(now))
        self._take_tally(now)
        for watcher in self.watchers:
            watcher.offer_tally(self)
        if self.heads != before and now.phase != "open":
            self._tell_heads()

    def show_waiting(self, waiting: int) -> None:
        """Take a new number of delegates who wait, and send it."""
        if waiting != self.waiting:
            self.waiting = waiting
            self._tell_heads()

    def show_doubts(self, doubts: Doubts, undecided: Iterable[Undecided]) -> None:
        """Take what base stations do not hear or hold, and tell the chairs if that is news."""
        own = [each for each in undecided if each.session_id == self.session_id]
        if (doubts, own) != (self.doubts, self.undecided):
            self.doubts, self.undecided = doubts, own
            for watcher in self.watchers:
                if watcher.chair:
                    watcher.tell_heads(self)

    def show_keypads(self, received: Received | None, tally_seq: int) -> None:
        """Take whose keypad was received, and send it to the projectors if that is news."""
        text = encode(tallies.keypads(received)) if received else ""
        self.keypads_at = (received.round_id, tally_seq) if received else None
        if text != self.keypads:
            self.keypads = text
            watching = [watcher for watcher in self.watchers if not watcher.chair]
            self.broadcast(text, to=watching if text else [])

    def _tell_heads(self) -> None:
        """At once, and to all in one moment: while voting is open the tallies say so."""
        for watcher in self.watchers:
            watcher.tell_heads(self)

    def show_programme(self, programme: dict[str, Any]) -> None:
        """Send the chairs the programme, if it is new."""
        text = encode(programme)
        if text != self.programme:
            self.programme = text
            self.broadcast(text, to=[watcher for watcher in self.watchers if watcher.chair])

    def show_projectors(self, there: Mapping[int, str | None]) -> None:
        """Send the chairs which projectors show this, if it is new."""
        text = encode(consoles.projectors(there)) if there or self.projectors else ""
        if text != self.projectors:
            self.projectors = text
            self.broadcast(text, to=[watcher for watcher in self.watchers if watcher.chair])

    def show_lists(self, version: int, shown: Sequence[Shown]) -> None:
        """Send what has changed in the lists of remedies to those who show them."""
        text = self.lists.take(version, shown)
        self.broadcast(text, to=[who for who in self.everybody() if who.remedies])

    def show_moderation(self, entered: int, counts: dict[str, int]) -> None:
        """Send the chairs how many entries wait for a moderator."""
        self.entered, self.moderation = entered, moderation(entered, counts)
        self.broadcast(self.moderation, to=[w for w in self.watchers if w.chair])

    def plead(self, names: Iterable[int]) -> Set[int]:
        """Let the chairs know who asked for more time in the round on screen; return the new."""
        new = self.pleas.add(names)
        if new and self.now and self.now.round:
            self._encode_chair_tally(self.now)
            for watcher in self.watchers:
                if watcher.chair:
                    watcher.offer_tally(self)
        return new

    def everybody(self) -> Iterable[Phone | Watcher]:
        """All sockets in the room."""
        return [*self.phones, *self.watchers]

    def broadcast(self, text: str, *, to: Iterable[Phone | Watcher]) -> None:
        """Hand one encoded message to each socket."""
        event = {"type": "websocket.send", "text": text}
        for who in to:
            post(who.send, event)

    def _show(self, seq: int, message: dict[str, Any]) -> None:
        self.seq = seq
        self.state_message = message
        self.state = encode(message)
        self.broadcast(self.state, to=self.everybody())

    def _take_tally(self, now: SessionNow) -> None:
        self.pleas.follow(self.round_id)
        if now.round is None and not (now.remedies and now.remedies.upvotes):
            self.tally, self.chair_tally, self.tally_message = "", "", None
            return
        self.tally_message = tallies.tally(now)
        self.tally = encode(self.tally_message)
        self._encode_chair_tally(now)

    def _encode_chair_tally(self, now: SessionNow) -> None:
        more_time = len(self.pleas.names)
        self.chair_tally = encode(
            tallies.tally(now, chair=True, last_vote=self.last_vote, more_time=more_time)
        )

    def _note_vote(self, now: SessionNow) -> None:
        """Remember, for the chair alone and in memory alone, when the tally last moved."""
        before = self.now.round.result if self.now and self.now.round else None
        after = now.round.result if now.round else None
        if before is None or after is None or before.round_id != after.round_id:
            self.last_vote = None
        elif (before.ballots, before.counts) != (after.ballots, after.counts):
            self.last_vote = instant(clock.last_known())
