"""The pace of a run: speed over the last while, and the time that is left."""

import pytest

from runtime.cli.progress import figures
from runtime.pace import WINDOW_SECONDS, Pace


def pace(*seen: tuple[float, int, int], until: int = 100) -> Pace:
    made = Pace(until)
    for one in seen:
        made.note(*one)
    return made


@pytest.mark.parametrize("seen", [(), ((3.0, 0, 0),), ((3.0, 0, 0), (3.0, 5, 9))])
def test_nothing_is_said_before_time_has_passed(seen):
    assert (pace(*seen).ticks_per_s, pace(*seen).interactions_per_s, pace(*seen).seconds_left) == (0, 0, None)
    assert figures(pace(*seen), 0, 0) == ""


def test_speed_is_what_was_done_in_the_time_that_passed():
    even = pace((10.0, 20, 200), (12.0, 30, 260))
    assert (even.ticks_per_s, even.interactions_per_s, even.seconds_left) == (5, 30, 14)


def test_only_the_last_while_counts():
    slow_then_fast = pace(*((float(second), second, second) for second in range(100)), until=1000)
    for second in range(100, 200):
        slow_then_fast.note(float(second), 99 + (second - 99) * 4, second)
    assert slow_then_fast.ticks_per_s == 4
    young = pace((0.0, 0, 0), (WINDOW_SECONDS / 2, 30, 30))
    assert young.ticks_per_s == 60 / WINDOW_SECONDS


def test_counts_that_begin_anew_make_no_negative_speed():
    restarted = pace((0.0, 10, 100), (1.0, 20, 200), (2.0, 20, 0), (3.0, 30, 90))
    assert (restarted.ticks_per_s, restarted.interactions_per_s) == (10, 90)


def test_no_time_is_left_at_the_end_or_beyond_it():
    assert pace((0.0, 90, 0), (1.0, 100, 0)).seconds_left == 0
    assert pace((0.0, 90, 0), (1.0, 105, 0)).seconds_left == 0


def test_all_that_is_known_is_said_in_one_line():
    said = figures(pace((0.0, 0, 0), (10.0, 100, 12_340), until=37_000), 679 * 2**20, 4_140)
    assert said == "10.0 ticks/s, 1,234 interactions/s, 679 MiB, commit 4.1 ms, 1:01:30 left"
