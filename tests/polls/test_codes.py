"""Join codes, as made and as typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polls.codes import CODE_ALPHABET, make_code, normalise_code


def test_made_codes_are_codes_and_differ():
    codes = {make_code() for _ in range(200)}

    assert len(codes) == 200
    assert all(normalise_code(code) == code for code in codes)


@given(code=st.text(CODE_ALPHABET, min_size=6, max_size=6), data=st.data())
def test_code_is_read_in_any_case_and_with_any_spaces(code, data):
    gaps = data.draw(
        st.lists(st.sampled_from(["", " ", "\t", "\n", "\u00a0"]), min_size=7, max_size=7)
    )
    typed = "".join(
        gap + (letter.lower() if data.draw(st.booleans()) else letter)
        for gap, letter in zip(gaps, code + " ", strict=True)
    )

    assert normalise_code(typed) == code


@pytest.mark.parametrize(
    "typed", ["", "ABC23", "ABC2345", "ABCDE0", "ABCDEI", "ÄBCDEF", "ABC\x0037"]
)
def test_what_cannot_be_a_code_is_none(typed):
    assert normalise_code(typed) is None
