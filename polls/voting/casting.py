"""Casting votes: a group of them in one transaction.

The votes are folded in memory first, so that each is answered as if it had come alone, and
the database then takes each ballot and each counter once.
"""

import json
from collections import Counter as Totals
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction

from polls.channels import counter_of
from polls.errors import (
    Invalid,
    RoundClosed,
    RoundRestored,
    RoundSealed,
    VoteInvalid,
    VoteRefused,
    VoteStale,
)
from polls.kinds import BALLOTS
from polls.models import HIGHEST_REV, Channel, Round, Tallies
from polls.sparing import record_step
from polls.voting import sql
from polls.voting.facts import (
    RoundFacts,
    mask_channel,
    pseudonym,
    read_again,
    round_facts,
    unmask_channel,
)

SEALED = "Voting on this question is closed, and no answer to it can be traced any longer."
KEY_LOST = "This vote stands as it was in a backup. It takes no further answers."

#: One encoder for all: ``json.dumps`` would make one for each answer.
_dump = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Vote:
    """What a delegate asks for.

    ``round_id`` and ``answer`` are as the client gave them. ``rev`` is the client's number
    of this version, or None to take the next one (the plain form has no numbers). A simulated
    delegate ``rehearses`` one session, and votes in no round but those of its rehearsal.
    ``channel`` is by what they vote.
    """

    conference_id: str
    delegate_id: UUID
    round_id: str
    rev: int | None
    answer: Any
    rehearses: str | None = None
    channel: str = Channel.PHONE


@dataclass(frozen=True, slots=True)
class Accepted:
    """The ballot stands under ``rev``; ``changed`` if it did not stand so before."""

    rev: int
    answer: Any
    changed: bool


Outcome = Accepted | VoteRefused


@dataclass(frozen=True, slots=True)
class Casting:
    """The outcomes in the order of the votes, and the sessions whose tallies moved."""

    outcomes: list[Outcome]
    sessions: set[str]


@dataclass(slots=True)
class _Fold:
    """One round while a group of votes passes over it."""

    facts: RoundFacts
    is_open: bool
    #: ``(rev, answer, masked channel)`` by voter, as it stands after the votes folded so far.
    standing: dict[UUID, tuple[int, Any, str]]
    changed: set[UUID] = field(default_factory=set)
    late: set[UUID] = field(default_factory=set)
    totals: Totals[str] = field(default_factory=Totals)

    def take(self, vote: Vote, voter: UUID) -> Outcome:
        """Decide one vote by the protocol's order of checks, and count it."""
        rev, answer, masked = self.standing.get(voter, (0, None, ""))
        refusal = ""
        wanted = None
        try:
            wanted = self.facts.kind.read_answer(self.facts.wording, vote.answer)
        except Invalid as error:
            refusal = error.detail
        same = not refusal and rev > 0 and wanted == answer
        if same and vote.rev in (None, rev):
            return Accepted(rev, answer, changed=False)
        if not self.is_open:
            self.late.add(voter)
            return RoundClosed("Voting on this question is closed.", rev=rev, answer=answer)
        if refusal:
            return VoteInvalid(refusal, rev=rev, answer=answer)
        if vote.rev is not None and vote.rev <= rev:
            which = "Another" if vote.rev == rev else "A later"
            return VoteStale(f"{which} version of your vote stands.", rev=rev, answer=answer)
        if vote.rev is None and rev == HIGHEST_REV:
            return VoteStale("Your vote cannot be changed any more.", rev=rev, answer=answer)
        by = mask_channel(self.facts, voter, vote.channel)
        # Almost always by the same as before: then nothing need be unmasked.
        before = vote.channel if masked == by else unmask_channel(self.facts, voter, masked)
        self._count(answer, before, -1)
        self._count(wanted, vote.channel, +1)
        self.standing[voter] = (vote.rev or rev + 1, wanted, by)
        self.changed.add(voter)
        return Accepted(self.standing[voter][0], wanted, changed=True)

    def _count(self, answer: Any, channel: str, sign: int) -> None:
        """Add a ballot to what the round counts, or take it away; an empty one counts nothing."""
        if answer:
            for key in (BALLOTS, *self.facts.kind.counter_keys(answer), *counter_of(channel)):
                self.totals[key] += sign

    def write(self) -> bool:
        """Write what changed; return whether the session's tally did."""
        standing = {voter: self.standing[voter] for voter in self.changed}
        ballots = {v: (rev, _dump(answer), by) for v, (rev, answer, by) in standing.items()}
        sql.write_ballots(self.facts.id, ballots)
        sql.add_to_counters(self.facts.id, self.totals)
        if self.totals and self.facts.tallies == Tallies.STEPS:
            record_step(UUID(self.facts.id))
        late = sql.write_late_voters(self.facts.id, self.late)
        return bool(ballots or late)


@transaction.atomic
def cast(votes: Sequence[Vote]) -> Casting:
    """Cast a group of votes. Nothing of it stands before this returns, and all of it then.

    Raises ``django.db.Error`` if the database refuses the group or is away.
    """
    facts = round_facts(vote.round_id for vote in votes)
    voters = [_voter(vote, facts) for vote in votes]
    folds = _lock(facts, votes, voters)
    outcomes: list[Outcome] = [
        folds[vote.round_id].take(vote, voter)
        if voter and vote.round_id in folds
        else _turn_away(vote, facts)
        for vote, voter in zip(votes, voters, strict=True)
    ]
    moved = {fold.facts.session_id for fold in folds.values() if fold.write()}
    sql.raise_tally_seq(moved)
    return Casting(outcomes, moved)


def _voter(vote: Vote, facts: Mapping[str, RoundFacts]) -> UUID | None:
    """The vote's pseudonym, or None where the round has no key or is of another conference."""
    of_round = facts.get(vote.round_id)
    if of_round is None or not of_round.is_for(vote.conference_id, vote.rehearses):
        return None
    return pseudonym(of_round, vote.delegate_id)


def _turn_away(vote: Vote, facts: Mapping[str, RoundFacts]) -> VoteRefused:
    """The refusal of a vote that meets no ballot box: foreign, sealed, or without its key."""
    of_round = facts.get(vote.round_id)
    if of_round is None or not of_round.is_for(vote.conference_id, vote.rehearses):
        return RoundClosed("There is no such vote here.", rev=0, answer=None)
    if of_round.key is None and not of_round.sealed:
        return RoundRestored(KEY_LOST, rev=0, answer=None)
    return RoundSealed(SEALED, rev=0, answer=None)


def _lock(
    facts: Mapping[str, RoundFacts], votes: Sequence[Vote], voters: Sequence[UUID | None]
) -> dict[str, _Fold]:
    """Lock the rounds, so that each vote is before or after a close, and read what stands."""
    wanted: dict[str, set[UUID]] = defaultdict(set)
    for vote, voter in zip(votes, voters, strict=True):
        if voter:
            wanted[vote.round_id].add(voter)
    folds = {}
    for round_id, phase, edition in sql.lock_rounds(wanted):
        of_round = facts[round_id]
        if edition != of_round.edition:
            # Choices were added or merged since, and are no more while the round is locked.
            of_round = read_again(round_id)
        ballots = sql.read_ballots(round_id, list(wanted[round_id]))
        standing = {v: (rev, json.loads(text), by) for v, (rev, text, by) in ballots.items()}
        folds[round_id] = _Fold(of_round, phase == Round.Phase.OPEN, standing)
    return folds
