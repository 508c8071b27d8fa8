"""The circle: people in the order of how much they matter, whatever happened in between."""

from hypothesis import given
from hypothesis import strategies as st

from actors.mind.circle import ILL, Circle, mattering
from actors.relationship import Relationship

WHO = st.sampled_from(["anna", "bruno", "carla", "dario", "elena"])
FEELING = st.integers(-1000, 1000)
FELT = st.builds(Relationship, st.tuples(FEELING, FEELING, FEELING, FEELING, st.integers(0, 1000)))
CHANGES = st.lists(st.tuples(WHO, FELT), max_size=20)


def after(changes: list[tuple[str, Relationship]]) -> Circle:
    circle = Circle()
    for other, relationship in changes:
        circle[other] = relationship
    return circle


@given(CHANGES)
def test_after_any_changes_the_orders_are_those_of_what_is_felt_now(changes):
    circle = after(changes)
    assert circle == dict(changes)
    assert circle.first(99, {}) == sorted(
        (other for other in circle if mattering(circle[other])), key=lambda other: (-mattering(circle[other]), other)
    )
    ill = sorted((felt.numbers[0], other) for other, felt in circle.items() if felt.numbers[0] <= ILL)
    assert circle.foes(99) == [other for _, other in ill]


@given(CHANGES, st.dictionaries(WHO, st.integers(1, 1000), max_size=3), st.integers(1, 6))
def test_who_is_wanted_matters_more(changes, wanted, most):
    circle = after(changes)
    weights = {other: mattering(felt) for other, felt in circle.items() if mattering(felt)}
    weights |= {other: weight + weights.get(other, 0) for other, weight in wanted.items()}
    assert circle.first(most, wanted) == sorted(weights, key=lambda other: (-weights[other], other))[:most]


def test_love_and_hate_matter_alike():
    assert mattering(Relationship((-500, 0, 0, 0, 0))) == mattering(Relationship((500, 0, 0, 0, 0))) == 500
