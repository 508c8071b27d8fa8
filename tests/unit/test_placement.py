"""Placement: how many troupes host a cast."""

import pytest

from actors.errors import CastTooLarge, InvalidRequest
from runtime.placement import DEDICATED_MIB, FEW, Placement, troupes_for

PLENTY = 1_000_000


@pytest.mark.parametrize(
    ("placement", "characters", "cpus", "wanted", "troupes"),
    [
        ("auto", 1, 8, None, 1),
        ("auto", FEW, 1, None, FEW),
        ("auto", FEW + 1, 1, None, 1),
        ("auto", FEW + 1, 3, None, 3),
        ("auto", 77, 200, None, 77),
        ("auto", 77, 8, 3, 3),
        ("auto", 2, 8, 3, 2),
        ("hosted", 77, 8, None, 8),
        ("hosted", 3, 8, None, 3),
        ("hosted", 77, 0, None, 1),
        ("hosted", 77, 8, 2, 2),
        ("hosted", 77, 8, 100, 77),
        ("dedicated", 77, 1, None, 77),
        ("dedicated", 77, 1, 77, 77),
    ],
)
def test_the_table_of_placements(placement, characters, cpus, wanted, troupes):
    assert troupes_for(Placement(placement), characters, cpus, PLENTY, wanted) == troupes


def test_dedicated_processes_that_do_not_fit_are_refused_with_how_many_would():
    with pytest.raises(CastTooLarge) as refusal:
        troupes_for(Placement.DEDICATED, 77, 8, 10 * DEDICATED_MIB + 1)
    assert refusal.value.args[:2] == (77, 10)
    assert troupes_for(Placement.DEDICATED, 10, 8, 10 * DEDICATED_MIB) == 10


@pytest.mark.parametrize("placement", Placement)
@pytest.mark.parametrize("wanted", [0, -1])
def test_no_troupe_at_all_is_refused(placement, wanted):
    with pytest.raises(InvalidRequest, match="--troupes"):
        troupes_for(placement, 5, 8, PLENTY, wanted)


def test_dedicated_placement_takes_no_other_number():
    with pytest.raises(InvalidRequest, match="every character a troupe"):
        troupes_for(Placement.DEDICATED, 5, 8, PLENTY, 4)
