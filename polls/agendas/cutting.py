"""Which topics are taken on: those with the most votes; a tie at the cut is the chair's."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cut:
    """``taken`` and ``tied`` are places in ``votes``; of ``tied``, ``seats`` may be taken on."""

    taken: tuple[int, ...]
    tied: tuple[int, ...]
    seats: int


def order_by_votes(votes: Sequence[int]) -> list[int]:
    """The places in ``votes``, the most votes first; equal ones stay in their order."""
    return sorted(range(len(votes)), key=lambda i: -votes[i])


def cut(votes: Sequence[int], most: int) -> Cut:
    """Take the ``most`` topics with the most votes; those tied for the last places are only named.

    No topic of a tie is taken before another by its place: that is for the chair to decide.
    """
    order = order_by_votes(votes)
    if most >= len(order):
        return Cut(tuple(order), (), 0)
    last = votes[order[most - 1]]
    if votes[order[most]] != last:
        return Cut(tuple(order[:most]), (), 0)
    taken = tuple(i for i in order if votes[i] > last)
    tied = tuple(i for i in order if votes[i] == last)
    return Cut(taken, tied, most - len(taken))
