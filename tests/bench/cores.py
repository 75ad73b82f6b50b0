"""Which processor core is whose."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

_ALL = sorted(os.sched_getaffinity(0))

#: The server under test has this core to itself; everything else has the other.
SERVER_CORE = _ALL[0]
#: The load client, PostgreSQL and Redis; the same core where there is only one.
CLIENT_CORE = _ALL[-1]

SHARED = SERVER_CORE == CLIENT_CORE


@contextmanager
def pinned_to(core: int) -> Iterator[None]:
    """Keep this process, and every process started meanwhile, on one core."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
