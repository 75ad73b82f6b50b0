"""Writing votes: any number of them in one transaction, each answered for itself."""

from polls.voting.casting import Accepted, Casting, Outcome, Vote, cast
from polls.voting.facts import (
    RoundFacts,
    count_lost_keys,
    forget_key,
    forget_rehearsal,
    forget_sealed,
    key_is_lost,
    pseudonym,
    round_facts,
)
from polls.voting.standing import Mine, read_mine

__all__ = [
    "Accepted",
    "Casting",
    "Mine",
    "Outcome",
    "RoundFacts",
    "Vote",
    "cast",
    "count_lost_keys",
    "forget_key",
    "forget_rehearsal",
    "forget_sealed",
    "key_is_lost",
    "pseudonym",
    "read_mine",
    "round_facts",
]
