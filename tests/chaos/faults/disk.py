"""The disk runs full, and is given room again."""

import asyncio
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from time import perf_counter

from tests.chaos.audit import audit, close_if_open, expect_acknowledged
from tests.chaos.houses import House, KeepingChair, Site, house
from tests.chaos.report import Report
from tests.chaos.waiting import until
from tests.servers import Embedded, Full
from tests.servers.little_disk import filled, little_disk

#: Bytes of the little disk: all of SQLite, or the tables of one PostgreSQL database.
SIZES = {"embedded": 8 * 2**20, "full": 48 * 2**20}
#: Seconds in which votes on a full disk are refused, and in which they are taken afterwards.
REFUSED = 20.0
TAKEN = 20.0
#: Seconds in which the chair is told, and in which that it has passed.
BANNER = 5.0
PASSED = 15.0


async def disk(site: Site, report: Report) -> None:
    """The disk is full, and has room again."""
    with little_disk(SIZES[site.size]) as folder, _data_in(folder, site) as settings:
        async with house(site, report, **settings) as home:
            chair = KeepingChair(home.doors, token=home.token, pace=site.scale.pace)
            await chair.connect()
            await home.gather()
            await home.open()
            await home.audience.everybody_votes()
            await close_if_open(home)
            # A new round, so that every ballot needs room of its own.
            await home.open()
            _leave_no_slack(folder)
            with filled(folder):
                full = perf_counter()
                voting = asyncio.create_task(home.audience.everybody_votes())
                await asyncio.gather(_see_refused(home), _see_banner(home, chair, full))
                await _check_what_stands(home)
            room = perf_counter()
            await asyncio.wait_for(voting, TAKEN)
            report.note(f"all votes taken {perf_counter() - room:.1f} s after there was room")
            expect_acknowledged(home)
            await until(lambda: not chair.told, within=PASSED)
            await chair.close()
            await audit(home)


async def _see_refused(home: House) -> None:
    """Wait until a vote is refused."""
    try:
        await until(lambda: home.history.answers()["unavailable"] > 0, within=REFUSED)
    except TimeoutError:
        home.report.expect(False, "votes are refused as unavailable on a full disk")


async def _see_banner(home: House, chair: KeepingChair, full: float) -> None:
    """Wait until the console says what is wrong."""
    try:
        await until(lambda: "disk" in chair.told, within=REFUSED)
    except TimeoutError:
        home.report.expect(False, f"the chair is told of the disk, not of {set(chair.told)}")
    home.report.at_most(perf_counter() - full, BANNER, "the chair's banner after")


async def _check_what_stands(home: House) -> None:
    """Nobody was told a vote counts that does not stand, though the disk is still full."""
    promised = home.history.acknowledged(home.round)
    ledger = await asyncio.to_thread(home.ledger, [home.round], home.audience.tokens)
    stood = {token for token, _, _ in ledger[home.round]["ballots"]}
    home.report.note(f"{home.history.answers()['unavailable']} answers unavailable")
    home.report.note(f"{len(stood)} ballots stood when it was full")
    wrong = len(promised - stood)
    home.report.expect(wrong == 0, f"nothing is acknowledged falsely, but {wrong} votes")


def _leave_no_slack(folder: Path) -> None:
    """Take the room from SQLite's log that it has already, and would write to once more."""
    for file in folder.glob("data/*.sqlite3"):
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def _data_in(folder: Path, site: Site) -> Iterator[dict[str, str]]:
    """Put a prepared database on the little disk; yield the settings that lead there."""
    place = folder / "data"
    if isinstance(site.prepared, Embedded):
        shutil.copytree(site.prepared.data, place)
        yield {"DATA": str(place)}
        return
    assert isinstance(site.prepared, Full)
    place = folder / f"tables{site.prepared.postgres.port}"
    place.mkdir()
    with site.prepared.postgres.database_in(place, template=site.prepared.template) as url:
        yield {"DATABASE_URL": url}
