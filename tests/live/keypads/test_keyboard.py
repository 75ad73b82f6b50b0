"""The keyboard: keys made into lines, and a terminal that is left as it was found."""

import io
import os
import select
import signal
import subprocess
import sys
import termios
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from live.keypads.inputs import Keyboard, open_input
from live.keypads.inputs.keyboard import LONGEST, Typing
from live.keypads.inputs.terminal import ConsoleKeys
from live.keypads.screen import CLEAR
from live.packing import NAME, pack_bridge
from tests.live.keypads.impostor import PATIENCE, TOKEN, Impostor
from tests.live.keypads.test_bridge import make_token


@pytest.mark.parametrize(
    ("keys", "lines", "rest"),
    [
        ("17 2\n", ["17 2"], ""),
        ("17 2\r18  3 \r19", ["17 2", "18 3"], "19"),
        ("17 3\x7f2\n", ["17 2"], ""),
        ("\b\x7f17 2\n", ["17 2"], ""),
        ("19 9\x1517 2\n", ["17 2"], ""),
        ("17\x1b[A\x1bOB\x1b[1;5C\x1b[[D\x1b[3~\x1ba 2\n", ["17 2"], ""),
        ("\n \n", [], ""),
        ("17\x00\x04\t 2", [], "17 2"),
        ("1" * 200, [], "1" * LONGEST),
    ],
)
def test_line_is_what_was_typed_before_enter(keys, lines, rest):
    typing = Typing()

    assert (typing.feed(keys), typing.line) == (lines, rest)


def test_each_key_is_a_press_of_the_one_keypad():
    typing = Typing("17")

    assert typing.feed("2 b\n\x1b[B\x7f3") == ["17 2", "17 b", "17 3"]
    assert typing.line == ""


def test_key_behind_a_lone_escape_counts_once_it_was_alone():
    typing = Typing("17")
    split = typing.feed("\x1b") + typing.feed("[A")
    typing.feed("\x1b")
    typing.pause()

    assert (split, typing.feed("2")) == ([], ["17 2"])


class Console:
    """What the module ``msvcrt`` of Windows has, with keys that are pressed already."""

    def __init__(self, keys: str) -> None:
        self._keys = list(keys)

    def kbhit(self) -> bool:
        """Whether a key was pressed."""
        return bool(self._keys)

    def getwch(self) -> str:
        """The next."""
        return self._keys.pop(0)


def test_windows_console_tells_characters_and_no_arrows():
    with ConsoleKeys(Console("1\xe0H7\x00; 2\r")) as keys:
        assert keys.read(0) == "17 2\r"
        assert keys.read(0) == ""


@pytest.mark.parametrize(("keypad", "lines"), [("", ["17 2", "3"]), ("9", ["9 17 2", "9 3"])])
def test_what_is_no_terminal_is_read_by_lines(keypad, lines):
    heard = []
    keyboard = Keyboard(keypad, drawn=True, typed=io.StringIO("17  2\n\n3\n"))
    keyboard.run(lambda line, _: heard.append(line), lambda _: None, threading.Event(), {})

    assert keyboard.prompt == ""
    assert heard == [f"{line}\n".encode() for line in lines]


@pytest.mark.parametrize("name", ["keyboard:", "keyboard: ", "keyboard:1 7"])
def test_keyboard_wants_one_keypad_or_none(name):
    with pytest.raises(ValueError, match="keyboard:17"):
        open_input(name, baud=9600)


class Terminal:
    """A pseudo-terminal: what is typed into it, and what it shows."""

    def __init__(self) -> None:
        self.master, self.slave = os.openpty()
        self.before = self.settings()
        self._shown = ""

    def settings(self) -> list:
        """How it is set."""
        return termios.tcgetattr(self.slave)

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self.master, keys.encode())

    def wait(self, condition) -> str:
        """Wait until the screen that is shown now is as wanted; return it."""
        until = time.monotonic() + PATIENCE
        while True:
            screen = self._shown.rpartition(CLEAR)[2].replace("\r\n", "\n")
            if condition(screen):
                return screen
            ready, _, _ = select.select([self.master], [], [], until - time.monotonic())
            assert ready, screen
            self._shown += os.read(self.master, 65536).decode()

    def close(self) -> None:
        """Close both ends."""
        os.close(self.master)
        os.close(self.slave)


@pytest.fixture
def terminal():
    """A terminal for the test."""
    made = Terminal()
    yield made
    made.close()


