"""What never changes about a round, kept in memory; and the pseudonyms of its voters."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from polls.keys import KeyLost, unwrap_key
from polls.kinds import KINDS, Kind
from polls.macs import Mac
from polls.models import Channel, Round
from polls.wording import Wording

#: Rounds remembered by one process; beyond that the oldest are read again.
REMEMBERED = 512
#: In the order of their codes; new ones at the end.
_CHANNELS = tuple(Channel)
_remembered: dict[str, "RoundFacts"] = {}


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """A round without its phase. ``mac`` is None once it is sealed, or where its key was lost.

    The texts of ``wording`` may since have been corrected; its choices are the same.
    """

    id: str
    session_id: str
    conference_id: str
    mac: Mac | None
    sealed: bool
    kind: Kind
    wording: Wording
    tallies: str
    rehearsal: bool
    edition: int

    def is_for(self, conference_id: str, rehearses: str | None) -> bool:
        """Whether a delegate of a conference, or one who rehearses a session, may vote in it."""
        if self.conference_id != conference_id:
            return False
        return rehearses is None or (self.rehearsal and self.session_id == rehearses)


def round_facts(round_ids: Iterable[str]) -> Mapping[str, RoundFacts]:
    """Return the facts of those rounds that exist, by the id as it was asked for.

    Ids come from clients: only the canonical form of a UUID names a round.
    """
    wanted = set(round_ids)
    found = {text: _remembered[text] for text in wanted if text in _remembered}
    missing = [text for text in wanted if text not in found and _is_canonical(text)]
    if missing:
        found |= _read(missing)
    return found


def read_again(round_id: str) -> RoundFacts:
    """The facts of a round whose choices have changed since they were remembered."""
    return _read([round_id])[round_id]


def pseudonym(facts: RoundFacts, delegate_id: UUID) -> UUID | None:
    """The delegate's name in this round: HMAC-SHA256 (RFC 2104) cut to 128 bits.

    None where the round has no key: then nobody can tell any more.
    """
    if facts.mac is None:
        return None
    return UUID(bytes=facts.mac.digest(delegate_id.bytes)[:16])


def mask_channel(facts: RoundFacts, voter: UUID, channel: str) -> str:
    """A channel as it is stored beside a ballot: without the round's key it could be any."""
    return f"{_CHANNELS.index(channel) ^ _mask(facts, voter):02x}"


def unmask_channel(facts: RoundFacts, voter: UUID, stored: str) -> str:
    """The channel that was stored beside a ballot; a phone for those of before."""
    return _CHANNELS[int(stored, 16) ^ _mask(facts, voter)] if stored else Channel.PHONE


def _mask(facts: RoundFacts, voter: UUID) -> int:
    assert facts.mac is not None  # noqa: S101 -- for the type checker: who votes has a pseudonym
    return facts.mac.digest(b"channel" + voter.bytes)[0]


def key_is_lost(round: Round) -> bool:
    """Whether this secret does not open an unsealed round: a database restored from a backup.

    Or a process that was started with another secret than the one of the time.
    """
    return round.sealed_at is None and _key_of(round) is None


def count_lost_keys() -> int:
    """How many unsealed rounds this process's secret does not open."""
    unsealed = Round.objects.filter(sealed_at__isnull=True).only("key", "sealed_at")
    return sum(key_is_lost(round) for round in unsealed)


def forget_sealed() -> None:
    """Drop from memory the keys of rounds that another process sealed."""
    keyed = [facts.id for facts in list(_remembered.values()) if facts.mac is not None]
    if keyed:
        sealed = Round.objects.filter(pk__in=keyed, sealed_at__isnull=False)
        for round_id in sealed.values_list("pk", flat=True):
            forget_key(str(round_id))


def forget_key(round_id: str) -> None:
    """Drop the key of a round that was sealed from this process's memory."""
    facts = _remembered.get(round_id)
    if facts:
        _remembered[round_id] = replace(facts, mac=None, sealed=True)


def forget_rehearsal(session_id: str) -> None:
    """Drop from memory the rounds of a rehearsal that was cleared away."""
    for facts in list(_remembered.values()):
        if facts.rehearsal and facts.session_id == session_id:
            _remembered.pop(facts.id, None)


def forget_rounds() -> None:
    """Forget all facts, for a process whose database was exchanged."""
    _remembered.clear()


def _is_canonical(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _read(round_ids: list[str]) -> dict[str, RoundFacts]:
    """Read the facts of rounds and remember them in the place of the oldest."""
    rounds = Round.objects.filter(pk__in=round_ids).select_related("session")
    found = {str(round.pk): _facts_of(round) for round in rounds}
    _remembered.update(found)
    while len(_remembered) > REMEMBERED:
        del _remembered[next(iter(_remembered))]
    return found


def _facts_of(round: Round) -> RoundFacts:
    key = _key_of(round)
    return RoundFacts(
        id=str(round.pk),
        session_id=str(round.session_id),
        conference_id=str(round.session.conference_id),
        mac=Mac(key) if key else None,
        sealed=round.sealed_at is not None,
        kind=KINDS[round.wording["kind"]],
        wording=Wording.from_json(round.wording),
        tallies=round.tallies,
        rehearsal=round.rehearsal,
        edition=round.edition,
    )


def _key_of(round: Round) -> bytes | None:
    if round.key is None:
        return None
    try:
        return unwrap_key(round.pk, bytes(round.key))
    except KeyLost:
        return None
