"""A draw: the rolls of one key, one after the other."""

from collections.abc import Sequence
from typing import TypeVar

from actors import dice

T = TypeVar("T")


class Draw:
    """Counts its rolls, so that each is a new one; two draws of the same key give the same numbers."""

    __slots__ = ("_key", "_left", "_n", "_pool")

    def __init__(self, seed: int, who: str, purpose: str) -> None:
        self._key, self._n = dice.key(seed, 0, who, purpose), -1
        self._pool = self._left = 0

    def bits(self) -> int:
        """64 random bits."""
        self._n += 1
        return dice.bits(self._key, self._n)

    def below(self, sides: int) -> int:
        """0 … sides−1, for up to some thousand sides: four of these share 64 bits (bias below sides/2¹⁶)."""
        if not self._left:
            self._pool, self._left = self.bits(), 4
        chunk = self._pool & 0xFFFF
        self._pool >>= 16
        self._left -= 1
        return chunk * sides >> 16

    def of(self, choices: Sequence[T]) -> T:
        """One of them."""
        return choices[self.below(len(choices))]

    def some(self, choices: Sequence[T], count: int) -> tuple[T, ...]:
        """Several neighbours in the list, beginning anywhere: no two are the same unless there are too few."""
        first = self.below(len(choices))
        found = choices[first : first + count]
        return (*found, *choices[: min(count - len(found), first)])

    def shares(self, count: int) -> list[int]:
        """So many numbers 0 … 1000, those in the middle more often; four of them cost one roll."""
        numbers: list[int] = []
        while len(numbers) < count:
            bits = self.bits()
            numbers += [((bits >> at & 0xFF) + (bits >> at + 8 & 0xFF)) * 1000 // 510 for at in (0, 16, 32, 48)]
        return numbers[:count]
