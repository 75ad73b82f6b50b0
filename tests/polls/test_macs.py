"""Codes of messages under a key."""

import hmac

from hypothesis import given
from hypothesis import strategies as st

from polls.macs import Mac


@given(key=st.binary(max_size=200), messages=st.lists(st.binary(max_size=100), max_size=4))
def test_each_message_has_its_hmac_whatever_came_before(key, messages):
    mac = Mac(key)

    assert [mac.digest(message) for message in messages] == [
        hmac.digest(key, message, "sha256") for message in messages
    ]
