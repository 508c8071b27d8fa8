"""Attention: which places are awake is a function of seed, places and tick, and everybody has a turn."""

from collections import Counter

import pytest

from actors.attention import NEIGHBOURHOOD, TURN, Attention

PLACES = [f"place-{number}" for number in range(43)]


def test_who_is_awake_does_not_depend_on_what_was_asked_before():
    forwards, backwards = Attention(7, PLACES, 3, 5), Attention(7, PLACES, 3, 5)
    there = [list(forwards.awake(tick)) for tick in range(500)]
    assert [list(backwards.awake(tick)) for tick in reversed(range(500))][::-1] == there
    assert there != [list(Attention(8, PLACES, 3, 5).awake(tick)) for tick in range(500)]


def test_the_first_places_never_sleep_and_so_many_others_are_awake():
    attention = Attention(7, PLACES, 3, 5)
    assert attention.limited
    for tick in range(500):
        awake = attention.awake(tick)
        assert len(awake) == 8
        assert all(place in awake for place in PLACES[:3])


def test_every_place_has_its_turn_as_long_as_the_others():
    attention = Attention(7, PLACES, 3, 5)
    turns = Counter(place for tick in range(40 * TURN) for place in attention.awake(tick))
    assert {turns[place] for place in PLACES[3:]} == {5 * TURN}


def test_places_do_not_all_change_at_once_and_stay_awake_for_a_turn():
    attention = Attention(7, PLACES, 0, 12)
    changes = [len(attention.awake(tick + 1).keys() - attention.awake(tick).keys()) for tick in range(200)]
    assert max(changes) == 1
    assert sum(changes) in range(200 * 12 // TURN - 1, 200 * 12 // TURN + 2)


def test_neighbours_wake_up_together():
    attention = Attention(7, PLACES, 3, NEIGHBOURHOOD)
    whole = [PLACES[first : first + NEIGHBOURHOOD] for first in range(3, len(PLACES), NEIGHBOURHOOD)]
    found = [sorted(attention.awake(tick).keys() - {*PLACES[:3]}) for tick in range(0, 40 * TURN, TURN)]
    assert all(sorted(group) in found for group in whole)


@pytest.mark.parametrize("attention", [Attention.everywhere(PLACES), Attention(7, PLACES, 3, 40), Attention(7, PLACES, 43, 0)])
def test_where_there_is_room_for_all_nobody_sleeps(attention):
    assert not attention.limited
    assert sorted(attention.awake(9)) == sorted(PLACES)


def test_a_world_may_have_nobody_awake_but_its_written_people():
    assert list(Attention(7, PLACES, 3, 0).awake(99)) == PLACES[:3]
