"""Which keypads were heard: written down in groups, or not at all."""

import uuid

import pytest

from live.hearing import FEWEST, Hearing
from polls.stations import StationKey

STATION = StationKey(uuid.uuid4(), "Base 1", str(uuid.uuid4()), "ABCD", b"")


class Paper:
    """A desk that keeps what it is given to write."""

    def __init__(self) -> None:
        self.written: list[dict] = []

    async def write(self, rule, **told):
        """Write down."""
        self.written.append(told["heard"])


@pytest.mark.parametrize(("heard", "written"), [(1, 0), (FEWEST - 1, 0), (FEWEST, 1)])
async def test_fewer_than_five_keypads_are_not_written_down(heard, written):
    paper, hearing = Paper(), Hearing(apart=0)
    hearing.hear(STATION, {str(number): 80 for number in range(heard)})
    await hearing.write(STATION, paper)
    await hearing.write(STATION, paper)

    assert [len(each) for each in paper.written] == [FEWEST] * written


async def test_those_who_were_too_few_are_written_down_with_the_next():
    paper, hearing = Paper(), Hearing(apart=0)
    for number in range(FEWEST):
        hearing.hear(STATION, {str(number): None})
        await hearing.write(STATION, paper)

    assert [set(each) for each in paper.written] == [{str(n) for n in range(FEWEST)}]
