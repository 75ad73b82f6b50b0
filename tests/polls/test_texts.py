"""What people can read, in whatever script, and what they cannot."""

import pytest

from polls.texts import as_seen, mistake_in


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Yes",
        "Ynghylch \u0175",
        "e\u0301",
        "می\u200cخواهم",  # Persian: a joiner within a word
        "क्\u200dष",
        "👩\u200d⚕\ufe0f",
        "🏴" + "".join(chr(0xE0000 + ord(c)) for c in "gbwls") + "\U000e007f",
        "שלום\u200f!",
        "care\u00adworker",
        "?",
    ],
)
def test_texts_of_every_script_are_readable(text):
    assert mistake_in(text) == ""


@pytest.mark.parametrize(
    "text", ["\u200b", "\u200d\u200c", "\u2060 \u00a0", "\ufe0f", "\u3164", "\u2800", "\u0301", " "]
)
def test_texts_that_leave_no_mark_are_refused(text):
    assert mistake_in(text) == "contains nothing that can be seen"


@pytest.mark.parametrize(
    "number", [0x202A, 0x202E, 0x2066, 0x2069, 0x206A, 0xFEFF, 0xFFF9, 0xE0001, 0x7, 0xD800]
)
def test_characters_that_hide_or_reorder_others_are_refused_by_number(number):
    assert mistake_in(f"a{chr(number)}b") == (
        f"contains U+{number:04X}, which is no character of a text"
    )


def test_what_looks_the_same_is_seen_as_the_same():
    assert as_seen("Y\u200bes") == as_seen("Yes")
    assert as_seen("e\u0301") == as_seen("é")
    assert as_seen("Yes") != as_seen("yes")
