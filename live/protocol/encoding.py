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


def instant(moment: datetime | None = None) -> str:
    """A moment in UTC, to the second; now, by the clock that rounds keep, if none is given."""
    return (moment or clock.last_known()).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
