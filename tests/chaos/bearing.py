"""Letting a fault happen, whatever comes of it."""

import asyncio
import os

from tests.chaos.faults import FAULTS
from tests.chaos.houses import Site
from tests.chaos.report import Report
from tests.servers import NotInstalled

#: Seconds that one fault may take; a thousand rounds, each seen on the projector, take six minutes
#: on two cores that do nothing else.
LIMIT = 1800


async def bear(site: Site, name: str) -> Report:
    """Let one fault happen; whatever goes wrong is a promise that did not hold."""
    report = Report(name, site.size)
    try:
        await asyncio.wait_for(FAULTS[name].happen(site, report), LIMIT)
    except NotInstalled as missing:
        report.left_out = f"left out: {missing}"
        report.expect(os.environ.get("CI") != "true", f"CI needs it: {missing}")
    except Exception as error:  # noqa: BLE001 -- the other faults must happen all the same
        report.expect(False, f"{type(error).__name__}: {str(error)[:500]}")
    return report
