"""A file of results: what was in it before is no vote, what is added is, whoever writes it how."""

import io
import json
import threading
from contextlib import contextmanager

import pytest

from live.keypads.bridge import Bridge, main
from live.keypads.files import Unreadable
from live.keypads.inputs import CsvFile
from live.keypads.inputs.csv_file import REWRITE, Growth, Taken, WrittenAnew
from live.keypads.link import Server
from live.keypads.profile import find_profile
from live.keypads.screen import Log, draw
from live.keypads.spool import Spool
from tests.live.keypads.impostor import TOKEN
from tests.live.keypads.test_inputs import know, pressed

HEAD = b"Keypad,Response\r\n"
OLD = HEAD + b"1,1\r\n2,1\r\n"


@contextmanager
def watching(file, *, profile: str = "reply-csv", from_start: bool = False, log=None):
    """A bridge of this file, with a spool beside it; a vote is open."""
    spool = Spool(file.parent / "keypads.spool")
    try:
        made = Bridge(
            CsvFile(file, from_start=from_start),
            find_profile(profile),
            spool,
            server=Server(False, "127.0.0.1", 9),
            token=TOKEN,
            log=Log(log),
        )
        know(made)
        yield made
    finally:
        spool.close()


def read_on(bridge: Bridge, wanted: int) -> list[str]:
    """Read until so many presses came, or a complaint; the keypads whose presses are spooled."""
    over = threading.Event()

    def hear(piece: bytes, notes: dict[str, str]) -> None:
        bridge._hear(piece, notes)
        bridge._noted |= notes
        if bridge.contact.tally.presses >= wanted:
            over.set()

    def complain(complaint: str) -> None:
        bridge._complain(complaint)
        if complaint:
            over.set()

    bridge._source.run(hear, complain, over, bridge._noted)
    return pressed(bridge)


def append(file, rows: bytes) -> None:
    """Write more rows."""
    with file.open("ab") as opened:
        opened.write(rows)


@pytest.mark.parametrize(
    ("before", "added", "not_taken"),
    [
        (OLD, b"7,2\r\n", 2),
        (OLD + b"3,1", b"\r\n7,2\r\n", 3),
        (OLD + b"3,1\r", b"\n7,2\r\n", 3),
        (OLD + b"3,", b"1\r\n7,2\r\n", 2),
        (HEAD, b"7,2\r\n", 0),
        (HEAD[:-2], b"\r\n7,2\r\n", 0),
        (HEAD[:10], HEAD[10:] + b"7,2\r\n", 0),
        (b"", HEAD + b"7,2\r\n", 0),
        (None, HEAD + b"7,2\r\n", 0),
    ],
)
def test_rows_that_were_there_before_are_no_presses(tmp_path, before, added, not_taken):
    file, log = tmp_path / "results.csv", io.StringIO()
    if before is not None:
        file.write_bytes(before)
    with watching(file, log=log) as bridge:
        append(file, added)
        read = read_on(bridge, 1)
        screen = draw(bridge.contact, bridge.spool, "")

    events = [json.loads(line) for line in log.getvalue().splitlines()]
    said = [event["rows"] for event in events if event["event"] == "rows not taken"]
    assert read == ["7"]
    assert said == ([not_taken] if not_taken else [])
    assert ("rows were there before: not taken" in screen) == bool(not_taken)


@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize(
    "content",
    [
        b"Keypad;Response\n7;2\n8;2\n",
        b"Keypad\tResponse\n7\t2\n",
        b"keypad,response\n7,2\n",
        b"Device,Answer\n7,2\n",
        "Keypad,Response\n7,2\n".encode("utf-16"),
    ],
)
def test_table_whose_columns_nobody_names_is_told_once(tmp_path, content, there):
    file, log = tmp_path / "results.csv", io.StringIO()
    wanted = (
        "no row names the columns Keypad, Response "
        "(the profile Reply-style results (CSV) wants them, parted by ,)"
    )
    file.write_bytes(content if there else b"")
    with watching(file, log=log) as bridge:
        if not there:
            append(file, content)
        for piece in (file.read_bytes(), b"9,1\n"):
            bridge._hear(piece, {})
        screen = draw(bridge.contact, bridge.spool, "")
        append(file, b"\n" + HEAD + b"7,2\r\n")
        bridge._hear(b"\n" + HEAD, {})

        assert wanted in screen
        assert "no row names" not in draw(bridge.contact, bridge.spool, "")
    events = [json.loads(line) for line in log.getvalue().splitlines()]
    assert [event["why"] for event in events if event["event"] == "rows not read"] == [wanted]


