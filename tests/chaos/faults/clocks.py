"""Clocks are wrong: the servers' by an hour, the phones' by a day."""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from tests.chaos.audit import audit, close_if_open, expect_acknowledged
from tests.chaos.houses import House, Site, house
from tests.chaos.report import Report
from tests.servers.clock import ShiftedClock
from tests.servers.product import ROOT

HOUR = 3600
DAY = 24 * HOUR
#: The timer of a round, and seconds by which it may close too early or too late.
TIMER = 4
SLACK = 1.5
#: Votes of each phone whose clock is wrong.
VOTES = 3


async def clocks(site: Site, report: Report) -> None:
    """Clocks: servers an hour ahead and behind, phones a day."""
    with _folder() as folder:
        ahead, behind = ShiftedClock(folder, shift=HOUR), ShiftedClock(folder, shift=-HOUR)
        async with house(site, report, second=behind.environment, **ahead.environment) as home:
            await home.gather()
            await home.open()
            await _vote_through(home, ahead, behind)
            for shift in (DAY, -DAY):
                await _vote_far_away(home, ShiftedClock(folder, shift=shift), shift)
            expect_acknowledged(home)
            await close_if_open(home)
            await _hold_a_timed_round(home, ahead, behind)
            await audit(home)


async def _vote_through(home: House, ahead: ShiftedClock, behind: ShiftedClock) -> None:
    """Vote while the servers' clocks are wrong, and while they are set."""
    async with home.audience.voting(pause=0.5):
        for shift in (HOUR, -HOUR, HOUR):
            ahead.set(shift)
            behind.set(-shift)
            await asyncio.sleep(max(1.0, home.scale.steady))
    home.report.note(f"{len(home.audience.casts):,} votes while servers' clocks jump an hour")


async def _vote_far_away(home: House, clock: ShiftedClock, shift: int) -> None:
    """Let phones vote whose clocks are wrong."""
    tokens = await home.join(10)
    asked = {
        "urls": home.doors.urls,
        "code": home.doors.code,
        "round": home.round,
        "tokens": tokens,
        "votes": VOTES,
    }
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "tests.chaos.far_phones"],
        input=json.dumps(asked),
        env={**os.environ, **clock.environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert abs(answer["clock"] - time.time() - shift) < 60, "the phones' clock is right"
    home.history.take_over(answer["history"])
    home.audience.tokens_elsewhere += tokens
    told = [codes for *_, told in answer["history"] for *_, codes in told]
    home.report.note(f"{len(told)} votes with clocks {shift // DAY:+} day")
    home.report.expect(
        len(told) == len(tokens) * VOTES and all(set(codes) == {"ack"} for codes in told),
        f"phones {shift // DAY:+} day vote like all others, but were told {told}",
    )


async def _hold_a_timed_round(home: House, ahead: ShiftedClock, behind: ShiftedClock) -> None:
    """A round with a timer takes votes until its time is up, and is closed then.

    The servers' clocks are set while it is open, forward and back.
    """
    began = time.monotonic()
    home.round = (await home.command("open", seconds=TIMER))["round"]
    await home.audience.until(lambda phone: phone.round == home.round)
    ahead.set(2 * HOUR)
    behind.set(-2 * HOUR)
    casts = await home.audience.everybody_votes()
    home.report.expect({cast.code for cast in casts} == {"ack"}, "a timed round takes votes")
    left = await _seconds_left(home)
    home.report.expect(
        all(-SLACK <= seconds <= TIMER + SLACK for seconds in left),
        f"a phone counts down from {TIMER} s, not from {min(left):.0f} or {max(left):.0f} s",
    )
    ahead.set(-HOUR)
    behind.set(HOUR)
    await asyncio.wait_for(
        home.audience.until(lambda phone: phone.state["phase"] == "closed"), 5 * TIMER
    )
    lasted = time.monotonic() - began
    home.report.note(f"a timer of {TIMER} s took {lasted:.1f} s, clocks set in the midst of it")
    home.report.expect(abs(lasted - TIMER) <= SLACK, f"a round of {TIMER} s lasts as long")


async def _seconds_left(home: House) -> list[float]:
    """What each phone shows as left of the round, by what the server says now."""
    for phone in home.audience.phones:
        phone.time_told = None
        phone.send({"type": "sync"})
    await home.audience.until(lambda phone: phone.time_told)
    told = [(phone.state["round"]["closes_at"], phone.time_told) for phone in home.audience.phones]
    return [
        (datetime.fromisoformat(closes_at) - datetime.fromisoformat(now)).total_seconds()
        for closes_at, now in told
    ]


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="show-of-hands-clocks-") as folder:
        yield Path(folder)
