"""Lists of keypads as a spreadsheet has them, read whole or not at all."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from polls.deeds import quoted
from polls.errors import FileMistakes
from polls.models import LONGEST_SERIAL
from polls.texts import check_readable

#: Columns that have a meaning, the first of them needed; any other is an attribute.
COLUMNS = ("serial", "label", "seat")
LONGEST = {"serial": LONGEST_SERIAL, "label": 80, "seat": 80}
LONGEST_ATTRIBUTE = 80
LONGEST_NAME = 40
MOST_ATTRIBUTES = 10
#: Mistakes of a list that are told; a wrong file has one in every line.
MOST_MISTAKES = 20
#: What spreadsheets write before UTF-8, and so may be pasted with it.
BOM = "\ufeff"
NO_UTF8 = "this is not text in UTF-8. Save the list as “CSV UTF-8”, or paste it"

Mistake = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of a list of keypads; ``attributes`` are ``(name of the column, text)``."""

    serial: str
    label: str = ""
    seat: str = ""
    attributes: tuple[tuple[str, str], ...] = ()


def decode_list(content: bytes) -> str:
    """The text of a file; raises ``FileMistakes``, with each line that is not UTF-8."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        lines = enumerate(content.splitlines(), start=1)
        wrong = [(f"line {number}", NO_UTF8) for number, line in lines if not _is_utf8(line)]
        raise FileMistakes(wrong[:MOST_MISTAKES]) from None


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def read_list(text: str) -> list[Listed]:
    """Read a list of keypads: CSV with a header that names ``serial``, and what else there is.

    Raises ``FileMistakes``, each with its line and column.
    """
    rows = _read_rows(text.removeprefix(BOM))
    header = [name.strip() for name in rows[0]] if rows else []
    names = [name.lower() if name.lower() in COLUMNS else name for name in header]
    mistakes = list(_mistakes_in_header(names))
    if mistakes:
        raise FileMistakes(mistakes[:MOST_MISTAKES])
    lines: dict[str, int] = {}
    numbers: dict[str, str] = {}
    listed = []
    for number, row in enumerate(rows[1:], start=2):
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        mistakes += _mistakes_in_row(number, names, cells)
        told = dict(zip(names, cells, strict=False))
        serial = told.get("serial", "")
        if serial in lines:
            what = f"{quoted(serial)} stands in line {lines[serial]}"
            mistakes.append((_place(number, names, "serial"), what))
        lines.setdefault(serial, number)
        shown = told.get("label", "") or serial
        if numbers.setdefault(shown, serial) != serial:
            name = "label" if told.get("label") else "serial"
            what = f"{quoted(shown)} is what people call the keypad {quoted(numbers[shown])} too"
            mistakes.append((_place(number, names, name), what))
        attributes = tuple((n, c) for n, c in told.items() if n and n not in COLUMNS and c)
        listed.append(Listed(serial, told.get("label", ""), told.get("seat", ""), attributes))
    if not listed:
        mistakes.append(("line 2", "there is no keypad in the list"))
    if mistakes:
        raise FileMistakes(mistakes[:MOST_MISTAKES])
    return listed


def _read_rows(text: str) -> list[list[str]]:
    """The rows of CSV; raises ``FileMistakes`` where it is none."""
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=None), delimiter=_delimiter(text))
    try:
        rows.extend(reader)
    except csv.Error:
        where = f"line {max(reader.line_num, 1)}"
        raise FileMistakes([(where, "this is no line of a table: a cell has no end")]) from None
    return rows


def mistake_in_serial(serial: str) -> str:
    """What is wrong with a serial, or ""."""
    return _mistake_in("serial", serial)


def _delimiter(text: str) -> str:
    """Spreadsheets write semicolons or tabs where a comma is part of numbers."""
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)


def _mistakes_in_header(names: Sequence[str]) -> Iterator[Mistake]:
    if "serial" not in names:
        yield "line 1", "the first line must name the columns: serial, label, seat"
        return
    for place, name in enumerate(names, start=1):
        where = f"line 1, column {place}"
        if name and name in names[: place - 1]:
            yield where, f"{quoted(name)} stands in column {names.index(name) + 1}"
        elif len(name) > LONGEST_NAME:
            yield where, f"at most {LONGEST_NAME} characters"
        elif mistake := _unreadable(name):
            yield where, mistake
    more = [name for name in names if name and name not in COLUMNS]
    if len(more) > MOST_ATTRIBUTES:
        yield "line 1", f"at most {MOST_ATTRIBUTES} columns beside serial, label and seat"


def _mistakes_in_row(number: int, names: Sequence[str], cells: Sequence[str]) -> Iterator[Mistake]:
    if len(cells) <= names.index("serial"):
        yield _place(number, names, "serial"), "the serial is missing"
    for place, cell in enumerate(cells, start=1):
        name = names[place - 1] if place <= len(names) else ""
        if not name and cell:
            yield f"line {number}, column {place}", "the first line does not name this column"
        elif name and (mistake := _mistake_in(name, cell)):
            yield _place(number, names, name), mistake


def _place(number: int, names: Sequence[str], name: str) -> str:
    return f"line {number}, column {names.index(name) + 1} ({name})"


def _mistake_in(name: str, text: str) -> str:
    if name == "serial" and not text:
        return "the serial is missing"
    longest = LONGEST.get(name, LONGEST_ATTRIBUTE)
    if len(text) > longest:
        return f"at most {longest} characters"
    return _unreadable(text)


def _unreadable(text: str) -> str:
    try:
        check_readable(text)
    except ValidationError as error:
        return str(error.messages[0])
    return ""
