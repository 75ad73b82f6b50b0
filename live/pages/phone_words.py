"""What a delegate's page says: the server's half of ``static/js/words.js``."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from polls.percent import adds_up

LATE = "Voting closed before your vote reached us. It was not counted"
OVER = "This session is over. Thank you for taking part."
WAIT = "Nothing to vote on just yet. The next question will appear on this page."
SEALED = "Your answer can no longer be traced, even by us"
RESTORED = "This vote was restored from a backup. It takes no further answers."
STOPPED = "This vote was stopped; we will vote again."


def hint_of(question: Mapping[str, Any]) -> str:
    """How many to choose, in words."""
    least, most = question["min_choices"], question["max_choices"]
    everything = most >= len(question["choices"])
    if question["kind"] != "multiple":
        return "Choose one."
    if least == most:
        return f"Choose exactly {least}."
    if least == 1:
        return "Choose as many as you like." if everything else f"Choose up to {most}."
    return f"Choose at least {least}." if everything else f"Choose from {least} to {most}."


def note_of(question: Mapping[str, Any], counts: list[int], ballots: int) -> str:
    """What a reader must know about the percentages."""
    if question["kind"] == "multiple":
        several = "Percentages are of the people who voted."
        return several if ballots else ""
    rounded = "Percentages are rounded and do not add up to 100."
    return "" if adds_up(counts, ballots) else rounded


def countdown_to(closes_at: str | None) -> str:
    """The time left until a moment in ISO 8601, or "" where there is none."""
    if closes_at is None:
        return ""
    left = (datetime.fromisoformat(closes_at) - datetime.now(UTC)).total_seconds()
    return f"About {round(left)} seconds are left to vote" if left > 0 else "Time is up"
