"""Lines out of bytes, and presses out of lines."""

import csv
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from live.keypads.presses import Heard
from live.keypads.profile import LONGEST_LINE, Profile

#: The latest frames of so many keypads are remembered, to know a repeated one.
REMEMBERED = 20_000
LONGEST_KEYPAD = 40
LONGEST_KEYS = 40


@dataclass(frozen=True, slots=True)
class Reading:
    """How a line was read: the press, or ``why`` it is none; neither for an empty line."""

    line: str
    heard: Heard | None = None
    why: str = ""


class Splitter:
    """Cuts what comes in pieces into lines; what is too long for a line is noise."""

    def __init__(self, profile: Profile) -> None:
        self._ending = profile.ending.encode()
        self._encoding = profile.encoding
        self._rest = b""
        self._too_long = False

    def reset(self) -> None:
        """Forget the beginning of a line: the base station was away."""
        self._rest, self._too_long = b"", False

    def skip(self) -> None:
        """Drop what comes up to the next ending: it may be the rest of a line."""
        self._rest, self._too_long = b"", True

    def feed(self, piece: bytes) -> list[str]:
        """The lines that are whole with this piece. Bytes that are no text are shown as such."""
        *lines, rest = (self._rest + piece).split(self._ending)
        if self._too_long and lines:
            # The end of what was too long.
            lines, self._too_long = lines[1:], False
        if len(rest) > LONGEST_LINE:
            rest, self._too_long = rest[-len(self._ending) :], True
        self._rest = rest
        return [self._text(line) for line in lines if len(line) <= LONGEST_LINE]

    def _text(self, line: bytes) -> str:
        return line.decode(self._encoding, "backslashreplace").strip("\r\n")


class Reader:
    """Reads lines by a profile, and leaves out frames that the base station repeats."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._header: list[str] | None = None
        self._last: OrderedDict[str, tuple[str, str]] = OrderedDict()
        self._forgetting = False
        #: Whether rows came, and none of them named the columns of the table.
        self.headless = False

    @property
    def ready(self) -> bool:
        """Whether a row would be read: the columns of a table have been named."""
        return not self._profile.is_table or self._header is not None

    def forget(self) -> None:
        """No frame from now on repeats one of before: another round has begun. Any thread may."""
        self._forgetting = True

    def read(self, line: str) -> Reading:
        """Read one line."""
        if not line.strip():
            return Reading(line)
        if self._profile.is_table:
            return self._read_row(line)
        pattern = self._profile.pattern
        found = pattern.search(line) if pattern else None
        if found is None:
            return Reading(line, why="does not fit the pattern")
        return self._read_parts(line, {k: v for k, v in found.groupdict().items() if v is not None})

    def _read_row(self, line: str) -> Reading:
        """Read a row of a table; the first that names all columns is its header."""
        self.headless = self._header is None
        try:
            [cells] = csv.reader([line], delimiter=self._profile.delimiter, strict=True)
        except (csv.Error, ValueError):
            return Reading(line, why="is no row of a table")
        cells = [cell.strip() for cell in cells]
        columns = self._profile.columns
        if {columns["keypad"], columns["keys"]} <= set(cells):
            self._header, self.headless = cells, False
            return Reading(line)
        if self._header is None:
            return Reading(line, why="stands before the row that names the columns")
        row = dict(zip(self._header, cells, strict=False))
        return self._read_parts(line, {k: row[v] for k, v in columns.items() if v in row})

    def _read_parts(self, line: str, parts: Mapping[str, str]) -> Reading:
        accept = self._profile.accept
        if accept and "status" in parts and parts["status"].strip() not in accept:
            return Reading(line, why=f"has the status {parts['status'].strip()}")
        keypad, pressed = parts.get("keypad", "").strip(), parts.get("keys", "").strip()
        if not 0 < len(keypad) <= LONGEST_KEYPAD:
            return Reading(line, why="names no keypad")
        keys = self.keys_of(pressed)
        if keys is None or len(keys) > LONGEST_KEYS:
            return Reading(line, why="has a key that the profile does not know")
        sequence = parts.get("sequence", "").strip()
        if sequence and self._is_repeated(keypad, sequence, keys):
            return Reading(line, why="repeats a frame")
        return Reading(line, Heard(keypad, keys, _share(parts.get("battery"))))

    def keys_of(self, pressed: str) -> str | None:
        """What was pressed in the server's keys, as a whole or key by key; None if unknown."""
        known = self._profile.keys
        if pressed in known:
            return known[pressed]
        if not pressed:
            return None
        keys = [known.get(key, key) for key in pressed]
        # One that withdraws stands alone: “10” is neither choice 1 nor nothing.
        return "".join(keys) if all(key and set(key) <= _SERVERS for key in keys) else None

    def _is_repeated(self, keypad: str, sequence: str, keys: str) -> bool:
        """Whether a keypad's latest frame comes once more, as base stations send it again."""
        if self._forgetting:
            self._forgetting = False
            self._last.clear()
        before = self._last.get(keypad)
        self._last[keypad] = (sequence, keys)
        self._last.move_to_end(keypad)
        if len(self._last) > REMEMBERED:
            self._last.popitem(last=False)
        return before == (sequence, keys)


_SERVERS = frozenset("123456789ABCDEFGHIJ")


def _share(text: str | None) -> int | None:
    """A battery in per cent, or None for what is none."""
    told = (text or "").strip()
    return int(told) if told.isascii() and told.isdigit() and int(told) <= 100 else None


def read_lines(profile: Profile, content: bytes, reader: Reader | None = None) -> Iterator[Reading]:
    """Read a recording, line by line; its last line may lack its ending."""
    reader = reader or Reader(profile)
    for line in Splitter(profile).feed(content + profile.ending.encode()):
        yield reader.read(line)


def try_recording(profile: Profile, content: bytes) -> str:
    """How the lines of a recording would be read, one a line."""
    told = []
    reader = Reader(profile)
    for number, reading in enumerate(read_lines(profile, content, reader), start=1):
        if reading.heard:
            battery = "" if reading.heard.battery is None else f", battery {reading.heard.battery}"
            what = f"keypad {reading.heard.keypad}, keys {reading.heard.keys or 'none'}{battery}"
        else:
            what = f"no press: {reading.why}" if reading.why else "nothing"
        told.append(f"{number:4} {reading.line!r}: {what}")
    if reader.headless:
        told.append(f"No row {profile.head}.")
    return "\n".join(told) + "\n"
