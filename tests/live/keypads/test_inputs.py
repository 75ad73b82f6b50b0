"""Inputs that go away, come back, or are written anew; and what the base station is told."""

import json
from base64 import urlsafe_b64encode
from pathlib import Path

import pytest

from live.keypads.bridge import Bridge, main
from live.keypads.files import why_unread
from live.keypads.inputs import SerialLine, open_input
from live.keypads.link import Server
from live.keypads.profile import read_profile
from live.keypads.signing import REMEDY, read_token_file
from live.keypads.spool import Spool
from tests.live.keypads.impostor import PATIENCE, TOKEN

PROFILE = read_profile(
    "pattern = '^(?P<keypad>[0-9]+),(?P<keys>[1-9])$'\n"
    "[tell]\nstart = 'START'\nstop = 'STOP'\nreceived = 'OK {keypad};'\n"
)


class Wires:
    """A base station that a test pulls out and puts back; ``told`` is what it was told."""

    rereads = False
    midway = True

    def __init__(self) -> None:
        self.told: list[bytes] = []
        self.hear = self.complain = None

    def run(self, hear, complain, stopping, noted):
        """Hand over to the test."""
        self.hear, self.complain = hear, complain

    def tell(self, text: bytes) -> None:
        """Listen."""
        self.told.append(text)


@pytest.fixture
def bridge(tmp_path):
    """A bridge that is not started, at a base station in the hands of the test."""
    spool = Spool(tmp_path / "keypads.spool")
    made = Bridge(Wires(), PROFILE, spool, server=Server(False, "127.0.0.1", 9), token=TOKEN)
    yield made
    spool.close()


def pressed(bridge) -> list[str]:
    """The keypads whose presses are in the spool."""
    _, presses = bridge.spool.next_batch("one", 100)
    return [press.keypad for press in presses]


def open_line(bridge, *pieces: bytes, quiet: bool = False) -> None:
    """The line is opened, and these pieces come."""
    bridge._complain("")
    if quiet:
        bridge._opened_at -= 1
    for piece in pieces:
        bridge._hear(piece, {})


def know(bridge, round: str | None = "one") -> None:
    """The server has told which vote is open, or that there is none."""
    told = {"mark": "1", "phase": "open" if round else "waiting", "session": None}
    told |= {"roll_call": False, "round": round and {"id": round, "number": 1, "max_choices": 1}}
    if round:
        bridge.spool.begin(round)
    bridge.ferry.lookout.show(told, 0, prompt=True)


def test_half_a_frame_before_the_plug_was_pulled_is_forgotten(bridge):
    know(bridge)
    open_line(bridge, b"17,2\n1", quiet=True)
    bridge._complain("gone")
    open_line(bridge, b"18,2\n", quiet=True)

    assert pressed(bridge) == ["17", "18"]


def test_rest_of_a_frame_after_opening_is_no_press(bridge):
    know(bridge)
    open_line(bridge, b"8,2\n", b"19,1\n")
    bridge._complain("gone")
    open_line(bridge, b"", b"0", b"7,2\n20,3\n")

    assert pressed(bridge) == ["19", "20"]


def test_base_station_is_told_of_opening_and_closing_and_again_when_it_comes_back(bridge):
    know(bridge)
    open_line(bridge, b"17,2\n", quiet=True)
    bridge._complain("gone")
    open_line(bridge)
    know(bridge, None)

    assert bridge._source.told == [b"START", b"START", b"OK 17;", b"START", b"STOP"]


def test_server_is_told_that_the_base_station_is_unplugged(bridge):
    know(bridge)
    open_line(bridge, quiet=True)
    told = []
    for complaint in ("gone", ""):
        bridge._complain(complaint)
        *_, body = bridge.ferry.carrier.next_batch(200, 0.0)
        told.append(json.loads(body).get("unplugged"))

    assert told == [True, None]


def test_press_that_is_no_vote_is_not_said_to_be_received(bridge):
    know(bridge, None)
    open_line(bridge, b"17,2\n", quiet=True)

    assert bridge._source.told == []
    assert bridge.contact.tally.idle == 1