def test_rest_of_a_line_that_was_there_in_part_is_no_press(tmp_path):
    file = tmp_path / "presses.txt"
    file.write_bytes(b"1 1\n1")
    with watching(file, profile="line") as bridge:
        append(file, b"8 2\n7 2\n")

        assert read_on(bridge, 1) == ["7"]


@pytest.mark.parametrize("before", [OLD, HEAD, b"", None])
def test_rows_that_were_added_while_the_bridge_was_down_are_presses(tmp_path, before):
    file = tmp_path / "results.csv"
    if before is not None:
        file.write_bytes(before)
    with watching(file):
        pass
    append(file, b"7,2\r\n" if before else HEAD + b"7,2\r\n")
    with watching(file) as bridge:
        append(file, b"8,2\r\n")

        assert read_on(bridge, 2) == ["7", "8"]
        assert bridge.contact.tally.before == 0


def test_rows_that_were_there_before_are_taken_where_somebody_wants_it(tmp_path):
    file = tmp_path / "results.csv"
    file.write_bytes(OLD)
    with watching(file, from_start=True) as bridge:
        assert read_on(bridge, 2) == ["1", "2"]
    with pytest.raises(ValueError, match="another --spool"), watching(file, from_start=True):
        pass


def test_file_that_the_spool_does_not_know_begins_where_it_stands(tmp_path):
    with watching(tmp_path / "mistyped.csv"):
        pass
    file = tmp_path / "results.csv"
    file.write_bytes(OLD)
    with watching(file) as bridge:
        append(file, b"7,2\r\n")
        assert read_on(bridge, 1) == ["7"]
    moved = file.rename(tmp_path / "moved.csv")
    append(moved, b"8,2\r\n")
    with watching(moved) as bridge:
        assert read_on(bridge, 1) == ["7", "8"]


def test_file_that_cannot_be_read_is_no_file_that_is_to_come(tmp_path):
    file = tmp_path / "results.csv"
    with pytest.raises(Unreadable), watching(tmp_path):
        pass
    with pytest.raises(FileNotFoundError, match="no folder"):
        CsvFile(tmp_path / "nowhere" / "results.csv").before({})
    file.write_bytes(OLD)
    with watching(file):
        pass
    file.unlink()
    with pytest.raises(FileNotFoundError, match="bring it back"), watching(file):
        pass


def test_old_rows_of_a_file_that_was_written_anew_are_no_votes_once_more(tmp_path):
    file = tmp_path / "results.csv"
    file.write_bytes(HEAD)
    with watching(file) as bridge:
        append(file, b"17,1\r\n")
        first = read_on(bridge, 1)
        file.write_bytes(HEAD + b"16,1\r\n17,1\r\n")
        anew = read_on(bridge, 2)
        complaint = bridge.complaint
        file.write_bytes(HEAD + b"17,1\r\n18,2\r\n")
        back = read_on(bridge, 2)

    assert (first, anew, back) == (["17"], ["17"], ["17", "18"])
    assert "written anew" in complaint


def looks(growth: Growth, *contents: bytes, apart: float = 0.2) -> list[bytes | None]:
    """What looks at these contents find, one after the other."""
    return [growth.look(content, now * apart) for now, content in enumerate(contents)]


def test_whole_file_that_is_written_again_with_more_rows_brings_these_alone():
    growth = Growth(Taken.of(OLD, "results.csv"))
    found = looks(growth, OLD, b"", HEAD, OLD[:-5], OLD + b"3,1\r\n", OLD + b"3,1\r\n")

    assert found == [b"", None, None, None, b"3,1\r\n", b""]


def test_file_that_was_emptied_is_taken_from_its_beginning():
    growth = Growth(Taken.of(OLD, "results.csv"))
    anew = HEAD + b"2,2\r\n"
    found = looks(growth, HEAD, anew, anew + b"1,2\r\n", anew + b"1,2\r\n", apart=REWRITE / 2)

    assert found == [None, None, anew + b"1,2\r\n", b""]


def test_file_that_never_was_empty_and_says_something_else_is_not_taken():
    growth = Growth(Taken.of(OLD, "results.csv"))
    anew = HEAD + b"2,2\r\n1,2\r\n"
    assert looks(growth, anew, anew) == [None, None]

    with pytest.raises(WrittenAnew):
        growth.look(anew, REWRITE)


def test_from_start_is_for_files_alone(capsys):
    options = ["--server", "http://127.0.0.1:9", "--token-file", "base.token"]
    with pytest.raises(SystemExit):
        main([*options, "--input", "COM3", "--from-start"])

    assert "--from-start is for csv:FILE" in capsys.readouterr().err
