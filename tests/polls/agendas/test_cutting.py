"""The top of the list; who is tied at the cut is named, and nobody of them taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polls.agendas.cutting import Cut, cut, order_by_votes


@pytest.mark.parametrize(
    ("votes", "most", "expected"),
    [
        ([62, 54, 47, 38, 25, 22], 4, Cut((0, 1, 2, 3), (), 0)),
        ([62, 54, 47, 38, 38, 22], 4, Cut((0, 1, 2), (3, 4), 1)),
        ([62, 54, 47, 38, 38, 22], 5, Cut((0, 1, 2, 3, 4), (), 0)),
        ([22, 38, 62, 38, 54, 47], 4, Cut((2, 4, 5), (1, 3), 1)),
        ([5, 5, 5, 5], 2, Cut((), (0, 1, 2, 3), 2)),
        ([7, 0, 0], 2, Cut((0,), (1, 2), 1)),
        ([3, 2], 9, Cut((0, 1), (), 0)),
    ],
)
def test_cut_takes_the_top_and_names_the_tied(votes, most, expected):
    assert cut(votes, most) == expected


def test_order_keeps_equal_votes_as_they_stood():
    assert order_by_votes([22, 38, 62, 38]) == [2, 1, 3, 0]


@given(st.lists(st.integers(0, 9), min_size=1, max_size=26), st.integers(1, 26))
def test_whatever_is_decided_the_places_are_filled_and_nobody_above_is_left_out(votes, most):
    made = cut(votes, most)
    left = set(range(len(votes))) - {*made.taken, *made.tied}

    assert len(made.taken) + made.seats == min(most, len(votes))
    assert not made.tied or 0 < made.seats < len(made.tied)
    assert len({votes[i] for i in made.tied}) <= 1
    lowest = min((votes[i] for i in made.taken), default=10)
    assert all(votes[i] < lowest for i in (*made.tied, *left))
    assert all(votes[i] < votes[j] for i in left for j in made.tied)
