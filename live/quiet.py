"""Keeping Autobahn from writing log lines that nobody reads.

Autobahn renders the arguments of its debug lines before it asks whether they are wanted: the
options of every new socket, pretty-printed, and names in colour for every frame. On a busy
server that was a third of the cost of a handshake (see docs/performance.md).
"""

from typing import Any

from autobahn.twisted import websocket
from autobahn.websocket import protocol

#: What renders those arguments, by the module that calls it.
RENDERERS = (
    (protocol, "pformat"),
    (protocol, "hltype"),
    (protocol, "hlval"),
    (websocket, "hltype"),
    (websocket, "hlval"),
)


def silence_autobahn() -> None:
    """Leave the arguments of its log lines as they are: whoever reads the lines still can."""
    for module, name in RENDERERS:
        setattr(module, name, _as_it_is)


def _as_it_is(value: Any, *_: Any, **__: Any) -> Any:
    return value
