"""The repertoire: each of the classic moves, and each outcome, is reachable by a state that somebody could be in."""

import numpy as np
import pytest

from actors.genre import OUTCOMES
from actors.mind.choice import THRESHOLD
from actors.mind.features import COLUMN, FEATURES, KIND_FLAGS
from actors.mind.volition import Volition, as_matrix, outcome

SIGNED = {"affinity", "trust", "respect", "attraction", "compat", "about_affinity", "valence", "arousal", "dominance"}
SIGNED |= {"openness", "conscientiousness", "extraversion", "agreeableness", "neuroticism"}


def candidates() -> list[tuple[list[int], list[int]]]:
    """(columns, values) of every single step of the search; of the kinds of relationship exactly one holds."""
    steps = []
    for name, column in COLUMN.items():
        if name not in KIND_FLAGS:
            steps += [([column], [value]) for value in ((-900, -300, 0, 300, 900) if name in SIGNED else (0, 200, 500, 900))]
    kinds = [COLUMN[kind] for kind in KIND_FLAGS]
    return steps + [(kinds, [1000 * (kind == chosen) for kind in kinds]) for chosen in kinds]


STEPS = candidates()


def climbed(worth) -> np.ndarray:
    """The row that a steepest ascent finds for this worth."""
    row = np.zeros(len(FEATURES), dtype=np.int64)
    row[COLUMN["stranger"]] = 1000
    best = worth(row[None, :])[0]
    while True:
        rows = np.repeat(row[None, :], len(STEPS), axis=0)
        for number, (columns, values) in enumerate(STEPS):
            rows[number, columns] = values
        worths = worth(rows)
        if worths.max() <= best:
            return row
        best, row = worths.max(), rows[worths.argmax()]


@pytest.fixture(scope="module")
def volition(classic) -> Volition:
    return Volition(classic)


def test_every_move_is_the_first_choice_of_somebody(volition):
    for number, move in enumerate(volition.moves):

        def lead(rows, number=number):
            scores = volition.wishes(rows)
            ahead = scores[:, number] - np.delete(scores, number, axis=1).max(axis=1)
            return np.minimum(ahead, scores[:, number] - THRESHOLD)

        row = climbed(lead)
        scores = volition.wishes(as_matrix([row]))[0]
        assert scores.argmax() == number, move
        assert scores[number] >= THRESHOLD, move


def test_every_outcome_is_somebody_s_answer(volition):
    found = set()
    for number in range(len(volition.moves)):
        for sign in (1, -1):
            row = climbed(lambda rows, n=number, s=sign: s * np.array(volition.answers(rows, [n] * len(rows))))
            found.add(outcome(volition.answers(as_matrix([row]), [number])[0]))
    assert {OUTCOMES[0], OUTCOMES[-1]} <= found


def test_every_outcome_happens_in_the_small_worlds(played, classic_played):
    interactions = [
        row
        for story in (played, classic_played)
        for row in story.store._shelf.kept(story.ecosystem).interactions
    ]  # fmt: skip
    assert {row.outcome for row in interactions} == set(OUTCOMES)
