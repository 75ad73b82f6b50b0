"""Every fault in its short form: 40 delegates, seconds each; `make chaos` is the long one.

What waits more than it works happens side by side; the two that take a service away from
everybody else come last, one after the other.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.chaos.bearing import bear
from tests.chaos.houses import Site
from tests.chaos.report import Report
from tests.chaos.scale import SHORT
from tests.chaos.sites import site_of
from tests.conftest import do_without
from tests.servers import NotInstalled

#: Where each fault tells most; the long form lets nearly all happen on both sizes.
ON_EMBEDDED = (
    "kill",
    "cut",
    "repeats",
    "race",
    "arriving",
    "silent",
    "disk",
    "fuzz",
    "clocks",
    "keypads",
)
ON_FULL = ("kill", "rolling", "race")
ALONE = ("redis", "postgres")
SIDE_BY_SIDE = 3

Reports = dict[str, Report]


async def bear_all(site: Site, together: tuple[str, ...], alone: tuple[str, ...]) -> Reports:
    """Let these faults happen; return what was found by name."""
    turn = asyncio.Semaphore(SIDE_BY_SIDE)

    async def bear_in_turn(name: str) -> Report:
        async with turn:
            return await bear(site, name)

    reports = await asyncio.gather(*(bear_in_turn(name) for name in together))
    reports += [await bear(site, name) for name in alone]
    return {report.fault: report for report in reports}


@pytest.fixture(scope="module")
def borne(static_files, tmp_path_factory) -> Callable[..., Reports]:
    """Let faults happen on one size, or skip where it cannot be had."""

    def run(size: str, together: tuple[str, ...], alone: tuple[str, ...] = ()) -> Reports:
        folder: Path = tmp_path_factory.mktemp(f"chaos-{size}")
        try:
            with site_of(size, folder, SHORT) as site:
                return asyncio.run(bear_all(site, together, alone))
        except NotInstalled as missing:
            do_without(missing)
            raise

    return run


@pytest.fixture(scope="module")
def on_embedded(borne) -> Reports:
    """What the faults did to SQLite and one process."""
    return borne("embedded", ON_EMBEDDED)


@pytest.fixture(scope="module")
def on_full(borne) -> Reports:
    """What the faults did to PostgreSQL, Redis and two processes."""
    return borne("full", ON_FULL, ALONE)


@pytest.mark.parametrize("fault", ON_EMBEDDED)
def test_fault_is_borne_by_the_embedded_size(on_embedded, fault):
    check(on_embedded[fault])


@pytest.mark.parametrize("fault", [*ON_FULL, *ALONE])
def test_fault_is_borne_by_the_full_size(on_full, fault):
    check(on_full[fault])


def check(report: Report) -> None:
    """Fail for the promises that did not hold; skip what was left out."""
    assert report.broken == []
    if report.left_out:
        pytest.skip(report.left_out)
    assert report.figures != []
