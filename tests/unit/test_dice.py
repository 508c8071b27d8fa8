"""Dice: a keyed hash instead of a generator. The same key rolls the same, another key something else."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from actors import dice

KEYS = st.integers(0, dice.MASK)


@given(st.lists(KEYS, min_size=1, max_size=40))
def test_the_array_form_gives_the_numbers_of_the_scalar_form(keys):
    assert [int(bits) for bits in dice.array_bits(np.array(keys, dtype=np.uint64))] == [dice.bits(key) for key in keys]


@given(KEYS, st.integers(0, 100))
def test_the_nth_roll_of_a_key_is_the_first_of_the_key_moved_on(key, n):
    assert dice.bits(key, n) == dice.bits((key + n * dice.GAMMA) & dice.MASK)


@given(KEYS, st.integers(1, 10**6), st.integers(0, 1000))
def test_a_roll_is_one_of_the_sides(key, sides, n):
    assert 0 <= dice.roll(key, sides, n) < sides


@pytest.mark.parametrize(("sides", "bound"), [(6, 20.5), (10, 27.9), (100, 148.2)])  # the 0.1 % quantiles of chi-square
def test_rolls_are_uniform(sides, bound):
    rolls = 20_000
    key = dice.key(7, 3, "anna", "uniformity")
    counts = Counter(dice.roll(key, sides, n) for n in range(rolls))
    expected = rolls / sides
    assert sum((counts[side] - expected) ** 2 / expected for side in range(sides)) < bound


def test_first_rolls_of_neighbouring_ticks_are_uniform_too():
    counts = Counter(dice.roll(dice.key(7, tick, "anna", "autonomy"), 10) for tick in range(5000))
    assert sum((counts[side] - 500) ** 2 / 500 for side in range(10)) < 27.9


def test_every_part_of_a_key_makes_another_key():
    keys = [
        dice.key(seed, tick, who, purpose)
        for seed in (7, 8, 78)
        for tick in (1, 2, 12)
        for who in ("anna", "bruno", "")
        for purpose in ("autonomy", "choice", "")
    ]
    assert len(set(keys)) == len(keys)


def test_parts_of_a_key_do_not_run_together():
    assert dice.key(1, 23, "a", "b") != dice.key(12, 3, "a", "b")
    assert dice.key(1, 2, "ab", "c") != dice.key(1, 2, "a", "bc")


def test_a_key_is_the_same_for_ever():
    assert dice.key(7, 3, "anna", "autonomy") == 0x174D116F7300DF01
    assert dice.bits(0) == 0xE220A8397B1DCDAF  # SplitMix64's published first output for seed 0


@given(KEYS, st.integers(0, 60))
def test_a_shuffle_holds_every_number_once(key, count):
    assert sorted(dice.shuffled(key, count)) == list(range(count))


def test_every_order_is_equally_likely():
    orders = Counter(tuple(dice.shuffled(dice.key(7, tick, "anna", "notice"), 3)) for tick in range(6000))
    assert len(orders) == 6
    assert sum((count - 1000) ** 2 / 1000 for count in orders.values()) < 20.5


@given(KEYS, KEYS)
def test_mixing_makes_a_key_that_is_neither(key, other):
    assert dice.mix(key, other) == dice.mix(other, key)
    assert dice.mix(key, other) not in (key, other)
