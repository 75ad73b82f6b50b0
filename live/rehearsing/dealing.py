"""Who votes what in a rehearsal: dealt by a seed, the same at every run.

Pure functions; a question is as in the protocol's ``state``.
"""

import math
import random
from collections.abc import Mapping, Sequence
from typing import Any

Question = Mapping[str, Any]
#: The ids of the choices of each delegate; empty for who abstains.
Deal = list[list[str]]


def deal_answers(
    question: Question, *, delegates: int, seed: int, shares: Mapping[str, float] | None = None
) -> Deal:
    """Deal the answers of ``delegates`` to a question.

    ``shares`` are percentages of the delegates by the text of the choice, together no more
    than may be chosen: their counts are exact. Without them every choice has an even chance.
    """
    chance = random.Random(f"{seed}/{question['prompt']}")  # noqa: S311 -- repeatable, not secret
    if shares is None:
        return [_any_answer(question, chance) for _ in range(delegates)]
    texts = [choice["text"] for choice in question["choices"]]
    wanted = [shares.get(text, 0.0) for text in texts]
    counts = share_out(wanted, delegates, chance=chance)
    return _deal_cards(question, counts, delegates, chance)


def share_out(percentages: Sequence[float], delegates: int, *, chance: random.Random) -> list[int]:
    """The counts that percentages of ``delegates`` come to: whole, by the largest remainder.

    Together as many as their sum comes to; of equal remainders chance decides.
    """
    exact = [percent * delegates / 100 for percent in percentages]
    counts = [math.floor(round(share, 6)) for share in exact]
    left = round(sum(exact)) - sum(counts)
    order = sorted(
        range(len(exact)), key=lambda i: (round(counts[i] - exact[i], 6), chance.random())
    )
    for place in order[:left]:
        counts[place] += 1
    return counts


def _any_answer(question: Question, chance: random.Random) -> list[str]:
    ids = [choice["id"] for choice in question["choices"]]
    most = min(question["max_choices"], len(ids))
    return chance.sample(ids, chance.randint(min(question["min_choices"], most), most))


def _deal_cards(
    question: Question, counts: Sequence[int], delegates: int, chance: random.Random
) -> Deal:
    """Deal so many cards of each choice one by one around the table, to seats drawn by lot.

    Nobody gets two of a choice, since none has more cards than there are seats, and two
    hands differ by one card at most. A hand that is too small abstains.
    """
    hands: Deal = [[] for _ in range(delegates)]
    seats = chance.sample(range(delegates), delegates)
    dealt = 0
    for choice, count in zip(question["choices"], counts, strict=True):
        for _ in range(count):
            hands[seats[dealt % delegates]].append(choice["id"])
            dealt += 1
    return [hand if len(hand) >= question["min_choices"] else [] for hand in hands]
