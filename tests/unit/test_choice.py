"""Choice: the most appealing move to each of the most appealing others, with a seeded touch of caprice."""

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from actors import dice
from actors.mind.choice import GUMBEL, REPETITION, THRESHOLD, WISHES, Wish, best, fatigue, noise, temperature

SCORES = st.lists(st.lists(st.integers(0, 400), min_size=3, max_size=3), min_size=1, max_size=8)


def test_the_gumbel_table_is_the_formula_at_the_middle_of_each_part():
    formula = [-math.log(-math.log((2 * part + 1) / 2048)) * 1000 for part in range(1024)]
    assert np.abs(GUMBEL - np.array(formula)).max() <= 1
    assert (np.diff(GUMBEL) > 0).all()


def test_the_gumbel_table_has_the_mean_of_the_distribution():
    assert abs(GUMBEL.mean() - 577) < 3  # Euler's constant


KEY = st.integers(0, dice.MASK)


@given(st.lists(st.tuples(KEY, KEY), min_size=1, max_size=5), st.integers(1, 30))
def test_the_noise_of_each_move_is_a_roll_of_its_own(pairs, moves):
    mine, others = zip(*pairs, strict=True)
    rows = noise(mine, others, moves)
    assert rows.shape == (len(pairs), moves)
    keys = [dice.mix(*pair) for pair in pairs]
    assert rows.tolist() == [[int(GUMBEL[dice.bits(key, move) >> 54]) for move in range(moves)] for key in keys]


def wishes_of(scores: list[list[int]]) -> list[Wish]:
    """Those of one character with a row of scores for each partner."""
    (found,) = best(np.array(scores), [len(scores)])
    return found


@given(SCORES)
def test_wishes_have_distinct_partners_and_come_best_first(scores):
    wishes = wishes_of(scores)
    assert len({wish.partner for wish in wishes}) == len(wishes) <= WISHES
    assert [wish.score for wish in wishes] == sorted((wish.score for wish in wishes), reverse=True)
    assert all(wish.score == scores[wish.partner][wish.move] == max(scores[wish.partner]) >= THRESHOLD for wish in wishes)


@given(SCORES)
def test_nobody_more_appealing_is_passed_over(scores):
    wishes = wishes_of(scores)
    others = [max(row) for number, row in enumerate(scores) if number not in {wish.partner for wish in wishes}]
    if len(wishes) < WISHES:
        assert all(top < THRESHOLD for top in others)
    else:
        assert all(top <= wishes[-1].score for top in others)


def test_ties_go_to_the_earlier_move_and_the_earlier_partner():
    level = THRESHOLD + 10
    assert wishes_of([[0, level, level], [level, level, 0]]) == [Wish(level, 0, 1, 0), Wish(level, 1, 0, 1)]


def test_a_wish_below_the_threshold_is_no_wish():
    assert wishes_of([[THRESHOLD - 1]]) == []
    assert wishes_of([[THRESHOLD]]) == [Wish(THRESHOLD, 0, 0)]


@given(st.lists(SCORES, max_size=4))
def test_everybody_wishes_as_if_alone(groups):
    together = best(np.array([row for rows in groups for row in rows]).reshape(-1, 3), [len(rows) for rows in groups])
    alone = [wishes_of(rows) for rows in groups]
    assert [[wish[:3] for wish in found] for found in together] == [[wish[:3] for wish in found] for found in alone]
    starts = [sum(map(len, groups[:number])) for number in range(len(groups))]
    assert [[wish.row - start for wish in found] for found, start in zip(together, starts, strict=True)] == [
        [wish.partner for wish in found] for found in alone
    ]


def test_the_neurotic_are_less_predictable():
    assert 0 < temperature(-1000) < temperature(0) < temperature(1000)


@pytest.mark.parametrize("neuroticism", [-1000, 0, 1000])
def test_the_choice_has_the_odds_of_a_soft_maximum(neuroticism):
    """Argmax with Gumbel noise draws with odds e^(difference / temperature)."""
    warmth, draws = temperature(neuroticism), 6000
    scores = np.array([[300, 300 - warmth]])
    keys = [dice.key(7, tick, "anna", "choice") for tick in range(draws)]
    chosen = Counter((scores + noise(keys, [99] * draws, 2) * warmth // 1000).argmax(axis=1).tolist())
    assert chosen[0] / draws == pytest.approx(math.e / (1 + math.e), abs=0.03)


def test_repetition_tires_and_is_forgiven():
    costs = [fatigue(ticks) for ticks in range(300)]
    assert costs[0] == REPETITION
    assert costs == sorted(costs, reverse=True)
    assert fatigue(24) == REPETITION // 4
    assert costs[-1] == 0
