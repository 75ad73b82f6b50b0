"""The disk runs full, and is given room again."""

import asyncio
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from time import perf_counter

from tests.chaos.audit import audit, close_if_open
from tests.chaos.houses import Site, house
from tests.chaos.report import Report
from tests.chaos.waiting import until
from tests.servers import Embedded, Full
from tests.servers.little_disk import filled, little_disk

#: Bytes of the little disk: all of SQLite, or the tables of one PostgreSQL database.
SIZES = {"embedded": 8 * 2**20, "full": 48 * 2**20}
#: Seconds in which votes on a full disk are refused, and in which they are taken afterwards.
REFUSED = 20.0
TAKEN = 20.0


async def disk(site: Site, report: Report) -> None:
    """The disk is full, and has room again."""
    with little_disk(SIZES[site.size]) as folder, _data_in(folder, site) as settings:
        async with house(site, report, **settings) as home:
            await home.gather()
            await home.open()
            await home.audience.everybody_votes()
            await close_if_open(home)
            # A new round, so that every ballot needs room of its own.
            await home.open()
            _leave_no_slack(folder)
            with filled(folder):
                voting = asyncio.create_task(home.audience.everybody_votes())
                try:
                    await until(lambda: home.history.answers()["unavailable"] > 0, within=REFUSED)
                except TimeoutError:
                    report.expect(False, "votes are refused as unavailable on a full disk")
                stood = await asyncio.to_thread(home.ledger, [home.round], [])
            room = perf_counter()
            await asyncio.wait_for(voting, TAKEN)
            told = home.history.answers()
            report.note(f"{told['unavailable']} answers unavailable")
            report.note(f"{len(stood[home.round]['ballots'])} ballots stood when it was full")
            report.note(f"all votes taken {perf_counter() - room:.1f} s after there was room")
            await audit(home)


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
        shutil.copytree(site.prepared.folder, place)
        yield {"DATA": str(place)}
        return
    assert isinstance(site.prepared, Full)
    place = folder / f"tables{site.prepared.postgres.port}"
    place.mkdir()
    with site.prepared.postgres.database_in(place, template=site.prepared.template) as url:
        yield {"DATABASE_URL": url}