def test_thread_that_fails_ends_the_bridge_and_says_where(bridge, capsys, monkeypatch):
    def fail(*_):
        raise KeyError("keypad 17 key 2")

    monkeypatch.setattr(bridge._source, "run", fail)
    monkeypatch.setattr("live.keypads.bridge.make_bridge", lambda _: bridge)
    status = main(["--server", "http://127.0.0.1:9", "--token-file", "x", "--input", "x", "--log"])

    said = capsys.readouterr().err
    assert status == 1
    assert "input: KeyError" in said
    assert "17" not in said


@pytest.mark.parametrize(("who", "work"), [("lookout", "look"), ("carrier", "bring")])
def test_ferry_tells_of_a_thread_that_fails(bridge, monkeypatch, who, work):
    def fail():
        raise ZeroDivisionError

    monkeypatch.setattr(getattr(bridge.ferry, who), work, fail)
    bridge.ferry.start()
    assert bridge.over.wait(PATIENCE)

    assert bridge.broken.startswith("fail: ZeroDivisionError")
    bridge.ferry.stop()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_token_is_read_however_the_shell_wrote_it(tmp_path, encoding):
    file = tmp_path / "base.token"
    file.write_text("abc.def\r\n", encoding=encoding)

    assert read_token_file(file).strip() == "abc.def"


def said(capsys, *words: str) -> str:
    """What the bridge says of these words as it refuses to start."""
    assert main([*words]) == 2
    return capsys.readouterr().err


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (None, "There is no file {}."),
        ("folder", "{} is a folder, and no file."),
        (b"\xff1", "{} holds no token of a base station."),
    ],
)
def test_token_file_that_cannot_be_read_is_told_with_what_helps(tmp_path, capsys, made, why):
    file = tmp_path / "base.token"
    if made == "folder":
        file.mkdir()
    elif made:
        file.write_bytes(made)
    told = said(
        capsys, "--server", "http://127.0.0.1:9", "--input", "COM3", "--token-file", str(file)
    )

    assert told == f"{why.format(file)} {REMEDY}\n"


def test_token_file_that_is_somebody_elses_is_told_in_words():
    told = why_unread(Path("base.token"), PermissionError(13, "Permission denied"))

    assert told == "You may not read base.token."


@pytest.mark.parametrize("words", [["--try", "{}"], ["--input", "csv:{}"]])
def test_other_files_that_cannot_be_read_are_told_in_words(tmp_path, capsys, words):
    token = tmp_path / "base.token"
    token.write_text(f"{TOKEN.station}.{urlsafe_b64encode(TOKEN.secret).decode()}")
    told = said(
        capsys,
        *("--server", "http://127.0.0.1:9", "--token-file", str(token)),
        *("--spool", str(tmp_path / "keypads.spool")),
        *(word.format(tmp_path) for word in words),
    )

    assert told == f"{tmp_path} is a folder, and no file.\n"


@pytest.mark.parametrize(
    "name",
    [
        *("nonsense", "17", "", "csv:", "results.csv", __file__),
        *("http://127.0.0.1:4001", "sockt://a:1", "socket://192.168.1.7", "socket://:4001"),
        *("socket://192.168.1.7:base", "rfc2217://a"),
    ],
)
def test_input_that_can_be_none_is_told_with_what_may_be_given(name):
    with pytest.raises(ValueError, match="is no input") as refused:
        open_input(name, baud=9600)

    assert str(refused.value) == (
        f"“{name}” is no input. Name the port of the base station, such as /dev/ttyUSB0 or COM3; "
        "socket://HOST:PORT; csv:FILE; keyboard; or keyboard:17."
    )


@pytest.mark.parametrize(
    "name",
    [
        *("/dev/ttyUSB77", "./base", "COM3", "com12", r"\\.\COM12", "loop://"),
        *("socket://[::1]:4001", "hwgrep://not plugged in", "rfc2217://192.168.1.7:4001"),
    ],
)
def test_line_that_is_not_there_yet_is_an_input(name):
    assert isinstance(open_input(name, baud=9600), SerialLine)
