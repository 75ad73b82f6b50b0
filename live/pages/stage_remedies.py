"""A list of remedies on the projector without scripts; ``stage/remedies.js`` draws it with them."""

from collections.abc import Iterable, Mapping
from typing import Any

from polls.remedies.order import place_of


def remedies_on_stage(
    state: Mapping[str, Any], tally: Mapping[str, Any] | None, entries: Iterable[Mapping[str, Any]]
) -> dict[str, Any]:
    """Title, lead and rows of the list on screen; empty where there is none.

    By upvotes where the room may see them, and else in an order that nobody chose.
    """
    screen = (state.get("remedies") or {}).get("screen")
    if not screen:
        return {"title": "", "lead": "", "rows": []}
    told = next(t for t in state["remedies"]["lists"] if t["topic"] == screen["topic"])
    upvotes = tally and tally["remedies"]
    known = upvotes["counts"] if upvotes else None
    counts = None if known is None else {each["choice"]: each["count"] for each in known}
    of_topic = [entry for entry in entries if entry["topic"] == screen["topic"]]
    rows = sorted(of_topic, key=lambda e: _place(e, counts, screen["topic"]))[: screen["top"]]
    return {
        "title": told["title"],
        "lead": lead(told["phase"], len(of_topic), len(rows)),
        "rows": [
            {
                "kind": "For the panel" if entry["kind"] == "question" else "",
                "text": entry["text"],
                "answer": f"Answer: {entry['answer']}" if entry["answer"] else "",
                "by": by_of(entry),
                "count": None if counts is None else counts.get(entry["id"], 0),
            }
            for entry in rows
        ],
    }


def lead(phase: str, entries: int, shown: int) -> str:
    """How many there are, and what can be done."""
    if not entries:
        return "Put forward ways to overcome it, and questions for the panel, on your phone."
    many = f"{entries} entr{'y' if entries == 1 else 'ies'}"
    some = f", {shown} shown" if shown < entries else ""
    frozen = "the most upvotes first" if phase == "frozen" else "upvote them on your phone"
    return f"{many}{some}: {frozen}."


def by_of(entry: Mapping[str, Any]) -> str:
    """Whose an entry is, as far as somebody said."""
    table = f"From {entry['table']}" if entry["table"] else ""
    return " · ".join(text for text in (table, entry["signed"]) if text)


def _place(entry: Mapping[str, Any], counts: Mapping[str, int] | None, seed: str) -> Any:
    if counts is None:
        return place_of(seed, entry["id"])
    return -counts.get(entry["id"], 0), entry["number"]
