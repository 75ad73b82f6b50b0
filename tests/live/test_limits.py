"""The token bucket."""

from live.limits import Bucket, Buckets


def test_burst_passes_then_refusals_are_counted_until_one_passes(settings):
    settings.MESSAGE_BURST, settings.MESSAGES_PER_SECOND = 3, 0
    bucket = Bucket()

    assert [bucket.take() for _ in range(5)] == [True, True, True, False, False]
    assert bucket.refusals == 2

    bucket.rate = 1e9
    assert bucket.take() is True
    assert bucket.refusals == 0


def test_each_client_has_a_bucket_and_the_one_heard_of_longest_ago_is_forgotten(settings):
    settings.MESSAGE_BURST, settings.MESSAGES_PER_SECOND = 1, 0
    buckets = Buckets(size=2)

    assert [buckets.take(name) for name in ("a", "b", "a", "b")] == [True, True, False, False]
    assert buckets.take("c") is True
    assert [buckets.take("b"), buckets.take("a")] == [False, True]
