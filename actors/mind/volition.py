"""Volition: how much each move appeals, and how the other takes it. Ensemble's two volitions, as columns of integers.

For many (character, other) rows at once, each rule adds ``add`` + Σ feature·k/1000 to its moves where its conditions hold.
Integers make the sums exact, so it does not matter how rows are grouped: a troupe of one gives the same numbers as a troupe
of a thousand.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from actors.genre import NEEDS, OUTCOMES, Genre, Rule
from actors.mind.features import COLUMN, FEATURES

Matrix = npt.NDArray[np.int64]

VETO = -1_000_000
"""``Rule.add`` of a rule that forbids."""

BANDS = (480, 0, -150, -450)
"""Margins from which an answer is eager, accept, hedge, refuse; below all of them it backfires."""

TOPIC_COLUMN = {
    "memory": "shared", "news": "news", "their_secret": "their_secret", "secret": "secret", "third": "third",
}  # fmt: skip

COMPARE = {
    ">=": np.greater_equal, "<=": np.less_equal, ">": np.greater, "<": np.less, "==": np.equal,
}  # fmt: skip

Reasons = tuple[tuple[str, int], ...]
"""Ids of rules, with what each added."""


class Volition:
    """The rules of a genre, ready to weigh rows of features (in the order of ``FEATURES``)."""

    def __init__(self, genre: Genre) -> None:
        self.moves = tuple(move.id for move in genre.moves)
        self.index = {move: number for number, move in enumerate(self.moves)}
        self._sides = {side: [_Columns(r, self.index) for r in genre.rules if r.side == side] for side in ("wish", "answer")}
        self._by_name = {side: sorted(rules, key=lambda rule: rule.id) for side, rules in self._sides.items()}
        self._concerned = {
            side: np.array([[number in rule.moves for rule in rules] for number in range(len(self.moves))])
            for side, rules in self._by_name.items()
        }
        self._base = np.array([move.base for move in genre.moves], dtype=np.int64)
        self._risk = np.array([move.risk for move in genre.moves], dtype=np.int64)
        self._gains = np.array([move.gains for move in genre.moves], dtype=np.int64).T
        self._needs = [COLUMN[need] for need in NEEDS]
        self._topics = [
            (number, COLUMN[TOPIC_COLUMN[move.topic]]) for number, move in enumerate(genre.moves) if move.topic in TOPIC_COLUMN
        ]

    def wishes(self, rows: Matrix) -> Matrix:
        """The appeal of every move (columns) for every row: base + rules + Σ urgency·gain/1000; far below zero when forbidden."""
        scores = self._base + rows[:, self._needs] @ self._gains // 1000
        for rule in self._sides["wish"]:
            rule.add_to(scores, rows)
        for number, column in self._topics:
            scores[rows[:, column] <= 0, number] += VETO
        return scores

    def answers(self, rows: Matrix, moves: Sequence[int]) -> list[int]:
        """The responder's margin for the one move asked in each row: rules + trust·risk/1000."""
        scores = rows[:, [COLUMN["trust"]]] * self._risk // 1000
        for rule in self._sides["answer"]:
            rule.add_to(scores, rows)
        return [int(scores[row, move]) for row, move in enumerate(moves)]

    def reasons(self, side: str, rows: Matrix, moves: Sequence[int], most: int = 4) -> list[Reasons]:
        """For each row, the rules that spoke loudest for or against the one move, with what each added (ties by id)."""
        rules = self._by_name[side]
        if not rules or not moves:
            return [()] * len(moves)
        added = np.stack([rule.contribution(rows) for rule in rules], axis=1)
        added[~self._concerned[side][moves]] = 0
        loudest = np.argsort(-np.abs(added), axis=1, kind="stable")[:, :most]
        values = np.take_along_axis(added, loudest, axis=1)
        return [
            tuple((rules[number].id, value) for number, value in zip(numbers, found, strict=True) if value)
            for numbers, found in zip(loudest.tolist(), values.tolist(), strict=True)
        ]


class _Columns:
    """One rule as array operations."""

    def __init__(self, rule: Rule, index: dict[str, int]) -> None:
        self.id = rule.id
        self.moves = [index[move] for move in rule.moves]
        self.when = [(COLUMN[feature], COMPARE[op], value) for feature, op, value in rule.when]
        self.add = rule.add
        self.columns = [COLUMN[feature] for feature, _ in rule.per]
        self.factors = np.array([k for _, k in rule.per], dtype=np.int64)

    def contribution(self, rows: Matrix) -> Matrix:
        """What the rule adds in each row."""
        added = rows[:, self.columns] @ self.factors // 1000 + self.add if self.columns else np.full(len(rows), self.add)
        for column, compare, value in self.when:
            added = np.where(compare(rows[:, column], value), added, 0)
        return added

    def add_to(self, scores: Matrix, rows: Matrix) -> None:
        """Add it to the columns of its moves."""
        scores[:, self.moves] += self.contribution(rows)[:, None]


def outcome(margin: int) -> str:
    """The band that a margin falls into."""
    for band, least in zip(OUTCOMES, BANDS, strict=False):
        if margin >= least:
            return band
    return OUTCOMES[-1]


def as_matrix(rows: Sequence[Sequence[int]]) -> Matrix:
    """Rows of features as the matrix that ``Volition`` weighs."""
    return np.array(rows, dtype=np.int64).reshape(len(rows), len(FEATURES))
