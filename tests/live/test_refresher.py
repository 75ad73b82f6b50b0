"""Rereading: once at a time, soon, and never the end of anybody who waits."""

import asyncio

from live.refresher import Refresher
from polls.errors import Unavailable

#: Longer than any test: what comes sooner did not wait for it.
LONG = 600.0


class Reading:
    """Counts its runs; each waits for ``gate``, and ``fails`` with what stands next there."""

    def __init__(self) -> None:
        self.runs = 0
        self.gate = asyncio.Event()
        self.gate.set()
        self.fails: list[Exception] = []
        self.succeeded = asyncio.Event()

    async def __call__(self) -> None:
        self.runs += 1
        await self.gate.wait()
        if self.fails:
            raise self.fails.pop(0)
        self.succeeded.set()


async def test_many_wakes_during_one_run_make_one_more():
    reading = Reading()
    refresher = Refresher(reading, interval=0)
    reading.gate.clear()
    first = asyncio.create_task(refresher.fresh())
    await asyncio.sleep(0)

    for _ in range(100):
        refresher.wake()
    reading.gate.set()
    await first
    await refresher.fresh()

    assert reading.runs in {2, 3}


async def test_fresh_is_a_run_that_began_after_it_was_asked_for():
    reading = Reading()
    refresher = Refresher(reading, interval=LONG)
    reading.gate.clear()
    first = asyncio.create_task(refresher.fresh())
    await asyncio.sleep(0)
    second = asyncio.create_task(refresher.fresh())
    await asyncio.sleep(0)
    assert reading.runs == 1

    reading.gate.set()
    await asyncio.gather(first, second)

    assert reading.runs == 2
    refresher.stop()


async def test_failure_releases_who_waits_and_the_next_change_is_read():
    reading = Reading()
    refresher = Refresher(reading, interval=0)
    reading.fails = [KeyError("a kind of question that nobody knows")]

    await asyncio.wait_for(refresher.fresh(), 10)
    await asyncio.wait_for(refresher.fresh(), 10)

    assert reading.runs == 2


async def test_while_the_database_is_away_it_is_tried_again_without_being_asked():
    reading = Reading()
    refresher = Refresher(reading, interval=0)
    reading.fails = [Unavailable("away")] * 3
    refresher.wake()

    await asyncio.wait_for(reading.succeeded.wait(), 10)

    assert reading.runs == 4


async def test_stopped_nobody_waits_and_nothing_is_read_again():
    reading = Reading()
    refresher = Refresher(reading, interval=0)
    reading.gate.clear()
    waiting = [asyncio.create_task(refresher.fresh()) for _ in range(2)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)

    refresher.stop()

    await asyncio.wait_for(asyncio.gather(*waiting), 10)
    refresher.wake()
    await asyncio.wait_for(refresher.fresh(), 10)
    assert reading.runs == 1


async def test_what_came_to_rest_is_read_without_waiting_but_not_again_and_again():
    reading = Reading()
    refresher = Refresher(reading, interval=LONG)
    await asyncio.wait_for(refresher.fresh(), 10)

    refresher.wake()
    await turns()
    assert reading.runs == 1
    reading.succeeded.clear()
    refresher.wake(at_rest=True)
    await asyncio.wait_for(reading.succeeded.wait(), 10)
    refresher.wake(at_rest=True)
    await turns()

    assert reading.runs == 2
    refresher.stop()


async def turns() -> None:
    """Let everything that does not wait for a time happen."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_stop_at_the_moment_of_something_urgent_runs_no_more():
    reading = Reading()
    refresher = Refresher(reading, interval=LONG)
    await asyncio.wait_for(refresher.fresh(), 10)
    await asyncio.sleep(0)

    refresher.wake(urgent=True)
    refresher.stop()
    for _ in range(5):
        await asyncio.sleep(0)

    assert reading.runs == 1
