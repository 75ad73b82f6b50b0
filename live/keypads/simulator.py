"""A simulated base station: ``python -m live.keypads.simulator``, to rehearse without hardware.

Its keypads press at random, or as they are told, and what they press comes out of a TCP port, a
pseudo-terminal or a CSV file: with noise, in pieces, twice or in another order, as radio and
cables have it.
"""

import argparse
import os
import random
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

#: Goes before the first frame of a line, so that who has just opened it knows where that begins.
BEGINNING = b"\r\n"
#: Presses that come out of the base station in one go.
TOGETHER = 4


@dataclass(frozen=True, slots=True)
class Air:
    """What goes wrong on the way, each as a share of the presses from 0 to 1.

    ``noise``: bytes of nothing before a frame; ``split``: it comes in pieces; ``twice``: the
    base station repeats it; ``reorder``: it changes places with the next; ``loss``: out of
    range, it is never heard.
    """

    noise: float = 0.0
    split: float = 0.0
    twice: float = 0.0
    reorder: float = 0.0
    loss: float = 0.0


@dataclass(frozen=True, slots=True)
class Pressed:
    """One press of a keypad; ``number`` counts a keypad's presses."""

    keypad: str
    key: str
    number: int
    battery: int


class Keypads:
    """So many keypads with a die in each; ``heard`` is what came through, in its order."""

    def __init__(self, number: int, *, keys: str, air: Air, seed: int | None = None) -> None:
        self._dice = random.Random(seed)  # noqa: S311 -- nothing is secret
        self._keys = keys
        self._air = air
        self._numbers = dict.fromkeys((str(n) for n in range(1, number + 1)), 0)
        self._battery = {keypad: self._dice.randint(10, 100) for keypad in self._numbers}
        self.heard: list[Pressed] = []

    @property
    def serials(self) -> list[str]:
        """The keypads' numbers."""
        return list(self._numbers)

    def press(self, keypad: str, key: str | None = None) -> Pressed:
        """Press a key, or any."""
        self._numbers[keypad] += 1
        key = key or self._dice.choice(self._keys)
        return Pressed(keypad, key, self._numbers[keypad], self._battery[keypad])

    def burst(self) -> list[Pressed]:
        """Every keypad presses once, in any order."""
        keypads = self.serials
        self._dice.shuffle(keypads)
        return [self.press(keypad) for keypad in keypads]

    def send(
        self, presses: Sequence[Pressed], frame: Callable[[Pressed], bytes]
    ) -> Iterator[bytes]:
        """The pieces in which presses come out of the base station."""
        for pressed in self._shuffled(presses):
            if self._happens(self._air.loss):
                continue
            self.heard.append(pressed)
            whole = frame(pressed)
            if self._happens(self._air.noise):
                # Frames begin anew after a line's end: what stood before is noise alone.
                yield self._dice.randbytes(self._dice.randint(1, 12)).replace(b"\n", b"?") + b"\n"
            for _ in range(2 if self._happens(self._air.twice) else 1):
                if self._happens(self._air.split):
                    cut = self._dice.randint(1, len(whole) - 1)
                    yield whole[:cut]
                    yield whole[cut:]
                else:
                    yield whole

    def _shuffled(self, presses: Sequence[Pressed]) -> list[Pressed]:
        """Neighbours change places, unless both are one keypad's: a keypad knows its order."""
        order = list(presses)
        for place in range(len(order) - 1):
            one, other = order[place], order[place + 1]
            if one.keypad != other.keypad and self._happens(self._air.reorder):
                order[place], order[place + 1] = other, one
        return order

    def _happens(self, share: float) -> bool:
        return self._dice.random() < share


def line_of(pressed: Pressed) -> bytes:
    """A frame of the generic line."""
    return f"{pressed.keypad},{pressed.key},{pressed.battery}\r\n".encode()


HEADER = b"Keypad,Response,Status,Serial\r\n"


def row_of(pressed: Pressed) -> bytes:
    """A row of a table of responses."""
    return f"{pressed.keypad},{pressed.key},OK,{pressed.number}\r\n".encode()


