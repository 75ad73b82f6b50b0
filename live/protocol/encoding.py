"""How messages are written: objects as JSON, moments in UTC."""

import json
from datetime import UTC, datetime
from typing import Any

from polls import clock

# Made once: with options, json.dumps makes a new one at every call.
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def encode(message: dict[str, Any]) -> str:
    """One message as the text of a frame."""
    return _encode(message)


def instant(moment: datetime) -> str:
    """A moment in UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def present() -> dict[str, Any]:
    """The present moment by the clock that rounds keep: ``now``, and the milliseconds beyond.

    From the second alone, a countdown would begin a second too high.
    """
    now = clock.last_known()
    return {"now": instant(now), "ms": now.microsecond // 1000}
