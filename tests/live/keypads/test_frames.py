"""Lines out of bytes, presses out of lines, whatever comes in between."""

import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.keypads.frames import Reader, Splitter, read_lines, try_recording
from live.keypads.presses import Heard
from live.keypads.profile import LONGEST_LINE, find_profile, read_profile
from live.keypads.simulator import Air, Keypads, line_of

LINE = find_profile("line")
TABLE = find_profile("reply-csv")
TRANSCRIPTS = Path(__file__).parent / "transcripts"


def read(profile, *pieces: bytes) -> list[Heard]:
    """The presses in what comes in these pieces."""
    splitter, reader = Splitter(profile), Reader(profile)
    lines = [line for piece in pieces for line in splitter.feed(piece)]
    return [reading.heard for reading in map(reader.read, lines) if reading.heard]


def cut(content: bytes, places: list[int]) -> list[bytes]:
    """Content in pieces, cut at these places."""
    edges = [0, *sorted(place % (len(content) + 1) for place in places), len(content)]
    return [content[one:other] for one, other in itertools.pairwise(edges)]


presses = st.lists(
    st.tuples(
        st.from_regex(r"[0-9A-Za-z_-]{1,40}", fullmatch=True),
        st.from_regex(r"[1-9A-J]{1,10}", fullmatch=True),
        st.none() | st.integers(0, 100),
    ),
    max_size=30,
)


@given(presses, st.lists(st.integers(0, 5000), max_size=60))
def test_frames_are_read_the_same_however_they_are_cut(told, places):
    content = b"".join(
        f"{keypad},{keys}{'' if battery is None else f',{battery}'}\r\n".encode()
        for keypad, keys, battery in told
    )

    assert read(LINE, *cut(content, places)) == [Heard(*each) for each in told]


@given(st.lists(st.binary(max_size=2 * LONGEST_LINE), max_size=20))
def test_noise_is_never_an_error_and_a_frame_behind_it_is_read(pieces):
    splitter, reader = Splitter(LINE), Reader(LINE)
    for piece in pieces:
        for line in splitter.feed(piece):
            reader.read(line)
    splitter.feed(b"\n")

    assert [reader.read(line).heard for line in splitter.feed(b"17,2\r\n")] == [Heard("17", "2")]


@given(st.binary(max_size=300))
def test_table_takes_noise_for_no_press_or_for_a_whole_row(noise):
    for reading in read_lines(TABLE, b"Keypad,Response,Status,Serial\n" + noise):
        assert reading.heard is None or set(reading.heard.keys) <= set("123456789ABCDEFGHIJ")


NUMBERED = read_profile(
    "pattern = '(?P<keypad>[0-9]+),(?P<keys>[1-9]),[0-9]+,(?P<sequence>[0-9]+)'\n"
    '[line]\nending = "\\r\\n"\n'
)


def numbered_line(pressed) -> bytes:
    """A frame that the base station numbers."""
    return f"{pressed.keypad},{pressed.key},{pressed.battery},{pressed.number}\r\n".encode()


@given(st.integers(0, 2**32), st.floats(0, 1))
def test_repeated_frames_count_once(seed, twice):
    keypads = Keypads(5, keys="1234", air=Air(twice=twice, split=0.5), seed=seed)
    content = b"".join(keypads.send(keypads.burst() + keypads.burst(), numbered_line))

    assert read(NUMBERED, content) == [Heard(p.keypad, p.key) for p in keypads.heard]


def test_frame_with_the_number_and_key_of_the_last_round_is_no_repetition():
    reader = Reader(NUMBERED)
    told = [reader.read("17,2,80,1").heard is not None for _ in range(2)]
    reader.forget()
    told += [reader.read("17,2,80,1").heard is not None for _ in range(2)]

    assert told == [True, False, True, False]


def test_serial_of_a_table_is_no_number_of_a_press():
    rows = b"Keypad,Response,Status,Serial\r\n17,2,OK,9001\r\n17,2,OK,9001\r\n"
    assert read(TABLE, rows) == [Heard("17", "2")] * 2


def test_what_is_too_long_for_a_line_is_dropped_with_its_end():
    long = b"17,2" * 200
    assert read(LINE, long[:300], long[300:], b",2\r\n18,3\r\n") == [Heard("18", "3")]


@pytest.mark.parametrize(
    "line",
    ["", "17", "17,", ",2", "17,K", "17;2;x", "17 2 3 4", "17,\x002", "17 10", "17 2*", "17 x1"],
)
def test_line_that_is_no_press_is_none(line):
    assert Reader(LINE).read(line).heard is None


def test_simulator_sends_what_the_profile_reads():
    keypads = Keypads(40, keys="12", air=Air(noise=0.5, split=0.5, reorder=0.3, loss=0.2), seed=7)
    pieces = list(keypads.send(keypads.burst(), line_of))

    told = [(each.keypad, each.keys, each.battery) for each in read(LINE, *pieces)]
    assert told == [(each.keypad, each.key, each.battery) for each in keypads.heard]
    assert 20 < len(told) < 40


@pytest.mark.parametrize("recording", sorted(TRANSCRIPTS.glob("*.in")), ids=lambda path: path.stem)
def test_recording_is_read_as_written_down(recording):
    profile = find_profile(recording.stem.partition(".")[0])
    wanted = recording.with_suffix(".txt").read_text()

    assert try_recording(profile, recording.read_bytes()) == wanted


def test_every_profile_has_a_recording():
    shipped = {path.stem for path in Path("live/keypads/profiles").glob("*.toml")}
    assert {path.stem.partition(".")[0] for path in TRANSCRIPTS.glob("*.in")} == shipped


def test_recording_without_the_columns_of_a_table_names_them():
    profile = find_profile("reply-csv")

    assert try_recording(profile, b"Keypad;Response\n7;2\n").splitlines()[-1] == (
        "No row names the columns Keypad, Response "
        "(the profile Reply-style results (CSV) wants them, parted by ,)."
    )
    assert "No row" not in try_recording(profile, b"Keypad,Response\n7,2\n")
