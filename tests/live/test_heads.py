"""Counting heads: who waits, who joined, who is there, on every console in the same moment."""

import asyncio
import time
import uuid

import pytest

from live import runtime
from live.listeners import Watcher
from live.neighbours import SILENT
from polls.models import Attendance, Session
from polls.turnout import Arrival, record_arrivals
from tests.factories import SessionFactory, UserFactory
from tests.live.test_hub import Line, in_database, new_phone, steer

PATIENCE = 30
#: What a chair may wait for at most, as the watch on the wall tells it.
AT_ONCE = 1.0


@pytest.fixture
def chair(each_database):
    return UserFactory()


@pytest.fixture
def draft(chair) -> Session:
    return SessionFactory(state=Session.State.DRAFT, chairs=[chair])


async def console(hub, session: Session) -> Line:
    """A console of the session."""
    line = Line()
    venue = await hub.directory.venue(session.conference.code)
    await hub.watch(venue, Watcher(line, chair=True, chosen=str(session.pk)))
    return line


async def come_in(hub, session: Session, count: int, **of) -> list:
    venue = await hub.directory.venue(session.conference.code)
    phones = [new_phone(session, **of) for _ in range(count)]
    await asyncio.gather(*(hub.enter(venue, phone) for phone in phones))
    return phones


def told(**numbers):
    """Whether the last beat has these numbers."""
    return lambda line: line.all("beat") and numbers.items() <= line.all("beat")[-1].items()


async def test_consoles_are_told_how_many_wait_and_who_of_them_was_carried_over(hub, draft, chair):
    consoles = [await console(hub, draft) for _ in range(2)]
    await come_in(hub, draft, 5)
    for line in consoles:
        await line.until(told(waiting=5, joined=0, present=0))

    async with asyncio.timeout(AT_ONCE):
        await steer(draft, chair, "start")
        for line in consoles:
            await line.until(told(joined=5, present=5))

    for line in consoles:
        await line.until(told(waiting=0, joined=5, present=5))
    assert [line.all("beat")[-1]["present"] for line in consoles] == [5, 5]


async def test_a_console_that_connects_is_told_at_once(hub, draft, chair):
    await steer(draft, chair, "start")
    await come_in(hub, draft, 3)

    line = await console(hub, draft)

    assert told(waiting=0, joined=3, present=3)(line)


async def test_two_phones_of_one_delegate_are_one_that_waits_and_a_projector_is_none(hub, draft):
    who = uuid.uuid4()
    await come_in(hub, draft, 2, who=who)
    venue = await hub.directory.venue(draft.conference.code)
    line = Line()
    await hub.watch(venue, Watcher(line, chair=False, chosen=None))

    await line.until(told(waiting=1))

    assert "joined" not in line.all("beat")[-1]


async def test_phones_of_an_ended_session_wait_for_the_next(hub, draft, chair):
    following = await in_database(
        lambda: SessionFactory(conference=draft.conference, state=Session.State.DRAFT)
    )
    await steer(draft, chair, "start")
    phones = await come_in(hub, draft, 2)
    await steer(draft, chair, "end")
    line = await console(hub, following)

    await line.until(told(waiting=2, present=0))
    hub.leave(await hub.directory.venue(draft.conference.code), phones[0])

    await line.until(told(waiting=1))


async def test_who_comes_back_or_stays_away_is_noticed_though_no_number_rises(hub, draft, chair):
    await steer(draft, chair, "start")
    line = await console(hub, draft)
    arrival = Arrival(str(draft.conference_id), str(draft.pk), uuid.uuid4())
    attendances = Attendance.objects.filter(session=draft)
    await in_database(record_arrivals, [arrival])
    await in_database(lambda: attendances.update(seen_at="2020-01-01T00:00:00Z"))
    await hub.news.compare()
    await line.until(told(joined=1, present=0))

    await in_database(record_arrivals, [arrival])
    await line.until(told(present=1))
    await in_database(lambda: attendances.update(seen_at="2020-01-01T00:00:00Z"))

    await line.until(told(joined=1, present=0))


async def test_other_processes_count_until_they_fall_silent(hub, draft):
    line = await console(hub, draft)
    conference = str(draft.conference_id)
    hub.hints.on_waiting("there", {conference: 4})
    assert told(waiting=4)(line)
    hub.hints.on_waiting("there", {conference: 2, str(uuid.uuid4()): 9})
    assert told(waiting=2)(line)

    runtime.current().heads.count_waiting(time.monotonic() + SILENT + 1)

    assert told(waiting=0)(line)
