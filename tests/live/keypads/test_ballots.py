"""The ballots of keypads in the spool: keys that switch."""

from hypothesis import given
from hypothesis import strategies as st

from live.keypads.ballots import toggle


@given(st.lists(st.text("123456789", min_size=1, max_size=3), max_size=20))
def test_key_is_on_when_it_was_pressed_an_odd_number_of_times(presses):
    keys = ""
    for pressed in presses:
        keys = toggle(keys, pressed)

    whole = "".join(presses)
    assert keys == "".join(sorted(key for key in set(whole) if whole.count(key) % 2))