@pytest.fixture
def impostor():
    """A server of the test's."""
    made = Impostor()
    yield made
    made.close()


#: Makes standard input the program's own terminal, as a shell does: Ctrl-C reaches it.
OWN = (
    "import fcntl, runpy, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
    f"runpy.run_path({NAME!r}, run_name='__main__')"
)


@pytest.fixture
def start(terminal, impostor, tmp_path):
    """Starts the bridge, as laptops get it, in the terminal."""
    started = []

    def start(source: str) -> subprocess.Popen:
        (tmp_path / "base.token").write_text(make_token(TOKEN))
        (tmp_path / NAME).write_bytes(pack_bridge())
        url = f"http://{impostor.server.host}:{impostor.server.port}"
        command = [sys.executable, "-I", "-S", "-c", OWN, "--server", url]
        command += ["--token-file", "base.token", "--input", source]
        ends = dict.fromkeys(("stdin", "stdout", "stderr"), terminal.slave)
        started.append(subprocess.Popen(command, cwd=tmp_path, start_new_session=True, **ends))
        return started[-1]

    yield start
    for each in started:
        each.kill()
        each.wait()


def is_there(screen: str) -> bool:
    """Whether the bridge reached its server, and reads the keyboard."""
    return "Server    reached" in screen and "Base      reached" in screen


@pytest.mark.parametrize("way_out", ["Ctrl-C", "SIGTERM"])
def test_what_is_typed_stays_on_the_screen_and_the_terminal_is_put_back(
    terminal, impostor, start, way_out
):
    program = start("keyboard")
    terminal.wait(is_there)
    terminal.type("17 3\x7f2")
    typed = terminal.wait(lambda screen: screen.endswith("> 17 2"))
    terminal.type("\r")
    impostor.wait(lambda: any(batch["presses"] for batch in impostor.batches))
    pressed = terminal.wait(lambda screen: "1 ack" in screen)
    if way_out == "Ctrl-C":
        terminal.type("\x03")
    else:
        program.send_signal(signal.SIGTERM)
    status = program.wait(PATIENCE)

    assert status == 0
    assert terminal.settings() == terminal.before
    assert is_there(typed)
    assert "\n\nKeyboard  " in typed
    assert pressed.endswith("\n        > ")
    assert "last: keypad 17" in pressed
    [press] = [press for batch in impostor.batches for press in batch["presses"]]
    assert (press["keypad"], press["keys"]) == ("17", "2")


def wait(condition) -> None:
    """Wait for what another thread does, and nothing tells."""
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until
        select.select([], [], [], 0.01)


@contextmanager
def reading(terminal: Terminal, hear, complain=lambda _: None):
    """A keyboard that reads the terminal by keys, in a thread; its future."""
    stopping = threading.Event()
    with open(os.dup(terminal.slave)) as typed, ThreadPoolExecutor() as threads:
        keyboard = Keyboard("17", typed=typed)
        try:
            future = threads.submit(keyboard.run, hear, complain, stopping, {})
            wait(lambda: is_by_key(terminal))
            yield future
        finally:
            stopping.set()


def is_by_key(terminal: Terminal) -> bool:
    """Whether it echoes nothing, and hands on each key."""
    return not terminal.settings()[3] & (termios.ICANON | termios.ECHO)


def test_number_keys_alone_vote_and_the_terminal_is_put_back_after_an_error(terminal):
    heard = []

    def hear(line: bytes, _: dict) -> None:
        heard.append(line)
        if len(heard) == 3:
            raise KeyError

    with reading(terminal, hear) as keyboard:
        terminal.type("2\x1b[A3")
        wait(lambda: len(heard) == 2)
        # As a shell leaves it that brings back what Ctrl-Z stopped.
        termios.tcsetattr(terminal.slave, termios.TCSANOW, terminal.before)
        wait(lambda: is_by_key(terminal))
        terminal.type("b")
        error = keyboard.exception(PATIENCE)

    assert isinstance(error, KeyError)
    assert heard == [b"17 2\n", b"17 3\n", b"17 b\n"]
    assert terminal.settings() == terminal.before


def test_terminal_that_is_gone_is_told(terminal):
    complaints = []
    with reading(terminal, lambda *_: None, complaints.append) as keyboard:
        master, terminal.master = terminal.master, os.dup(terminal.slave)
        os.close(master)
        keyboard.result(PATIENCE)

    assert complaints == ["", "the keyboard is gone"]
