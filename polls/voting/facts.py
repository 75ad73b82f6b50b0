"""What never changes about a round, kept in memory; and the pseudonyms of its voters."""

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from polls.kinds import KINDS, Kind
from polls.models import Round
from polls.wording import Wording

#: Rounds remembered by one process; beyond that the oldest are read again.
REMEMBERED = 512
_remembered: dict[str, "RoundFacts"] = {}


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """A round without its phase."""

    id: str
    session_id: str
    conference_id: str
    key: bytes
    kind: Kind
    wording: Wording
    tallies: str


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


def pseudonym(facts: RoundFacts, delegate_id: UUID) -> UUID:
    """The delegate's name in this round: HMAC-SHA256 (RFC 2104) cut to 128 bits."""
    return UUID(bytes=hmac.digest(facts.key, delegate_id.bytes, "sha256")[:16])


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
    return RoundFacts(
        id=str(round.pk),
        session_id=str(round.session_id),
        conference_id=str(round.session.conference_id),
        key=bytes(round.key),
        kind=KINDS[round.wording["kind"]],
        wording=Wording.from_json(round.wording),
        tallies=round.tallies,
    )
