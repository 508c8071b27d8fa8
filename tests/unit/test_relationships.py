"""Relationships: five saturating numbers, and a kind that is derived from them with hysteresis."""

from hypothesis import given
from hypothesis import strategies as st

from actors.relationship import Relationship
from actors.society.relationships import KINDS, begins, changed, kind_of, lasts, saturated, shifted

FEELING = st.integers(-1000, 1000)
NUMBERS = st.tuples(FEELING, FEELING, FEELING, FEELING, st.integers(0, 1000))
PUSH = st.integers(-5000, 5000)
PUSHES = st.tuples(PUSH, PUSH, PUSH, PUSH, PUSH)


@given(FEELING, PUSH)
def test_no_push_leaves_the_range(value, push):
    assert -1000 <= saturated(value, push) <= 1000


@given(FEELING, PUSH)
def test_a_push_never_moves_the_other_way_nor_further_than_itself(value, push):
    step = saturated(value, push) - value
    assert step * push >= 0
    assert abs(step) <= abs(push)


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_up_and_down_are_mirror_images(value, push):
    assert saturated(-value, -push) == -saturated(value, push)
    assert saturated(-value, push) == -saturated(value, -push)


@given(st.integers(0, 999), st.integers(1, 1000))
def test_the_nearer_to_an_extreme_the_less_a_push_moves(value, push):
    assert saturated(value + 1, push) - (value + 1) <= saturated(value, push) - value


@given(NUMBERS, PUSHES, FEELING)
def test_all_five_numbers_stay_in_their_ranges(numbers, pushes, compat):
    *feelings, familiarity = shifted(numbers, pushes, compat)
    assert all(-1000 <= feeling <= 1000 for feeling in feelings)
    assert 0 <= familiarity <= 1000


@given(st.integers(1, 300))
def test_trust_is_lost_faster_than_it_is_won(push):
    won = shifted((0, 0, 0, 0, 0), (0, push, 0, 0, 0))[1]
    lost = -shifted((0, 0, 0, 0, 0), (0, -push, 0, 0, 0))[1]
    assert lost >= 2 * won


@given(NUMBERS, st.integers(1, 200), st.integers(1, 1000))
def test_those_who_go_together_win_affection_more_easily_and_lose_it_less(numbers, push, compat):
    up, down = (push, 0, 0, 0, 0), (-push, 0, 0, 0, 0)
    assert shifted(numbers, up, compat)[0] >= shifted(numbers, up, 0)[0] >= shifted(numbers, up, -compat)[0]
    assert shifted(numbers, down, compat)[0] >= shifted(numbers, down, 0)[0] >= shifted(numbers, down, -compat)[0]


@given(NUMBERS)
def test_a_kind_that_begins_would_also_last(numbers):
    for kind in KINDS[:-1]:
        assert not begins(kind, numbers) or lasts(kind, numbers)


@given(NUMBERS, st.sampled_from(KINDS))
def test_the_kind_of_unchanged_numbers_does_not_change_again(numbers, before):
    kind = kind_of(numbers, before)
    assert kind_of(numbers, kind) == kind


@given(NUMBERS, st.sampled_from(KINDS))
def test_a_kind_ends_only_when_it_does_not_last_or_a_stronger_one_begins(numbers, before):
    after = kind_of(numbers, before)
    stronger = KINDS[: KINDS.index(before)]
    if before != "stranger" and lasts(before, numbers) and not any(begins(kind, numbers) for kind in stronger):
        assert after == before
    elif after != before:
        assert begins(after, numbers)


def test_a_friendship_outlives_a_quarrel_that_would_not_have_let_it_begin():
    made, cooled, broken = (400, 150, 0, 0, 300), (250, 0, 0, 0, 300), (150, 0, 0, 0, 300)
    assert kind_of(made) == "friend"
    assert kind_of(cooled) == "acquaintance"
    assert kind_of(cooled, "friend") == "friend"
    assert kind_of(broken, "friend") == "acquaintance"


def test_of_two_kinds_that_could_begin_the_stronger_does():
    assert kind_of((600, 600, 0, 600, 600)) == "beloved"
    assert kind_of((-500, 0, 600, 900, 600)) == "enemy"
    assert kind_of((600, 600, 0, 600, 600), "friend") == "beloved"


def test_the_first_numbers_are_those_of_a_stranger():
    assert kind_of(Relationship().numbers) == Relationship().kind == "stranger"


def test_a_change_keeps_bond_and_name_and_dates_only_a_new_kind():
    before = Relationship((340, 200, 0, 0, 300), "acquaintance", "cousin", "my dear", 3)
    warmer = changed(before, (10, 0, 0, 0, 0), 0, 9)
    assert (warmer.kind, warmer.since) == ("acquaintance", 3)
    friend = changed(warmer, (40, 0, 0, 0, 0), 0, 12)
    assert (friend.kind, friend.since, friend.bond, friend.calls) == ("friend", 12, "cousin", "my dear")
    assert before.numbers == (340, 200, 0, 0, 300)
