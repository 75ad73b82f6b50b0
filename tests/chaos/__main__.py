"""``python -m tests.chaos``: let every fault happen, print the table, write it down."""

import argparse
import asyncio
import resource
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

from tests.chaos.bearing import bear
from tests.chaos.document import render
from tests.chaos.faults import BOTH, FAULTS
from tests.chaos.report import Report
from tests.chaos.scale import LONG, SHORT, Scale
from tests.chaos.sites import site_of
from tests.servers import NotInstalled
from tests.servers.product import ROOT


def read_arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="40 delegates, seconds a fault")
    parser.add_argument("--only", choices=FAULTS, action="append", help="only this fault")
    parser.add_argument("--size", choices=BOTH, action="append")
    parser.add_argument(
        "--write", type=Path, help="where to write (a whole run: docs/reliability.md)"
    )
    return parser.parse_args()


def run(size: str, names: list[str], scale: Scale, folder: Path) -> list[Report]:
    """Let the named faults happen on one size."""
    with site_of(size, folder, scale) as site:
        reports = []
        for name in names:
            if size in FAULTS[name].sizes:
                began = time.monotonic()
                reports.append(asyncio.run(bear(site, name)))
                say(reports[-1], time.monotonic() - began)
        return reports


def say(report: Report, seconds: float) -> None:
    """Tell the terminal what was found."""
    print(f"{report.size} {report.fault}: {report.verdict} ({seconds:.0f} s)", file=sys.stderr)
    for figure in [report.left_out, *report.figures] if report.left_out else report.figures:
        print(f"  {figure}", file=sys.stderr)
    for promise in report.broken:
        print(f"  NOT HELD: {promise}", file=sys.stderr)


def main() -> None:
    """Do what was asked for; status 1 when a promise did not hold."""
    arguments = read_arguments()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Ended before it was done."))
    scale = SHORT if arguments.quick else LONG
    names = [name for name in FAULTS if name in (arguments.only or FAULTS)]
    began = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="show-of-hands-chaos-"))
    try:
        reports = [
            report for size in arguments.size or BOTH for report in run(size, names, scale, folder)
        ]
    except NotInstalled as missing:
        sys.exit(f"{missing}. Without it: python -m tests.chaos --size embedded")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    command = " ".join(["python -m tests.chaos", *sys.argv[1:]])
    minutes = (time.monotonic() - began) / 60
    page = render(reports, scale=scale, command=command, minutes=minutes)
    print(page)
    whole = not (arguments.quick or arguments.only or arguments.size)
    target = arguments.write or (ROOT / "docs" / "reliability.md" if whole else None)
    if target:
        target.parent.mkdir(exist_ok=True)
        target.write_text(page)
    sys.exit(any(not report.held for report in reports))


if __name__ == "__main__":
    main()
