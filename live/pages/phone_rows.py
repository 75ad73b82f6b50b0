"""The choices of a question as a delegate's page lists them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from polls.percent import percent
from polls.wording import letter


@dataclass(frozen=True, slots=True)
class Row:
    """One choice, with its votes once they are revealed."""

    id: str
    letter: str
    text: str
    checked: bool
    count: int = 0
    percent: int = 0


def rows_of(
    question: Mapping[str, Any], results: Mapping[str, Any] | None, marked: Sequence[str]
) -> list[Row]:
    """The choices in the order of their letters, those ``marked`` as chosen."""
    told = results or {"ballots": 0, "counts": []}
    counts = {entry["choice"]: entry["count"] for entry in told["counts"]}
    return [
        Row(
            id=choice["id"],
            letter=letter(place),
            text=choice["text"],
            checked=choice["id"] in marked,
            count=counts.get(choice["id"], 0),
            percent=percent(counts.get(choice["id"], 0), told["ballots"]),
        )
        for place, choice in enumerate(question["choices"])
    ]
