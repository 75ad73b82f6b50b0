"""Sending sockets away to come back: this process ends, or cannot serve them any more."""

from live.listeners import Phone, Watcher
from live.outbox import post_close, post_text
from live.protocol import closing
from live.protocol.encoding import encode

#: Clients told to come back later spread themselves over so many milliseconds.
RETRY_MS = 8000
RESTART = encode({"type": "restart", "retry_ms": RETRY_MS})


def send_away(who: Phone | Watcher) -> None:
    """Tell a socket to come back, and close it."""
    post_text(who.send, RESTART)
    post_close(who.send, closing.RESTARTING)
