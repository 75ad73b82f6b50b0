"""Lengths of time in words."""

import pytest

from polls.durations import in_words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (900, "15 minutes"),
        (60, "1 minute"),
        (3600, "1 hour"),
        (7200, "2 hours"),
        (90, "90 seconds"),
        (1, "1 second"),
        (0, "0 seconds"),
    ],
)
def test_the_largest_unit_that_fits_is_told(seconds, words):
    assert in_words(seconds) == words