class TcpBase:
    """A base station behind a TCP port; it hands out what it is given to whoever listens."""

    def __init__(self, port: int = 0) -> None:
        self._listening = socket.create_server(("127.0.0.1", port))
        self.url = f"socket://127.0.0.1:{self._listening.getsockname()[1]}"
        self._line: socket.socket | None = None
        self._begun: socket.socket | None = None
        self._connected = threading.Event()
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until a bridge listens."""
        return self._connected.wait(seconds)

    def write(self, piece: bytes) -> None:
        """Say something; nobody may hear it."""
        if (line := self._line) is not None:
            beginning = b"" if line is self._begun else BEGINNING
            self._begun = line
            with suppress(OSError):
                line.sendall(beginning + piece)

    def close(self) -> None:
        """Pull the plug."""
        for each in (self._line, self._listening):
            if each is not None:
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
                each.close()
        self._accepting.join()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                line, _ = self._listening.accept()
                before, self._line = self._line, line
                if before is not None:
                    before.close()
                self._connected.set()


class PtyBase:
    """A base station behind a pseudo-terminal, as a serial port is; not on Windows."""

    def __init__(self) -> None:
        self._master, self._slave = os.openpty()
        self._beginning = BEGINNING
        self.url = os.ttyname(self._slave)

    def write(self, piece: bytes) -> None:
        """Say something."""
        beginning, self._beginning = self._beginning, b""
        os.write(self._master, beginning + piece)

    def close(self) -> None:
        """Pull the plug."""
        os.close(self._master)
        os.close(self._slave)


class CsvBase:
    """A supplier's software that appends to a file of results."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.url = f"csv:{file}"
        if not file.exists():
            file.write_bytes(HEADER)

    def write(self, piece: bytes) -> None:
        """Append."""
        with self._file.open("ab") as file:
            file.write(piece)

    def close(self) -> None:
        """Nothing is kept open."""


def read_arguments(arguments: Sequence[str] | None, called: str) -> argparse.Namespace:
    """Read the command line; ``called`` is how its program was called."""
    parser = argparse.ArgumentParser(prog=called, description=__doc__)
    parser.add_argument("--to", default="tcp:4001", help="tcp:PORT, pty or csv:FILE")
    parser.add_argument("--keypads", type=int, default=100, help="how many (100)")
    parser.add_argument("--keys", default="1234", help="the keys that they press (1234)")
    parser.add_argument("--rate", type=float, default=20.0, help="presses a second (20)")
    parser.add_argument("--presses", type=int, help="end after so many; without end otherwise")
    parser.add_argument("--seed", type=int, help="the same presses each time")
    for name in ("noise", "split", "twice", "reorder", "loss"):
        parser.add_argument(f"--{name}", type=float, default=0.0, help="a share from 0 to 1")
    return parser.parse_args(arguments)


def open_base(where: str) -> TcpBase | PtyBase | CsvBase:
    """The simulated base station that ``--to`` names; raises ``ValueError``, ``OSError``."""
    kind, _, rest = where.partition(":")
    if kind == "tcp" and rest.isdigit():
        return TcpBase(int(rest))
    if kind == "pty":
        return PtyBase()
    if kind == "csv" and rest:
        return CsvBase(Path(rest))
    raise ValueError(f"“{where}” is not tcp:PORT, pty or csv:FILE.")


def main(
    arguments: Sequence[str] | None = None, *, called: str = "python -m live.keypads.simulator"
) -> int:
    """Press until there were enough, or Ctrl-C; return the status."""
    told = read_arguments(arguments, called)
    air = Air(told.noise, told.split, told.twice, told.reorder, told.loss)
    keypads = Keypads(told.keypads, keys=told.keys, air=air, seed=told.seed)
    if told.rate <= 0:
        sys.stderr.write("--rate is a number above 0.\n")
        return 2
    try:
        base = open_base(told.to)
    except (ValueError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(f"--input {base.url}\n")
    sys.stdout.flush()
    if isinstance(base, TcpBase):
        base.wait()
    frame = row_of if isinstance(base, CsvBase) else line_of
    pause = threading.Event()
    pressed = 0
    began = time.monotonic()
    with suppress(KeyboardInterrupt):
        while told.presses is None or pressed < told.presses:
            turn = keypads.burst()[: told.presses and told.presses - pressed]
            # Some together, so that neighbours can change places; by the clock, not by pauses.
            for some in (turn[n : n + TOGETHER] for n in range(0, len(turn), TOGETHER)):
                for piece in keypads.send(some, frame):
                    base.write(piece)
                pressed += len(some)
                pause.wait(max(0.0, began + pressed / told.rate - time.monotonic()))
    base.close()
    sys.stdout.write(f"{pressed} pressed, {len(keypads.heard)} heard\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
