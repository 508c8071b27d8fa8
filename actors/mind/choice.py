"""Choice: from how much each move appeals to the three wishes a character proposes, with a seeded touch of caprice.

The soft choice is argmax(score + T·g) with Gumbel noise g, which equals drawing with probability ∝ exp(score/T) (Gumbel-max
trick); T = 18 + 0.02·(neuroticism + 1000), so that neurotic people are less predictable. T is small, since some two
hundred pairs of move and partner compete and the largest of so many noises would rule otherwise.
"""

from collections.abc import Sequence
from decimal import Context, Decimal
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from actors import dice
from actors.mind.volition import Matrix

WISHES = 3
THRESHOLD = 120
REPETITION = 320
"""What having just done the same thing to the same person costs; it halves every 12 ticks."""


def _gumbel_table(size: int = 1024) -> npt.NDArray[np.int64]:
    """−ln(−ln u) at the middles of ``size`` equal parts, in thousandths. Decimal arithmetic is the same on every machine."""
    exact = Context(prec=20)
    values = []
    for part in range(size):
        u = Decimal(2 * part + 1) / Decimal(2 * size)
        values.append(int(-exact.ln(-exact.ln(u)) * 1000))
    return np.array(values, dtype=np.int64)


GUMBEL = _gumbel_table()


class Wish(NamedTuple):
    """A move that appeals, with its partner's number in the list considered, and the row that says so."""

    score: int
    partner: int
    move: int
    row: int = 0


def temperature(neuroticism: int) -> int:
    """How capricious a character is, in score points."""
    return 18 + 2 * (neuroticism + 1000) // 100


def noise(mine: Sequence[int], other: Sequence[int], moves: int) -> Matrix:
    """Gumbel noise in thousandths, a row for each pair of keys (of the one who chooses at this tick, of the other) and a column
    for each move."""
    keys = dice.array_bits(np.array(mine, dtype=np.uint64) ^ np.array(other, dtype=np.uint64))
    rows = keys[:, None] + np.arange(moves, dtype=np.uint64)[None, :] * np.uint64(dice.GAMMA)
    return GUMBEL[(dice.array_bits(rows) >> np.uint64(54)).astype(np.int64)]


def fatigue(ticks: int) -> int:
    """What repeating a deed after so many ticks costs."""
    return REPETITION >> min(ticks // 12, 10)


def best(scores: Matrix, sizes: Sequence[int]) -> list[list[Wish]]:
    """For each character, whose partners' rows follow one another in groups of these sizes: each partner's most appealing
    move, for the strongest few partners above the threshold; ties go to the earlier."""
    appealing = scores.argmax(axis=1)
    tops, moves = scores[np.arange(len(scores)), appealing].tolist(), appealing.tolist()
    found, start = [], 0
    for size in sizes:
        ranked = sorted((-tops[row], row) for row in range(start, start + size) if tops[row] >= THRESHOLD)
        found.append([Wish(-score, row - start, moves[row], row) for score, row in ranked[:WISHES]])
        start += size
    return found
