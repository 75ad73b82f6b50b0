"""The server's own log: one line an event, readable on a terminal, JSON elsewhere.

It says what happened, never who voted what or from where. The words of an exception may
quote a ballot, and a library's line whatever it was handed; so exceptions are told by their
types and places, lines by their pattern with numbers and short texts filled in, and what
still looks like an id, a token or an address is blotted out.
"""

import ipaddress
import logging
import re
import sys
import threading
import traceback
from collections.abc import Mapping
from typing import Any, cast

import structlog
from django.core.exceptions import RequestAborted
from twisted.logger import ILogObserver, globalLogBeginner

log = structlog.get_logger(__name__)

LONGEST = 200
BLOT = "…"
#: As long as 128-bit ids and tokens are, however they are written.
IDS = re.compile(r"[\w-]{32,}")
ADDRESSES = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}|(?:[0-9a-f]*:){2,}[0-9a-f:.]*", re.IGNORECASE)

#: The secrets that addresses may carry, of sign-in links and latecomers' codes: good until used.
SECRETS = re.compile(r"/(sign-in|a)/[\w-]{20,}")

#: What the product itself puts into every line.
_OURS = {"timestamp", "level", "logger", "exception"}


def tell_places(exc_info: Any) -> str:
    """The types of an exception and of those behind it, and where they were raised.

    ``exc_info`` is the triple of ``sys.exc_info``.
    """
    lines = ["Traceback (places alone, the cause last)"]
    error, told = exc_info[1], set()
    while error is not None and id(error) not in told:
        told.add(id(error))
        lines.append(f"{type(error).__module__}.{type(error).__qualname__}")
        lines += [
            f"  {frame.filename}:{frame.lineno} in {frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)
        ]
        hidden = error.__suppress_context__
        error = error.__cause__ or (None if hidden else error.__context__)
    return "\n".join(lines)


def fill_in(_: Any, __: str, event: dict[str, Any]) -> dict[str, Any]:
    """The line of a library: its pattern, with numbers and short texts in it.

    Objects are named by their type alone, addresses of pages by their first part.
    """
    pattern = event["_record"].msg
    args = event.pop("positional_args", None) or ()
    text = pattern if isinstance(pattern, str) else type(pattern).__name__
    plain = (
        {key: _plain(value) for key, value in args.items()}
        if isinstance(args, Mapping)
        else tuple(_plain(value) for value in args)
    )
    try:
        event["event"] = _first_line(text % plain if plain else text)
    except (TypeError, ValueError, KeyError):
        event["event"] = f"{_first_line(text)} (not filled in)"
    if event["_record"].name == "asyncio":
        # It names the callback with its arguments.
        event["event"] = event["event"].partition("(")[0]
    return event


def _plain(value: object) -> Any:
    if isinstance(value, int | float):
        return value
    if not isinstance(value, str):
        return type(value).__name__
    if value.startswith("/"):
        return f"/{value.split('/')[1].partition('?')[0]}/{BLOT}"
    return value[:LONGEST]


def _first_line(text: str) -> str:
    return text.partition("\n")[0]


def blot_out(_: Any, __: str, event: dict[str, Any]) -> dict[str, Any]:
    """Whatever looks like an id, a token or an address of the network, in any text."""
    return {
        key: _blotted(value) if isinstance(value, str) and key not in _OURS else value
        for key, value in event.items()
    }


def _blotted(text: str) -> str:
    text = SECRETS.sub(rf"/\1/{BLOT}", text)
    return ADDRESSES.sub(_blotted_address, IDS.sub(BLOT, text))


def _blotted_address(found: re.Match[str]) -> str:
    """A time has colons too."""
    try:
        ipaddress.ip_address(found[0].strip("."))
    except ValueError:
        return found[0]
    return BLOT


class UnlessHungUp(logging.Filter):
    """Leaves out that a client hung up: Django does not always take note of it itself.

    When a request is cancelled just then, its task is never asked, and asyncio complains.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record tells anything else."""
        return not (record.exc_info and isinstance(record.exc_info[1], RequestAborted))


def hear_everybody() -> None:
    """Bring into this log what would go to standard error with all its words.

    Twisted's failures, threads that die, errors in destructors, warnings.
    """
    globalLogBeginner.beginLoggingTo(
        [cast(ILogObserver, _hear_twisted)], discardBuffer=True, redirectStandardIO=False
    )
    logging.captureWarnings(capture=True)
    threading.excepthook = _hear_thread
    sys.unraisablehook = _hear_destructor


def _hear_twisted(event: Any) -> None:
    failure = event.get("log_failure")
    if failure is not None:
        value = failure.value
        log.error("failed in Twisted", exc_info=(type(value), value, value.__traceback__))


def _hear_thread(args: threading.ExceptHookArgs) -> None:
    log.error("a thread died", exc_info=(args.exc_type, args.exc_value, args.exc_traceback))


def _hear_destructor(args: Any) -> None:
    log.error("failed while tidying up", exc_info=(args.exc_type, args.exc_value, None))


_facts: list[Any] = [
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]

#: For records of the standard library, which Django, Daphne and others write.
foreign_pre_chain = [fill_in, *_facts]

#: For every record on its way out.
processors: list[Any] = [
    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
    structlog.processors.ExceptionRenderer(tell_places),
    blot_out,
    structlog.dev.ConsoleRenderer(colors=False)
    if sys.stderr.isatty()
    else structlog.processors.JSONRenderer(),
]

structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *_facts,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
