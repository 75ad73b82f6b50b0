"""Profiles: how the lines of a base station are read, written down in TOML.

A profile has a pattern with named groups, or the columns of a CSV file; what its keys mean; and
what the base station wants to be told.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

#: What a line may tell; the first two are needed.
PARTS = ("keypad", "keys", "battery", "sequence", "status")
NEEDED = ("keypad", "keys")
#: Keys as the server knows them.
KEYS = frozenset("123456789ABCDEFGHIJ")
LONGEST_LINE = 400
ENDINGS = ("\r\n", "\n", "\r", "\x03", "\x04", ";")
#: Where the profiles are that come with the bridge, be it in a zip file.
SHIPPED = resources.files("live.keypads") / "profiles"

_TABLES = {
    "": {
        "name",
        "about",
        "pattern",
        "columns",
        "delimiter",
        "keys",
        "accept",
        "line",
        "tell",
        "several",
    },
    "line": {"ending", "encoding"},
    "tell": {"start", "stop", "received"},
}


class WrongProfile(ValueError):
    """A profile has a mistake; the text says in which line and column."""


@dataclass(frozen=True, slots=True)
class Profile:
    """How to read one make of base station.

    ``pattern`` reads a line, or ``columns`` (part to the name of its column) a row of CSV.
    ``keys`` map what the base station calls a key to what the server does, "" for one that
    withdraws. ``accept`` are the only values that ``status`` may have, if any are named.
    """

    name: str
    pattern: re.Pattern[str] | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    delimiter: str = ","
    keys: Mapping[str, str] = field(default_factory=dict)
    accept: frozenset[str] = frozenset()
    ending: str = "\n"
    encoding: str = "ascii"
    start: str = ""
    stop: str = ""
    received: str = ""
    toggles: bool = True

    @property
    def is_table(self) -> bool:
        """Whether it reads rows of CSV, by the names of their columns."""
        return self.pattern is None

    @property
    def head(self) -> str:
        """The row that a table must have before any other is read, in words."""
        parted = {"\t": "tabs", " ": "spaces"}.get(self.delimiter, self.delimiter)
        names = ", ".join(self.columns[part] for part in NEEDED)
        return f"names the columns {names} (the profile {self.name} wants them, parted by {parted})"


def find_profile(name: str) -> Profile:
    """The profile that ships under a name, or that of a file; raises ``WrongProfile``."""
    shipped = SHIPPED / f"{name}.toml"
    file = shipped if re.fullmatch(r"[\w-]+", name) and shipped.is_file() else Path(name)
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        known = ", ".join(sorted(each.name.removesuffix(".toml") for each in SHIPPED.iterdir()))
        raise WrongProfile(
            f"There is no profile {name} ({error.strerror}). These come with the bridge: {known}."
        ) from None
    except UnicodeDecodeError:
        raise WrongProfile(f"{file} is not UTF-8 text.") from None
    return read_profile(text, str(file))


def read_profile(text: str, where: str = "the profile") -> Profile:
    """Read a profile; raises ``WrongProfile``, which names line and column."""
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise WrongProfile(f"{where}: {error}") from None
    return _Reader(text, where, told).read()


class _Reader:
    """Reads the values of a profile, and knows where each of them stands."""

    def __init__(self, text: str, where: str, told: Mapping[str, Any]) -> None:
        self._text = text
        self._where = where
        self._told = told

    def read(self) -> Profile:
        self._check_names()
        pattern = self._pattern()
        columns = self._columns()
        if (pattern is None) == (not columns):
            raise self._wrong("pattern", "give a pattern, or the columns of a table, and not both")
        line, tell = self._table("line"), self._table("tell")
        several = self._told.get("several", "toggle")
        if several not in ("toggle", "whole"):
            raise self._wrong("several", "“several” is toggle or whole")
        ending = self._string(line, "ending", "\n")
        if ending not in ENDINGS:
            raise self._wrong("ending", "a line ends in \\r\\n, \\n, \\r, \\u0003, \\u0004 or ;")
        delimiter = self._string(self._told, "delimiter", ",")
        if len(delimiter) != 1:
            raise self._wrong("delimiter", "“delimiter” is one character")
        return Profile(
            name=self._string(self._told, "name", self._where),
            pattern=pattern,
            columns=columns,
            delimiter=delimiter,
            keys=self._keys(),
            accept=self._accept(),
            ending=ending,
            encoding=self._encoding(line),
            start=self._string(tell, "start", ""),
            stop=self._string(tell, "stop", ""),
            received=self._received(tell),
            toggles=several == "toggle",
        )

    def _check_names(self) -> None:
        for table, names in _TABLES.items():
            held = self._told if not table else self._table(table)
            for name in held:
                if name not in names:
                    raise self._wrong(name, f"“{name}” means nothing here")

    def _pattern(self) -> re.Pattern[str] | None:
        text = self._string(self._told, "pattern", "")
        if not text:
            return None
        try:
            pattern = re.compile(text)
        except re.error as error:
            raise self._wrong("pattern", f"the pattern: {error.msg}", error.pos or 0) from None
        self._check_parts("pattern", pattern.groupindex)
        return pattern

    def _columns(self) -> dict[str, str]:
        columns = self._table("columns")
        if columns:
            self._check_parts("columns", columns)
        for name in columns:
            self._string(columns, name, "")
        return dict(columns)

    def _check_parts(self, place: str, parts: Mapping[str, Any]) -> None:
        for name in parts:
            if name not in PARTS:
                raise self._wrong(place, f"“{name}” is no part; there are {', '.join(PARTS)}")
        for name in NEEDED:
            if name not in parts:
                raise self._wrong(place, f"nothing says which part is the “{name}”")

    def _keys(self) -> dict[str, str]:
        keys = self._table("keys")
        for name in keys:
            if not set(self._string(keys, name, "")) <= KEYS:
                raise self._wrong(name, f"“{keys[name]}” is no key: 1 to 9, A to J, or nothing")
        return dict(keys)

    def _accept(self) -> frozenset[str]:
        accept = self._told.get("accept", [])
        if not isinstance(accept, list) or not all(isinstance(each, str) for each in accept):
            raise self._wrong("accept", "“accept” is a list of texts")
        return frozenset(accept)

    def _encoding(self, line: Mapping[str, Any]) -> str:
        encoding = self._string(line, "encoding", "ascii")
        try:
            b"17".decode(encoding)
        except (LookupError, UnicodeError):
            raise self._wrong("encoding", f"there is no encoding {encoding}") from None
        return encoding

    def _received(self, tell: Mapping[str, Any]) -> str:
        received = self._string(tell, "received", "")
        try:
            received.format(keypad="1")
        except (LookupError, ValueError):
            raise self._wrong("received", "only {keypad} can be put into it") from None
        return received

    def _table(self, name: str) -> Mapping[str, Any]:
        table = self._told.get(name, {})
        if not isinstance(table, dict):
            raise self._wrong(name, f"“{name}” is a table")
        return table

    def _string(self, held: Mapping[str, Any], name: str, default: str) -> str:
        value = held.get(name, default)
        if not isinstance(value, str):
            raise self._wrong(name, f"“{name}” is a text between quotation marks")
        return value

    def _wrong(self, name: str, what: str, offset: int = 0) -> WrongProfile:
        """A mistake, at the place where its name stands, or ``offset`` into its value."""
        found = re.search(
            rf"""^[ \t]*\[?["']?{re.escape(name)}["']?\]?[ \t]*(?:=[ \t]*(?:'''|\"""|"|')?)?""",
            self._text,
            re.MULTILINE,
        )
        if found is None:
            return WrongProfile(f"{self._where}: {what} (at line 1, column 1)")
        place = found.end() + offset if offset else found.start()
        line = self._text.count("\n", 0, place) + 1
        column = place - (self._text.rfind("\n", 0, place) + 1) + 1
        return WrongProfile(f"{self._where}: {what} (at line {line}, column {column})")
