"""Reading parsed JSON: each value is checked in its place, every mistake is kept."""

import difflib
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, overload

from polls.errors import FileMistakes
from polls.texts import mistake_in

#: What a missing key reads as; ``null`` means the same for optional keys.
MISSING = None


#: Keys that begin so are comments of whoever wrote the file.
COMMENTS = ("x-", "_", "$")
#: A key that may be named as it stands; any other is escaped, and cut.
PLAIN_KEY = re.compile(r"[A-Za-z0-9_-]{1,40}")
#: Unknown keys that are named one by one; more of them help nobody.
MOST_WARNINGS = 50


def one_line(text: str) -> str:
    """Join the lines of a text by single spaces and strip it."""
    return " ".join(part for line in text.splitlines() if (part := line.strip()))


class Place:
    """An object of the file at a named place, with the lists that mistakes and warnings go to."""

    def __init__(
        self,
        data: Any,
        name: str,
        mistakes: list[tuple[str, str]],
        warnings: list[tuple[str, str]] | None = None,
    ) -> None:
        self.name = name
        self.mistakes = mistakes
        self.warnings = [] if warnings is None else warnings
        if not isinstance(data, Mapping):
            self.note("", "an object is needed: {…}")
            data = {}
            self.readable = False
        else:
            self.readable = True
        self.data = data

    def at(self, key: str) -> str:
        """The place of ``key``, such as ``sessions[0].title``."""
        return ".".join(part for part in (self.name, key) if part) or "file"

    def note(self, key: str, what: str) -> None:
        """Keep a mistake."""
        self.mistakes.append((self.at(key), what))

    def note_all(self, mistakes: Iterable[tuple[str, str]]) -> None:
        """Keep the mistakes that a kind of question found, unless their place has one already."""
        noted = {place for place, _ in self.mistakes}
        for key, what in mistakes:
            if self.at(key) not in noted:
                self.note(key, what)

    def warn_of_unknown(self, known: Collection[str], told: Collection[str] = ()) -> None:
        """Name each key that means nothing here; the file stands without it.

        ``told`` are keys that the server's own answers have beyond a file's.
        """
        for key in self.data:
            if key in known or key in told or key.startswith(COMMENTS):
                continue
            if len(self.warnings) >= MOST_WARNINGS:
                return
            near = difflib.get_close_matches(key[:40].lower(), known, n=1, cutoff=0.7)
            meant = f"; did you mean “{near[0]}”?" if near else ""
            shown = key if PLAIN_KEY.fullmatch(key) else json.dumps(key[:40])
            self.warnings.append((self.at(shown), f"unknown key, left out{meant}"))

    def named(self, key: str, other: str) -> str:
        """Which of two names of one value the file uses; both at once is a mistake."""
        if other not in self.data:
            return key
        if key in self.data:
            self.note(other, f"{key} says it already")
        return other

    def text(self, key: str, longest: int, *, required: bool = False) -> str:
        """Read one line of text; "" where it is missing or wrong."""
        value = self.data.get(key, MISSING)
        if value is MISSING and not (required and self.readable):
            return ""
        text = self.check_text(key, value, longest)
        if required and text == "":
            self.note(key, "a text is needed")
        return text or ""

    def check_text(self, key: str, value: Any, longest: int) -> str | None:
        """Return a value as one line of text, or None after noting what is wrong."""
        if not isinstance(value, str):
            self.note(key, "a text is needed")
            return None
        text = one_line(value)
        if mistake := mistake_in(text):
            self.note(key, mistake)
            return None
        if len(text) > longest:
            self.note(key, f"at most {longest} characters, not {len(text)}")
            return None
        return text

    @overload
    def flag(self, key: str) -> bool | None: ...

    @overload
    def flag(self, key: str, *, usual: bool) -> bool: ...

    def flag(self, key: str, *, usual: bool | None = None) -> bool | None:
        """Read true or false; ``usual`` where it is missing or wrong."""
        value = self.data.get(key, MISSING)
        if value is MISSING or isinstance(value, bool):
            return usual if value is MISSING else value
        self.note(key, "true or false is needed")
        return usual

    def number(self, key: str, largest: int) -> int | None:
        """Read a whole number from 1 to ``largest``; None where it is missing or wrong."""
        value = self.data.get(key, MISSING)
        if value is MISSING:
            return None
        if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= largest:
            return value
        self.note(key, f"a whole number from 1 to {largest} is needed")
        return None

    def day(self, key: str) -> date | None:
        """Read a date such as ``"2026-11-22"``; None where it is missing or wrong."""
        value = self.data.get(key, MISSING)
        if value is MISSING:
            return None
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            self.note(key, 'a date such as "2026-11-22" is needed')
            return None

    def items(self, key: str, *, required: bool, most: int) -> list[Any]:
        """Read a list of at most ``most``; empty where it is missing or wrong."""
        value = self.data.get(key, MISSING)
        if value is MISSING and not (required and self.readable):
            return []
        if not isinstance(value, list):
            self.note(key, "a list is needed: […]")
            return []
        if len(value) > most:
            self.note(key, f"at most {most}, not {len(value)}")
            return []
        return value

    def places(self, key: str, *, most: int) -> Iterator["Place"]:
        """Read a list of objects, each as a place of its own."""
        for index, value in enumerate(self.items(key, required=True, most=most)):
            yield Place(value, self.at(f"{key}[{index}]"), self.mistakes, self.warnings)


def parse_json(content: str | bytes) -> Any:
    """Parse JSON text in UTF-8; raises ``FileMistakes`` with line and column."""
    try:
        text = content.decode("utf-8-sig") if isinstance(content, bytes) else content
        return json.loads(text, parse_constant=refuse_constant)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise FileMistakes([(place, f"this is not JSON: {error.msg}")]) from None
    except UnicodeDecodeError as error:
        raise FileMistakes([(f"byte {error.start}", "this is not text in UTF-8")]) from None
    except RecursionError:
        raise FileMistakes([("file", "this is nested too deeply")]) from None
    except ValueError as error:
        raise FileMistakes([("file", f"this is not JSON: {error}")]) from None


def refuse_constant(name: str) -> None:
    """JSON has no ``NaN`` and no infinity."""
    raise ValueError(f"{name} is not a value")


def longest(model: type, field: str) -> int:
    """How many characters the database keeps of a field."""
    return model._meta.get_field(field).max_length  # type: ignore[attr-defined]
