"""Several measurements of one thing: the middle, and how far they lie apart."""

from collections.abc import Sequence
from statistics import median, quantiles
from typing import NamedTuple


class Spread(NamedTuple):
    """Median and quartiles; of one measurement all three are the same."""

    median: float
    low: float
    high: float


def spread(values: Sequence[float]) -> Spread:
    """Of at least one value."""
    if len(values) == 1:
        return Spread(values[0], values[0], values[0])
    low, _, high = quantiles(values, n=4, method="inclusive")
    return Spread(median(values), low, high)


def percentile(values: Sequence[float], hundredths: int) -> float:
    """The smallest value that so many of a hundred do not exceed."""
    ranked = sorted(values)
    return ranked[max(0, -(-len(ranked) * hundredths // 100) - 1)]
