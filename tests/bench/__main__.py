"""``python -m tests.bench``: measure, print the table, write it down."""

import argparse
import asyncio
import gc
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tests.bench.cores import CLIENT_CORE
from tests.bench.document import render
from tests.bench.houses import ROOT, Builder
from tests.bench.measures import MEASURES
from tests.bench.scale import FULL, QUICK, Scale
from tests.bench.table import Findings
from tests.servers import NotInstalled, Redis, prepare_embedded, prepare_full, prepare_postgres

#: What does not depend on the database is measured once.
EMBEDDED_MEASURES = ("votes", "burst", "reveal", "ticks", "sealing", "upvotes")
#: Seconds that one measure may take.
LIMIT = 240


def read_arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a small run on full size")
    parser.add_argument("--only", choices=MEASURES, action="append", help="only this measure")
    parser.add_argument("--size", choices=("full", "embedded"), action="append")
    parser.add_argument(
        "--write", type=Path, help="where to write (a whole run: docs/performance.md)"
    )
    return parser.parse_args()


@contextmanager
def builder_of(size: str, folder: Path) -> Iterator[Builder]:
    """Start what this size needs; end and delete it afterwards."""
    if size == "embedded":
        yield Builder(prepare_embedded(folder), size)
        return
    started = []
    try:
        for make in (partial(prepare_postgres, folder), Redis):
            started.append(make())
            started[-1].start()
        yield Builder(prepare_full(folder, postgres=started[0], redis=started[1]), size)
    finally:
        for service in started:
            service.remove()


def measure(size: str, names: list[str], scale: Scale, folder: Path) -> Findings:
    """Run the named measures on one size."""
    findings = Findings(size)
    with builder_of(size, folder) as builder:
        for name in names:
            began, before = time.monotonic(), len(findings.rows)
            asyncio.run(bounded(MEASURES[name](builder, scale, findings)))
            print(f"{size} {name}: {time.monotonic() - began:.0f} s", file=sys.stderr)
            for row in findings.rows[before:]:
                print(
                    f"  {row.what}: {row.product} / {row.yardstick} = {row.ratio:.3g}",
                    file=sys.stderr,
                )
    return findings


async def bounded(work: Awaitable[None]) -> None:
    """Let a measure take its time, but not for ever."""
    async with asyncio.timeout(LIMIT):
        await work


def main() -> None:
    """Measure everything that was asked for."""
    arguments = read_arguments()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    os.sched_setaffinity(0, {CLIENT_CORE})
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Ended before it was done."))
    gc.disable()  # The client's pauses would be measured as the server's.
    began, load = time.monotonic(), os.getloadavg()[0]
    sizes = arguments.size or (["full"] if arguments.quick else ["full", "embedded"])
    folder = Path(tempfile.mkdtemp(prefix="show-of-hands-bench-"))
    try:
        findings = [
            measure(
                size, names_for(size, arguments.only), QUICK if arguments.quick else FULL, folder
            )
            for size in sizes
        ]
    except NotInstalled as missing:
        sys.exit(f"{missing}. Without it: python -m tests.bench --size embedded")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    command = " ".join(["python -m tests.bench", *sys.argv[1:]])
    minutes = (time.monotonic() - began) / 60
    page = render(findings, command=command, minutes=minutes, load=load)
    print(page)
    whole = not (arguments.quick or arguments.only or arguments.size)
    target = arguments.write or (ROOT / "docs" / "performance.md" if whole else None)
    if target:
        target.parent.mkdir(exist_ok=True)
        target.write_text(page)


def names_for(size: str, only: list[str] | None) -> list[str]:
    """The measures of one size, in their order."""
    if only:
        return [name for name in MEASURES if name in only]
    return [name for name in MEASURES if size == "full" or name in EMBEDDED_MEASURES]


if __name__ == "__main__":
    main()
