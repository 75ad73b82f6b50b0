"""What one fault was found to do."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class Report:
    """A row of the table: ``figures`` in words, and the promises that did not hold."""

    fault: str
    size: str
    figures: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    left_out: str = ""

    @property
    def held(self) -> bool:
        """Whether every promise held."""
        return not self.broken

    @property
    def verdict(self) -> str:
        """The same in words."""
        if self.left_out:
            return "left out"
        return "held" if self.held else "**not held**"

    def note(self, figure: str) -> None:
        """Write a figure down."""
        self.figures.append(figure)

    def expect(self, holds: bool, promise: str) -> None:
        """Write down a promise that does not hold."""
        if not holds:
            self.broken.append(promise)

    def at_most(self, value: float, bound: float, what: str, unit: str = "s") -> None:
        """Write a figure down that must not exceed its bound."""
        self.note(f"{what} {value:.1f} {unit}")
        self.expect(value <= bound, f"{what} at most {bound:g} {unit}, was {value:.1f}")


def share_within(values: Sequence[float], share: float) -> float:
    """The value that ``share`` (0 to 1) of all values keep to; 0 where there are none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0
