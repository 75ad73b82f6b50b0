"""The server's own log: one line an event, readable on a terminal, JSON elsewhere."""

import re
import sys
from typing import Any

import structlog

_facts: list[Any] = [
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]

#: The secrets that addresses may carry, of sign-in links and latecomers' codes: good until used.
SECRETS = re.compile(r"/(sign-in|a)/[\w-]{20,}")


def hide_secrets(logger: Any, method: str, event: Any) -> Any:
    """Take those secrets out of every text of a line."""
    return {
        key: SECRETS.sub(r"/\1/…", value) if isinstance(value, str) else value
        for key, value in event.items()
    }


#: For records of the standard library, which Django, Daphne and others write.
foreign_pre_chain = _facts

#: For every record on its way out.
processors: list[Any] = [
    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
    structlog.processors.format_exc_info,
    hide_secrets,
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
