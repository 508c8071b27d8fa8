"""Crash points: what can be asked for, and that each crash happens once, whoever comes after the killed process."""

import pickle
import signal

import pytest

from actors.errors import InvalidRequest
from runtime.crash_points import Crash, Point, read_crashes
from runtime.fuse import Fuse
from runtime.settings import Settings


@pytest.fixture
def killed(monkeypatch) -> list:
    """Kills itself are only noted, or there would be nobody to look."""
    kills: list = []
    monkeypatch.setattr("runtime.fuse.signal.pthread_kill", lambda *kill: kills.append(kill[1]))
    return kills


def test_a_crash_names_a_point_and_the_time():
    assert read_crashes("before_commit:3") == (Crash(Point.BEFORE_COMMIT, 3),)
    assert read_crashes("in_commit:1, in_snapshot:12:troupe") == (
        Crash(Point.IN_COMMIT, 1),
        Crash(Point.IN_SNAPSHOT, 12, troupe=True),
    )


@pytest.mark.parametrize("point", Point)
def test_every_point_can_be_asked_for(point):
    assert read_crashes(f"{point}:1") == (Crash(point, 1),)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("before_lunch:1", "'before_lunch' is none of the points after_advance, before_commit"),
        ("in_commit", "'in_commit' does not say which time: write in_commit:1 for the first"),
        ("in_commit:0", "does not say which time"),
        ("in_commit:-1", "does not say which time"),
        ("in_commit:two", "does not say which time"),
        ("in_commit:1:postgres", "'postgres' cannot be killed at in_commit"),
        ("in_migration:1:troupe", "'troupe' cannot be killed at in_migration"),
        ("in_commit:1,", "'' is none of the points"),
    ],
)
def test_what_makes_no_sense_is_refused_by_the_name_of_the_variable(monkeypatch, text, reason):
    monkeypatch.setenv("FABULA_CRASH", text)
    with pytest.raises(InvalidRequest) as refused:
        Settings()
    assert refused.value.args[0] == "FABULA_CRASH"
    assert reason in str(refused.value)


def test_nothing_dies_unless_it_is_asked_for(monkeypatch):
    monkeypatch.delenv("FABULA_CRASH", raising=False)
    assert Settings().crash is None


async def test_a_process_dies_at_the_time_that_was_named_and_at_no_other(tmp_path, killed):
    fuse = Fuse(read_crashes("in_commit:3"), tmp_path)
    for passing, kills in ((1, 0), (2, 0), (3, 1), (4, 1), (5, 1)):
        await fuse.reached(Point.IN_COMMIT, "eco")
        assert (fuse.passes(Point.IN_COMMIT, "eco"), len(killed)) == (passing, kills)
    assert killed == [signal.SIGKILL]


async def test_a_process_that_is_started_again_counts_on(tmp_path, killed):
    for _ in range(4):
        await Fuse(read_crashes("in_commit:1,in_commit:3"), tmp_path).reached(Point.IN_COMMIT, "eco")
    assert len(killed) == 2


async def test_each_ecosystem_and_each_point_is_counted_by_itself(tmp_path, killed):
    fuse = Fuse(read_crashes("in_commit:2,in_migration:2"), tmp_path)
    for point, ecosystem in ((Point.IN_COMMIT, "one"), (Point.IN_COMMIT, "other"), (Point.IN_MIGRATION, "")):
        await fuse.reached(point, ecosystem)
    assert killed == []
    await fuse.reached(Point.IN_COMMIT, "other")
    await fuse.migrated()
    assert len(killed) == 2


async def test_a_point_without_a_crash_leaves_no_trace(tmp_path, killed):
    await Fuse(read_crashes("in_commit:1"), tmp_path).reached(Point.BEFORE_COMMIT, "eco")
    assert list(tmp_path.iterdir()) == killed == []


async def test_a_troupe_is_felled_in_the_place_of_its_supervisor(tmp_path, killed):
    felled: list[int] = []

    async def fell(number: int) -> None:
        felled.append(number)

    fuse = Fuse(read_crashes("after_commit:2:troupe"), tmp_path)
    fuse.aim(fell)
    for _ in range(3):
        await fuse.reached(Point.AFTER_COMMIT, "eco")
    assert (felled, killed) == ([2], [])


async def test_a_fuse_travels_without_what_it_is_aimed_at(tmp_path, killed):
    fuse = Fuse(read_crashes("after_commit:1"), tmp_path)
    fuse.aim(lambda number: None)
    await pickle.loads(pickle.dumps(fuse)).reached(Point.AFTER_COMMIT, "eco")
    assert len(killed) == 1
