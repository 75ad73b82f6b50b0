"""Reading the table: rows of words, and everything that must have a row."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.contrib.admindocs.views import simplify_regex
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern

from live.health import ANSWERS
from polls.chairing import STEPS
from tests.contract import validators

#: The columns: who asks, and whose conference it is about.
ASKERS = (
    ("nobody", "own"),
    ("delegate", "own"),
    ("chair", "own"),
    ("organiser", "own"),
    ("operator", "own"),
    ("delegate", "other"),
    ("chair", "other"),
    ("organiser", "other"),
)
SOCKETS = ("delegate", "stage", "chair")
METHODS = ("GET", "POST")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: ``key`` is what is asked, ``answers`` has one word a column."""

    key: tuple[str, ...]
    answers: tuple[str, ...]


def read_rows(table: str, *, keys: int) -> dict[tuple[str, ...], Row]:
    """The rows of a table by their first ``keys`` words; a single answer is everybody's.

    Raises ``ValueError`` for a line with too few or too many answers, or one that stands twice.
    """
    rows: dict[tuple[str, ...], Row] = {}
    for line in table.splitlines():
        words = line.partition("#")[0].replace("|", " ").split()
        if not words:
            continue
        key, answers = tuple(words[:keys]), tuple(words[keys:])
        answers = answers * len(ASKERS) if len(answers) == 1 else answers
        if len(answers) != len(ASKERS):
            raise ValueError(f"“{line.strip()}” wants 1 or {len(ASKERS)} answers")
        for each in expand(key):
            if each in rows:
                raise ValueError(f"“{' '.join(each)}” stands twice in the table")
            rows[each] = Row(each, answers)
    return rows


def expand(key: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """A row whose method is ``BOTH`` is one for each method."""
    if key[0] != "BOTH":
        yield key
        return
    for method in METHODS:
        yield (method, *key[1:])


def write_row(key: Iterable[str], answers: Iterable[str]) -> str:
    """A line to be put into the table."""
    own, others = list(answers)[:5], list(answers)[5:]
    cells = [f"{word:<6}" for word in own] + ["|"] + [f"{word:<6}" for word in others]
    return f"{' '.join(key)}  {' '.join(cells).rstrip()}"


def every_route() -> list[tuple[str, str]]:
    """Method and path of every address of the server, without its first slash."""
    paths = [*walk(get_resolver().url_patterns), *(path.lstrip("/") for path in ANSWERS)]
    # Of two routes of one path the first alone ever answers.
    return [(method, path or "/") for path in dict.fromkeys(paths) for method in METHODS]


def walk(patterns: Iterable[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    """The paths of the patterns and of all below them; ``<name>`` stands for a parameter."""
    for each in patterns:
        text = str(each.pattern)
        if isinstance(each.pattern, RegexPattern):
            text = simplify_regex(text).lstrip("/")
        if isinstance(each, URLResolver):
            yield from walk(each.url_patterns, before + text)
        else:
            yield before + text


def every_message() -> list[str]:
    """What can be said: each message of ``docs/asyncapi.yaml`` on each socket, each command.

    ``delegate/connect`` is opening the socket; ``api/command:open`` is a command by a call.
    """
    known = sorted({name for socket in SOCKETS for name in validators(socket, "receive")})
    told = [f"{socket}/{name}" for socket in SOCKETS for name in ("connect", *known)]
    told.remove("chair/command")
    commands = [f"{way}/command:{do}" for do in STEPS for way in ("chair", "api")]
    return told + commands
