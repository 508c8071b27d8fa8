"""The circle of a character: everybody it feels something for, in the order of how much they matter to it."""

from bisect import bisect_left, insort
from collections.abc import Mapping

from actors.relationship import Relationship

ILL = -200
"""The affinity from which downwards somebody is wished ill."""


def mattering(relationship: Relationship) -> int:
    """How much somebody matters, for good or ill."""
    affinity, _, _, attraction, familiarity = relationship.numbers
    return abs(affinity) + abs(attraction) + familiarity // 4


class Circle(dict[str, Relationship]):
    """Other → relationship. Change it by assignment only, since the orders are kept along."""

    __slots__ = ("_foes", "_order")

    def __init__(self, known: Mapping[str, Relationship] | None = None) -> None:
        super().__init__()
        self._order: list[tuple[int, str]] = []  # by how much they matter, most first
        self._foes: list[tuple[int, str]] = []  # by affinity, the worst first
        for other, relationship in (known or {}).items():
            self[other] = relationship

    def __setitem__(self, other: str, relationship: Relationship) -> None:
        before = self.get(other)
        if before is not None:
            self._forget(other, before)
        super().__setitem__(other, relationship)
        insort(self._order, (-mattering(relationship), other))
        if relationship.numbers[0] <= ILL:
            insort(self._foes, (relationship.numbers[0], other))

    def foes(self, most: int) -> list[str]:
        """Those who are wished ill, the worst first (ties by id)."""
        return [other for _, other in self._foes[:most]]

    def first(self, most: int, wanted: Mapping[str, int]) -> list[str]:
        """So many of those who matter most, most first. ``wanted`` adds to how much people matter, also to unknown ones."""
        if not wanted:
            return [other for weight, other in self._order[:most] if weight]
        known = [pair for pair in self._order[: most + len(wanted)] if pair[0] and pair[1] not in wanted]
        longed = [(-weight - (mattering(self[other]) if other in self else 0), other) for other, weight in wanted.items()]
        return [other for _, other in sorted([*known, *longed])[:most]]

    def _forget(self, other: str, relationship: Relationship) -> None:
        del self._order[bisect_left(self._order, (-mattering(relationship), other))]
        if relationship.numbers[0] <= ILL:
            del self._foes[bisect_left(self._foes, (relationship.numbers[0], other))]
