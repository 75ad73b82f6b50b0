"""What a crowd writes down, and how long it waits."""

import pytest

from live.load import Pace, Record, Venue


def test_percentile_is_the_latency_that_so_many_kept_to():
    record = Record()
    record.latencies.extend([0.4, 0.1, 0.3, 0.2])

    assert record.acknowledged == 4
    assert [record.percentile(share) for share in (0, 0.5, 0.99, 1)] == [0.1, 0.3, 0.4, 0.4]


def test_percentile_of_nothing_is_refused():
    with pytest.raises(ValueError, match="acknowledged"):
        Record().percentile(0.5)


def test_delays_grow_to_their_cap_and_never_beyond():
    pace = Pace(base=1, cap=8)

    longest = [max(pace.before_attempt(failed) for _ in range(500)) for failed in (0, 1, 2, 3, 9)]

    assert all(
        0.8 * bound < most <= bound for bound, most in zip((1, 2, 4, 8, 8), longest, strict=True)
    )


def test_addresses_of_a_venue():
    venue = Venue("https://vote.example.org", "ABC379", session="a b")

    assert venue.socket_url("stage") == "wss://vote.example.org/ws/stage/ABC379/?session=a%20b"
    assert venue.page == "/j/ABC379/"
    assert venue.delegates == "/api/v1/conferences/ABC379/delegates"


def test_return_after_a_cut_is_spread_otherwise_than_after_a_close():
    returns = {
        (pace.after_loss, cut_off): max(
            pace.before_return(cut_off=cut_off, within=8) for _ in range(500)
        )
        for pace in (Pace(base=1), Pace(base=1, after_loss=4))
        for cut_off in (True, False)
    }

    bounds = {(None, True): 1, (None, False): 8, (4, True): 4, (4, False): 8}
    assert all(0.8 * bounds[key] < most <= bounds[key] for key, most in returns.items())
