"""Profiles: read, or refused with the place of the mistake."""

import pytest

from live.keypads.profile import WrongProfile, find_profile, read_profile

GOOD = """name = "Mine"
pattern = '(?P<keypad>[0-9]+):(?P<keys>[A-J])'
"""


def test_profile_says_what_it_needs_and_the_rest_is_usual():
    profile = read_profile(GOOD)

    assert (profile.name, profile.ending, profile.toggles) == ("Mine", "\n", True)
    assert profile.pattern.search("17:B").groupdict() == {"keypad": "17", "keys": "B"}


@pytest.mark.parametrize(
    ("text", "what", "place"),
    [
        ("name = \n", "Invalid value", "at line 1, column 8"),
        ("name = 'x'\n", "give a pattern, or the columns", "at line 1, column 1"),
        ("name = 'x'\npattern = '(?P<keypad>.)(?P<keys>.'\n", "missing )", "line 2, column 25"),
        ("pattern = '(?P<keypad>.)'\n", "nothing says which part is the “keys”", "at line 1"),
        (GOOD + "patern = ''\n", "“patern” means nothing here", "at line 3, column 1"),
        (GOOD + "[keys]\n'x' = 'K'\n", "“K” is no key", "at line 4, column 1"),
        (GOOD + "[line]\n\nending = 'x'\n", "a line ends in", "at line 5, column 1"),
        (GOOD + "[line]\nencoding = 'klingon'\n", "no encoding klingon", "at line 4"),
        (GOOD + "[tell]\nreceived = 'OK {key}'\n", "only {keypad}", "at line 4, column 1"),
        (GOOD + "accept = 'OK'\n", "list of texts", "at line 3, column 1"),
        (GOOD + "several = 'never'\n", "toggle or whole", "at line 3, column 1"),
        (GOOD + "[columns]\nkeypad = 'A'\nkeys = 'B'\n", "and not both", "at line 2"),
    ],
)
def test_mistake_is_told_with_its_line_and_column(text, what, place):
    with pytest.raises(WrongProfile) as refused:
        read_profile(text, "mine.toml")

    told = str(refused.value)
    assert told.startswith("mine.toml: ")
    assert what in told
    assert place in told


def test_profile_is_found_by_name_or_as_a_file(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(GOOD)

    assert find_profile(str(file)).name == "Mine"
    assert find_profile("line").name == "Generic line"
    with pytest.raises(WrongProfile, match="line, reply-csv"):
        find_profile("nowhere")
