"""Who votes what in a rehearsal."""

import random
from collections import Counter

import pytest

from live.rehearsing.dealing import deal_answers, share_out

QUESTION = {
    "prompt": "Is a scheme needed?",
    "min_choices": 1,
    "max_choices": 1,
    "choices": [{"id": name, "text": f"Text {name}"} for name in "abcd"],
}
OBSTACLES = {
    "prompt": "What are the obstacles?",
    "min_choices": 1,
    "max_choices": 3,
    "choices": [{"id": name, "text": f"Text {name}"} for name in "abcdef"],
}
REPORTED = dict(zip("abcdef", (62, 54, 47, 38, 25, 22), strict=True))


def shares(percentages: dict[str, float]) -> dict[str, float]:
    return {f"Text {name}": percent for name, percent in percentages.items()}


def counts(deal: list[list[str]]) -> dict[str, int]:
    return dict(Counter(choice for answer in deal for choice in answer))


def test_proportions_of_a_hundred_come_out_exactly():
    wanted = {"a": 32, "b": 22, "c": 27, "d": 19}

    deal = deal_answers(QUESTION, delegates=100, seed=7, shares=shares(wanted))

    assert counts(deal) == wanted
    assert all(len(answer) == 1 for answer in deal)


def test_several_choices_come_out_exactly_and_nobody_has_one_twice_or_too_many():
    deal = deal_answers(OBSTACLES, delegates=100, seed=7, shares=shares(REPORTED))

    assert counts(deal) == REPORTED
    assert all(len(answer) == len(set(answer)) for answer in deal)
    assert {len(answer) for answer in deal} == {2, 3}


def test_same_seed_deals_the_same_and_another_one_otherwise():
    def deal(seed: int) -> list[list[str]]:
        return deal_answers(OBSTACLES, delegates=100, seed=seed, shares=shares(REPORTED))

    assert deal(7) == deal(7) != deal(8)


def test_who_votes_what_is_not_the_same_at_every_question():
    other = QUESTION | {"prompt": "Something else?"}
    wanted = shares({"a": 50, "b": 50})

    first, second = (
        deal_answers(asked, delegates=100, seed=7, shares=wanted) for asked in (QUESTION, other)
    )

    assert counts(first) == counts(second)
    assert first != second


def test_rest_abstains():
    deal = deal_answers(QUESTION, delegates=10, seed=1, shares=shares({"a": 30, "b": 40}))

    assert counts(deal) == {"a": 3, "b": 4}
    assert deal.count([]) == 3


def test_hand_that_is_too_small_abstains():
    two = OBSTACLES | {"min_choices": 2}

    deal = deal_answers(two, delegates=10, seed=1, shares=shares({"a": 100, "b": 50}))

    assert counts(deal) == {"a": 5, "b": 5}
    assert deal.count([]) == 5


def test_without_proportions_every_choice_has_a_chance_and_answers_are_valid():
    single = deal_answers(QUESTION, delegates=400, seed=3)
    several = deal_answers(OBSTACLES | {"min_choices": 2}, delegates=400, seed=3)

    assert single == deal_answers(QUESTION, delegates=400, seed=3)
    assert set(counts(single)) == set("abcd")
    assert all(60 < count < 140 for count in counts(single).values())
    assert {len(answer) for answer in several} == {2, 3}
    assert all(len(answer) == len(set(answer)) for answer in several)


@pytest.mark.parametrize(
    ("percentages", "delegates", "whole"),
    [
        ([32, 22, 27, 19], 100, [32, 22, 27, 19]),
        ([40, 35, 25], 7, [3, 2, 2]),
        ([0, 25, 59, 16], 7, [0, 2, 4, 1]),
        ([33.3, 33.3, 33.4], 1, [0, 0, 1]),
        ([29, 71], 100, [29, 71]),
        ([10], 3, [0]),
    ],
)
def test_counts_follow_the_largest_remainders(percentages, delegates, whole):
    chance = random.Random(1)

    assert share_out(percentages, delegates, chance=chance) == whole


def test_equal_remainders_are_decided_by_chance_and_nothing_is_lost():
    halves = {
        tuple(share_out([9, 45.5, 45.5], 100, chance=random.Random(seed))) for seed in range(20)
    }

    assert halves == {(9, 46, 45), (9, 45, 46)}
