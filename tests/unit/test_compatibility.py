"""Compatibility: the same both ways, within its range, highest with one's like."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from actors.cast import Cast
from actors.society.compatibility import compatibility

TRAITS = st.tuples(*[st.integers(-1000, 1000)] * 5)
STRENGTHS = st.tuples(*[st.integers(0, 1000)] * 10)


@given(a=TRAITS, b=TRAITS, x=STRENGTHS, y=STRENGTHS)
def test_it_is_symmetric_and_within_its_range(person, a, b, x, y):
    one, other = person("one", traits=a, values=x), person("other", traits=b, values=y)
    assert compatibility(one, other) == compatibility(other, one)
    assert -1000 <= compatibility(one, other) <= 1000


@given(a=TRAITS, x=STRENGTHS)
def test_nobody_goes_better_together_than_two_alike(person, a, x):
    assert compatibility(person("one", traits=a, values=x), person("other", traits=a, values=x)) == 1000


def test_opposites_do_not_go_together(person):
    one = person("one", traits=(-1000,) * 5, values=(0,) * 10)
    other = person("other", traits=(1000,) * 5, values=(1000,) * 10)
    assert compatibility(one, other) == -1000


def test_conscience_and_nerves_do_not_count(person):
    one = person("one")
    assert compatibility(one, replace(one, traits=(0, 900, 0, 0, -900))) == compatibility(one, one)


def test_a_cast_remembers_it_for_both(cast):
    assert cast.compat("anna", "carla") == cast.compat("carla", "anna")
    alone = Cast(cast.personas, cast.places)
    assert alone.compat("carla", "anna") == compatibility(cast.personas["anna"], cast.personas["carla"])
