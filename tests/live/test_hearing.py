"""Which keypads were heard: written down in groups, or not at all."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from django.db import connections

from live.hearing import FEWEST, Hearing
from live.reading import Desk
from polls.models import Keypad
from polls.stations import StationKey, find_station, make_station
from tests.factories import ConferenceFactory

SERIALS = [str(number) for number in range(FEWEST)]
pytestmark = pytest.mark.parametrize("each_database", ["sqlite"], indirect=True)


@pytest.fixture
def station(each_database) -> StationKey:
    """A base station at a conference with as many keypads as are written down together."""
    conference = ConferenceFactory()
    Keypad.objects.bulk_create(Keypad(conference=conference, serial=serial) for serial in SERIALS)
    return find_station(make_station(conference=conference, name="Base 1")[0].pk)


@pytest.fixture
async def desk(each_database) -> AsyncIterator[Desk]:
    """A desk of its own thread."""
    made = Desk("hearing")
    yield made
    await made.stop()


async def written(station: StationKey) -> dict[str, int | None]:
    """The batteries of the keypads that are written down as heard by the station; then no more."""

    def take() -> dict[str, int | None]:
        try:
            heard = Keypad.objects.filter(heard_at__isnull=False, station=station.id)
            found = dict(heard.values_list("serial", "battery"))
            heard.update(heard_at=None)
            return found
        finally:
            connections.close_all()

    return await asyncio.to_thread(take)


@pytest.mark.parametrize(("heard", "down"), [(1, 0), (FEWEST - 1, 0), (FEWEST, FEWEST)])
async def test_fewer_than_five_keypads_are_not_written_down(station, desk, heard, down):
    hearing = Hearing(apart=0)
    hearing.hear(station, dict.fromkeys(SERIALS[:heard], 80))
    await hearing.write(station, desk)
    once = await written(station)
    await hearing.write(station, desk)

    assert once == dict.fromkeys(SERIALS[:down], 80)
    assert await written(station) == {}


async def test_those_who_were_too_few_are_written_down_with_the_next(station, desk):
    hearing = Hearing(apart=0)
    down = []
    for serial in SERIALS:
        hearing.hear(station, {serial: None})
        await hearing.write(station, desk)
        down.append(await written(station))

    assert down == [{}] * (FEWEST - 1) + [dict.fromkeys(SERIALS)]
