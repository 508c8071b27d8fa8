"""Mood: pushed away from rest by what happens, brought back by story time."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from actors.mind.mood import HOME, nearer, pushed, resting, returned

FEELING = st.integers(-1000, 1000)
MOOD = st.tuples(FEELING, FEELING, FEELING)
TRAITS = st.tuples(*[FEELING] * 5)


@given(traits=TRAITS)
def test_everybody_rests_within_the_range(person, traits):
    assert all(-1000 <= value <= 1000 for value in resting(person("anna", traits=traits)))


def test_the_agreeable_rest_happier_and_the_neurotic_less_happy(person):
    anna = person("anna")
    tempers = ((0, 0, 0, 500, 0), (0, 0, 0, 0, 0), (0, 0, 0, 0, 500))
    valence = [resting(replace(anna, traits=traits))[0] for traits in tempers]
    assert valence[0] > valence[1] > valence[2]


@given(MOOD, MOOD, st.integers(0, 150), st.integers(0, 150))
def test_returning_twice_is_returning_once_for_as_long(mood, rest, ticks, more):
    assert returned(returned(mood, rest, ticks), rest, more) == returned(mood, rest, ticks + more)


@given(MOOD, MOOD, st.integers(HOME, 1000))
def test_a_mood_comes_all_the_way_home(mood, rest, ticks):
    assert returned(mood, rest, ticks) == rest


@given(MOOD, st.integers(0, 1000))
def test_rest_is_rest(rest, ticks):
    assert returned(rest, rest, ticks) == rest


@given(FEELING, FEELING)
def test_a_tick_brings_a_mood_nearer_and_never_past_its_rest(value, rest):
    after = nearer(value, rest)
    assert min(value, rest) <= after <= max(value, rest)
    assert (after == value) == (value == rest)


@given(MOOD, st.tuples(*[st.integers(-5000, 5000)] * 3))
def test_no_push_leaves_the_range(mood, shift):
    assert all(-1000 <= value <= 1000 for value in pushed(mood, shift))


def test_a_push_moves_each_dimension_by_itself():
    assert pushed((10, 20, 30), (5, 0, -100)) == (15, 20, -70)
