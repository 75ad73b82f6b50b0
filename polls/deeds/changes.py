"""What an edit changed, in words."""

from collections.abc import Mapping
from datetime import date
from typing import Any

#: Longer texts are only said to have changed.
LONGEST_SHOWN = 60


def describe_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Say what differs: ``name “A” → “B”; help changed``; ``nothing`` where nothing does."""
    said = [
        _say(field.replace("_", " "), old, after[field])
        for field, old in before.items()
        if old != after[field]
    ]
    return "; ".join(said) or "nothing"


def _say(field: str, old: Any, new: Any) -> str:
    was, now = _text(old), _text(new)
    if max(len(was), len(now)) > LONGEST_SHOWN:
        return f"{field} changed"
    return f"{field} {was} → {now}"


def _text(value: Any) -> str:
    if value is None or value in ("", ()):
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | date):
        return str(value)
    return f"“{', '.join(value) if isinstance(value, tuple) else value}”"
