"""The phones of one process by delegate: somebody with two is told on one what the other did."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Coroutine, Iterable
from typing import Any
from uuid import UUID

from live.ballot_box import BallotBox
from live.digests import digest_key
from live.listeners import Phone
from live.outbox import post_text
from live.protocol import answers
from live.protocol.encoding import encode
from live.rooms import Room
from polls.errors import Unavailable
from polls.turnout import Arrival
from polls.voting import Mine


class Devices:
    """Phones by the digest of their delegate, and what each knows of its ballot.

    ``spawn`` runs a coroutine beside the rest; ``part_with`` sends a phone off to come back,
    when its ballot cannot be read.
    """

    def __init__(
        self,
        box: BallotBox,
        *,
        spawn: Callable[[Coroutine[Any, Any, None]], None],
        part_with: Callable[[Phone], None],
    ) -> None:
        self._box = box
        self._spawn = spawn
        self._part_with = part_with
        self._phones: dict[int, set[Phone]] = defaultdict(set)
        self._count = 0

    def add(self, phone: Phone) -> None:
        """A phone came in."""
        self._phones[phone.digest].add(phone)
        self._count += 1

    def discard(self, phone: Phone) -> None:
        """A phone went, or never came in."""
        phones = self._phones.get(phone.digest, set())
        if phone not in phones:
            return
        self._count -= 1
        phones.discard(phone)
        if not phones:
            del self._phones[phone.digest]

    @property
    def has_twins(self) -> bool:
        """Whether any delegate has several phones here."""
        return self._count > len(self._phones)

    def tell(self, digests: Iterable[int]) -> None:
        """Ballots of these delegates changed elsewhere: their phones here learn what stands."""
        for name in digests:
            for phone in self._phones.get(name, ()):
                if phone.room:
                    self.ask_mine(phone.room, phone)

    def tell_twins(self, digests: Iterable[int]) -> None:
        """As ``tell``, where a phone of this process voted: alone, it has its ack already."""
        self.tell(name for name in digests if len(self._phones.get(name, ())) > 1)

    def ask_mine(self, room: Room, phone: Phone, arrival: Arrival | None = None) -> None:
        """Send a phone its ballot as soon as the box has looked, if that is news to it."""
        self._spawn(self._ask(room, phone, arrival))

    async def _ask(self, room: Room, phone: Phone, arrival: Arrival | None) -> None:
        try:
            mine = await self._box.arrive(
                arrival, round_id=room.round_id, delegate_id=phone.delegate_id
            )
        except Unavailable:
            self._part_with(phone)
            return
        news = arrival or phone.told != (mine.round_id, mine.rev)
        if news and phone.room is room and room.round_id == mine.round_id:
            tell_mine(phone, mine)


def tell_mine(phone: Phone, mine: Mine) -> None:
    """Send a phone its own ballot."""
    phone.told = (mine.round_id, mine.rev)
    post_text(phone.send, encode(answers.mine(mine)))


def arrival_at(room: Room, phone: Phone) -> Arrival | None:
    """What is to be recorded of a phone that enters a room; nothing in a foyer."""
    if room.session_id is None:
        return None
    simulated = phone.rehearses is not None
    return Arrival(phone.conference_id, room.session_id, phone.delegate_id, simulated)


def digest(delegate_id: UUID) -> int:
    """A delegate's name among the processes: keyed, so that a hint tells nobody who voted."""
    name = hashlib.blake2b(delegate_id.bytes, key=digest_key(), digest_size=7).digest()
    return int.from_bytes(name, "big")
