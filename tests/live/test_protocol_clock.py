"""The time that clients set their clocks by."""

from datetime import datetime, timedelta

from live import protocol
from polls import clock


def test_clock_that_is_told_is_exact_so_that_no_timer_begins_with_a_second_too_many():
    before = clock.last_known()
    told = datetime.fromisoformat(protocol.exactly_now())

    assert protocol.exactly_now().endswith("Z")
    assert timedelta(milliseconds=-1) <= told - before < timedelta(milliseconds=500)
