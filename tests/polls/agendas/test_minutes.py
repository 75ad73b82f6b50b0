"""Minutes in proportion to votes, worked out by hand and held to what must always be so."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polls.agendas.minutes import CannotShare, Share, share_minutes


def minutes_of(votes, **chosen):
    return [share.minutes for share in share_minutes(votes, **chosen)]


@pytest.mark.parametrize(
    ("votes", "total", "step", "minimum", "minutes"),
    [
        # 201 votes, 18 steps: 5.55, 4.84, 4.21, 3.40; the two left go to .84 and .55.
        ([62, 54, 47, 38], 90, 5, 10, [30, 25, 20, 15]),
        # 8 votes are 4.2 minutes, lifted to 10; 80 among 163 votes: 30.43, 26.50, 23.07.
        ([62, 54, 47, 8], 90, 1, 10, [30, 27, 23, 10]),
        # 50, 26.7 and 13.3 of 90: the last is lifted to 20, and 70 by 46 are 45.65 and 24.35.
        ([30, 16, 8], 90, 1, 20, [46, 24, 20]),
        # 49.4, 20.7 and 9.9 of 80: lifting the last leaves the second only 17.7 of 60, and so it
        # is lifted as well.
        ([50, 21, 10], 80, 1, 20, [40, 20, 20]),
        # Equal remainders: the earlier topic gets the minute.
        ([1, 1, 1], 100, 1, 10, [34, 33, 33]),
        ([5, 5], 25, 5, 5, [15, 10]),
        # Nobody voted: alike.
        ([0, 0, 0], 90, 5, 10, [30, 30, 30]),
        ([10, 0], 60, 5, 15, [45, 15]),
        ([7], 45, 5, 45, [45]),
        ([], 90, 5, 10, []),
    ],
)
def test_minutes_are_as_worked_out_by_hand(votes, total, step, minimum, minutes):
    assert minutes_of(votes, total=total, step=step, minimum=minimum) == minutes


def test_share_tells_how_it_came_about():
    shares = share_minutes([62, 54, 47, 8], total=90, step=1, minimum=10)

    assert shares == [
        Share(30, Fraction(80 * 62, 163), lifted=False, extra=False),
        Share(27, Fraction(80 * 54, 163), lifted=False, extra=True),
        Share(23, Fraction(80 * 47, 163), lifted=False, extra=False),
        Share(10, Fraction(10), lifted=True, extra=False),
    ]


@pytest.mark.parametrize(
    ("chosen", "field", "said"),
    [
        ({"minimum": 25}, "total", "4 topics of at least 25 minutes need 100, and there are 90"),
        ({"total": 92}, "total", "92 minutes are no whole number of steps of 5"),
        ({"minimum": 12}, "minimum", "12 minutes are no whole number of steps of 5"),
        ({"minimum": 0}, "minimum", "at least one minute"),
        ({"total": 0}, "total", "from 1 to 1440"),
        ({"total": 1445}, "total", "from 1 to 1440"),
        ({"step": 10}, "step", "steps of 1 or 5"),
    ],
)
def test_impossible_sum_names_what_is_wrong(chosen, field, said):
    with pytest.raises(CannotShare) as refused:
        share_minutes([62, 54, 47, 38], **({"total": 90, "step": 5, "minimum": 10} | chosen))

    assert refused.value.field == field
    assert said in refused.value.detail
    assert refused.value.code == "invalid"


@st.composite
def sums(draw):
    """Votes in the room's order, and times that can be shared among them."""
    votes = sorted(draw(st.lists(st.integers(0, 300), min_size=1, max_size=26)), reverse=True)
    step = draw(st.sampled_from([1, 5]))
    minimum = draw(st.integers(1, 4)) * step
    spare = draw(st.integers(0, 60))
    total = len(votes) * minimum + spare * step
    return votes, {"total": total, "step": step, "minimum": minimum}


@given(sums())
def test_minutes_add_up_in_steps_and_more_votes_never_get_fewer(worked):
    votes, chosen = worked
    shares = share_minutes(votes, **chosen)
    minutes = [share.minutes for share in shares]

    assert sum(minutes) == chosen["total"]
    assert all(each >= chosen["minimum"] for each in minutes)
    assert all(each % chosen["step"] == 0 for each in minutes)
    assert minutes == sorted(minutes, reverse=True)
    assert sum(share.exact for share in shares) == chosen["total"]
    assert all(abs(share.minutes - share.exact) < chosen["step"] for share in shares)
    equal = [abs(a - b) for a, b, v, w in zip(minutes, minutes[1:], votes, votes[1:], strict=False)
             if v == w]  # fmt: skip
    assert all(apart in (0, chosen["step"]) for apart in equal)


@given(sums())
def test_lifted_topics_are_those_that_the_votes_alone_leave_below_the_minimum(worked):
    votes, chosen = worked
    shares = share_minutes(votes, **chosen)
    free = [vote for vote, share in zip(votes, shares, strict=True) if not share.lifted]
    rest = chosen["total"] - chosen["minimum"] * (len(votes) - len(free))

    for vote, share in zip(votes, shares, strict=True):
        if share.lifted:
            assert share.minutes == chosen["minimum"]
            # Among those who are not lifted it would still have less than the minimum.
            assert rest * vote < chosen["minimum"] * sum(free)
        elif any(votes):
            assert share.exact == Fraction(rest * vote, sum(free))
