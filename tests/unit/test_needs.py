"""Needs: levels that drift with story time, without anybody being touched."""

from hypothesis import given
from hypothesis import strategies as st

from actors.mind.needs import DRIFT, FULL, drifted, filled, urgencies

LEVELS = st.tuples(*[st.integers(0, 1000)] * 5)
TICKS = st.integers(0, 400)
SHIFTS = st.tuples(*[st.integers(-3000, 3000)] * 5)


@given(LEVELS, TICKS, TICKS)
def test_drifting_twice_is_drifting_once_for_as_long(levels, ticks, more):
    assert drifted(drifted(levels, ticks), more) == drifted(levels, ticks + more)


@given(LEVELS, TICKS, SHIFTS)
def test_no_level_leaves_its_range(levels, ticks, shifts):
    assert all(0 <= level <= 1000 for level in drifted(levels, ticks))
    assert all(0 <= level <= 1000 for level in filled(levels, shifts))


def test_rest_restores_energy_and_safety_and_wears_the_others_off():
    energy, company, esteem, safety, curiosity = zip(FULL, drifted(FULL, 3), strict=True)
    assert energy[1] > energy[0] and safety[1] > safety[0]
    assert company[1] < company[0] and esteem[1] < esteem[0] and curiosity[1] < curiosity[0]


@given(LEVELS)
def test_no_time_is_no_change(levels):
    assert drifted(levels, 0) == filled(levels, (0,) * 5) == levels


def test_what_fills_a_need_fills_only_that():
    assert filled((100,) * 5, (0, 50, 0, 0, -30)) == (100, 150, 100, 100, 70)


@given(st.integers(0, 999))
def test_the_emptier_the_more_pressing_and_ever_more_so(level):
    here, fuller = urgencies((level,) * 5)[0], urgencies((level + 1,) * 5)[0]
    assert 0 <= fuller <= here <= 1000


def test_a_full_need_is_silent_and_a_half_empty_one_presses_a_quarter():
    assert urgencies((1000, 500, 0, 1000, 500)) == (0, 250, 1000, 0, 250)


def test_every_need_has_its_drift():
    assert len(DRIFT) == len(FULL) == 5
