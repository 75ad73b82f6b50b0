"""The bench's findings: rows with a target each, and votes that must all be found again."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from live.load import Crowd
from tests.bench.houses import Ledger


@dataclass(frozen=True, slots=True)
class Row:
    """One measure: the product's figure, the yardstick's, their ratio and what it must be."""

    what: str
    product: str
    yardstick: str
    ratio: float | None
    target: str
    met: bool
    note: str = ""

    @property
    def verdict(self) -> str:
        """Whether the target is met, in words."""
        return "met" if self.met else "**not met**"


def at_most(
    bound: float, what: str, product: str, yardstick: str, ratio: float, note: str = ""
) -> Row:
    """A row whose ratio must not exceed ``bound``."""
    return Row(what, product, yardstick, ratio, f"≤ {bound:g}", ratio <= bound, note)


def at_least(
    bound: float, what: str, product: str, yardstick: str, ratio: float, note: str = ""
) -> Row:
    """A row whose ratio must reach ``bound``."""
    return Row(what, product, yardstick, ratio, f"≥ {bound:g}", ratio >= bound, note)


@dataclass(slots=True)
class Findings:
    """What one run on one database found. ``sums`` are ``(measure, acknowledged, in result)``."""

    size: str
    rows: list[Row] = field(default_factory=list)
    sums: list[tuple[str, int, int]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def check_votes(self, what: str, crowd: Crowd, ledger: Ledger, round_id: str) -> None:
        """Compare what was acknowledged with what the database holds; a difference is a remark."""
        standing = crowd.standing(round_id)
        found = ledger.ask("recount", round=round_id)
        self.sums.append((what, standing.revisions, found["revisions"]))
        expected = {"ballots": standing.ballots, **standing.counts}
        for place, counted in _counts(found):
            if counted != expected:
                self.remarks.append(f"{what}: {place} say {counted}, acknowledged were {expected}")

    @property
    def table(self) -> list[Row]:
        """Every row; the sum is the last, where anybody voted."""
        return [*self.rows, self.sum_row()] if self.sums else self.rows

    def sum_row(self) -> Row:
        """Acknowledged votes over those in the result, of every measure together."""
        acknowledged = sum(row[1] for row in self.sums)
        found = sum(row[2] for row in self.sums)
        exact = all(row[1] == row[2] for row in self.sums) and not self.remarks
        ratio = acknowledged / found if found else 0.0
        return Row(
            "votes acknowledged ÷ votes in the result",
            f"{acknowledged:,}",
            f"{found:,}",
            ratio,
            "1.000",
            exact and found > 0,
            f"in {len(self.sums)} rounds; ballots and counters recounted",
        )


def _counts(found: dict[str, Any]) -> Iterator[tuple[str, dict[str, int]]]:
    yield "the ballots", {"ballots": found["ballots"], **found["counts"]}
    if found["counters"]:
        yield "the counters", found["counters"]
