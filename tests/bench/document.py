"""``docs/performance.md``, written from the findings."""

import platform
from collections.abc import Sequence
from importlib.metadata import version

from tests.bench.cores import SHARED
from tests.bench.table import Findings, Row

TITLES = {
    "full": "Full size: PostgreSQL and Redis",
    "embedded": "Embedded: SQLite",
}

PREFACE = """# Performance

Written by the bench; do not edit. Made with

    {command}

on {machine}; Daphne {daphne}, Channels {channels}, Django {django}. It took {minutes:.1f} minutes;
the machine's load average was {load:.1f} before it began.

**{verdict}**

Ratios count; times depend on the machine, and on what else it does: measure on one that is
otherwise idle. The server process is pinned to one core. The load
client (`live/load`), PostgreSQL and Redis share {place}, so that the server's core is its
own; the notes say how much of its core the client used where it could have been the bottleneck.
Everything runs on the loopback interface, PostgreSQL with `fsync` and `synchronous_commit` on,
SQLite with `synchronous=FULL`. Rate limits are raised by setting, and stay in the path. “CPU” is
the user and system time of the server process alone.

The yardsticks are in `tests/bench/yardsticks`, served by the same server with the same options:

- **bare echo, hand loop, idle socket**: plain ASGI functions under Channels' routers. They do
  nothing but echo a frame of a vote's size, push one message to each of a set of sockets, or wait.
- **naive**: the consumer that most tutorials write, with the ORM's `update_or_create`, a
  `GROUP BY` and a `group_send` of the whole tally for every vote, on the same database. It is
  spared validation, tokens, revisions, attendance and rate limits, and sends its tally to the
  projector alone.
- **stock Daphne**: the same sockets and pages on the `daphne` command line as it comes (a backlog
  of 50), given up after 10.5 times as long as the product took.
"""


def render(findings: Sequence[Findings], *, command: str, minutes: float, load: float) -> str:
    """The whole page; ``load`` is the one-minute load average before the run."""
    text = PREFACE.format(
        command=command,
        machine=_machine(),
        daphne=version("daphne"),
        channels=version("channels"),
        django=version("django"),
        minutes=minutes,
        load=load,
        verdict=_verdict(findings),
        place="that one core" if SHARED else "the other",
    )
    return text + "".join(_section(each) for each in findings)


def _section(findings: Findings) -> str:
    rows = findings.table
    lines = [
        f"\n## {TITLES[findings.size]}\n",
        "| what | product | yardstick | ratio | target | |",
        "|---|--:|--:|--:|--:|---|",
        *(_line(row) for row in rows),
    ]
    notes = [f"- {row.what}: {row.note}." for row in rows if row.note]
    notes += [f"- {remark}" for remark in findings.remarks]
    sums = [
        f"- {what}: {acked:,} acknowledged, {found:,} in the result."
        for what, acked, found in findings.sums
    ]
    return "\n".join([*lines, "", *notes, "", "Votes found again:", "", *sums, ""])


def _line(row: Row) -> str:
    ratio = (
        ""
        if row.ratio is None
        else f"{row.ratio:.3g}"
        if row.target != "1.000"
        else f"{row.ratio:.3f}"
    )
    return (
        f"| {row.what} | {row.product} | {row.yardstick} | {ratio} | {row.target} | {row.verdict} |"
    )


def _verdict(findings: Sequence[Findings]) -> str:
    rows = [(each.size, row) for each in findings for row in each.table]
    missed = [f"{row.what} ({size})" for size, row in rows if not row.met]
    if not missed:
        return f"All {len(rows)} targets are met."
    return (
        f"{len(rows) - len(missed)} of {len(rows)} targets are met. Not met: {'; '.join(missed)}."
    )


def _machine() -> str:
    cores = "one core" if SHARED else "two cores"
    python = platform.python_version()
    return f"{cores} of a {platform.machine()} machine, {platform.system()}, Python {python}"
