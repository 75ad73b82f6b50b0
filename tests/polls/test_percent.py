"""Percentages: halves go up, and a note says where they do not add up."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polls.percent import adds_up, percent


@given(base=st.integers(1, 10**9), data=st.data())
def test_percentage_is_the_exact_one_rounded_with_halves_up(base, data):
    count = data.draw(st.integers(0, base))

    difference = percent(count, base) - Fraction(100 * count, base)

    assert Fraction(-1, 2) < difference <= Fraction(1, 2)


@pytest.mark.parametrize(
    ("count", "base", "shown"),
    [(1, 200, 1), (1, 201, 0), (1, 3, 33), (2, 3, 67), (199, 200, 100), (57, 57, 100), (0, 0, 0)],
)
def test_percentage_of_a_count(count, base, shown):
    assert percent(count, base) == shown


@pytest.mark.parametrize(
    ("counts", "adds"),
    [([32, 22, 27, 19], True), ([1, 1, 1], False), ([1, 1, 1, 1, 1, 1, 1, 1], False), ([], True)],
)
def test_whether_the_percentages_add_up_to_100(counts, adds):
    assert adds_up(counts, sum(counts)) is adds
