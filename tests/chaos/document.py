"""``docs/reliability.md``, written from the reports."""

import os
import platform
from collections.abc import Sequence
from importlib.metadata import version

from tests.chaos.faults import FAULTS
from tests.chaos.report import Report
from tests.chaos.scale import Scale

TITLES = {
    "full": "Full size: PostgreSQL, Redis and two server processes",
    "embedded": "Embedded: SQLite and one server process",
}

PREFACE = """# Reliability

Written by the chaos run; do not edit. Made with

    {command}

on {machine}; Daphne {daphne}, Django {django}. It took {minutes:.0f} minutes.

**{verdict}**

The promise to a delegate: once your phone says so, your vote counts, exactly once. Here faults
happen while {delegates} delegates vote on phones and {callers} more by HTTP; every tenth phone
sends each frame three times, as keypads do. Where fewer vote, the figures say so.
Each writes down what was asked and what was answered, on its own side of the wire. Afterwards a
checker (`tests/chaos/checker.py`) holds that history against the database, the API, the export, the
last tally on the projector, and what each delegate is told of their own ballot:

- every acknowledged vote is in the result, unless a later revision of it was sent;
- nothing is in the result that nobody sent, or that was refused for good;
- at most one ballot per delegate and round;
- counters = recount = export = API = last tally.

Each kind of violation that it finds has a test which shows that it is found
(`tests/chaos/test_checker.py`). The figures name the violations; anything but 0 fails the run.
Everything runs on the loopback interface of one machine, clients and servers together;
PostgreSQL with `fsync` and `synchronous_commit` on, SQLite with `synchronous=FULL`. Phones come
back as the pages do: full jitter, ten seconds for the first attempt. A new connection takes any
of the processes, also one that is down, because no proxy stands in front.
"""


def render(reports: Sequence[Report], *, scale: Scale, command: str, minutes: float) -> str:
    """The whole page."""
    text = PREFACE.format(
        command=command,
        machine=_machine(),
        daphne=version("daphne"),
        django=version("django"),
        minutes=minutes,
        verdict=_verdict(reports),
        delegates=scale.delegates,
        callers=scale.delegates // 10,
    )
    sizes = dict.fromkeys(report.size for report in reports)
    return text + "".join(
        _section(size, [report for report in reports if report.size == size]) for size in sizes
    )


def _section(size: str, reports: Sequence[Report]) -> str:
    lines = [
        f"\n## {TITLES[size]}\n",
        "| fault | must hold | | figures |",
        "|---|---|---|---|",
        *(_line(report) for report in reports),
    ]
    return "\n".join([*lines, ""])


def _line(report: Report) -> str:
    fault = FAULTS[report.fault]
    told = report.left_out or "; ".join([*report.figures, *(f"**{b}**" for b in report.broken)])
    return f"| {fault.what} | {fault.must_hold} | {report.verdict} | {told} |"


def _verdict(reports: Sequence[Report]) -> str:
    run = [report for report in reports if not report.left_out]
    missed = [f"{report.fault} ({report.size})" for report in run if not report.held]
    left = [f"{report.fault} ({report.size})" for report in reports if report.left_out]
    verdict = f"{len(run) - len(missed)} of {len(run)} faults were borne."
    if missed:
        verdict += f" Not: {', '.join(missed)}."
    return verdict + (f" Left out: {', '.join(left)}." if left else "")


def _machine() -> str:
    cores = len(os.sched_getaffinity(0))
    return f"{cores} cores of a {platform.machine()} machine, Python {platform.python_version()}"
