"""Percentages as everybody is shown them."""


def percent(count: int, base: int) -> int:
    """``count`` of ``base`` as a whole percentage, halves rounded up; 0 of nothing is 0.

    Equal counts give equal percentages, so the sum may miss 100 by a few; the
    pages say so where it does (``adds_up``).
    """
    return (200 * count + base) // (2 * base) if base else 0


def adds_up(counts: list[int], base: int) -> bool:
    """Whether the rounded percentages of a question with one answer each give 100."""
    return not base or sum(percent(count, base) for count in counts) == 100
