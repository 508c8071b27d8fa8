"""SIGKILL at every tick of a run, at every crash point in turn: nothing is lost or doubled, and the story is the same."""

from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from actors.world import World
from runtime.crash_points import TROUPE, Point, read_crashes
from runtime.creation import create
from runtime.fuse import Fuse
from runtime.openers import Openers, served
from runtime.placement import Placement
from runtime.ray_ecosystem import Casting
from runtime.running import LocalEcosystem, run_until
from runtime.services import Services
from runtime.status import Status
from runtime.verification import verify
from storage.postgres.store import PostgresStore
from tests.cluster.running import alone, leg_of, unseen

IN_A_TICK = (Point.AFTER_ADVANCE, Point.BEFORE_COMMIT, Point.IN_COMMIT, Point.AFTER_COMMIT, Point.AFTER_ANNOUNCE)
COMPUTED_AGAIN = {"": IN_A_TICK[:3], TROUPE: IN_A_TICK[:1]}
"""Where a death leaves the tick undone, by who dies: the supervisor (it has no name) or a troupe."""

BEFORE, DEADLY, AFTER = 12, len(IN_A_TICK), 3
"""Ticks: some that make a past, one for each point, and some that begin from the snapshot in which somebody was killed."""

Play = Callable[[str, int], Awaitable[tuple[Status, int]]]


@pytest.fixture
def play(ray: None, services: Services, store: PostgresStore, openers: Openers, montagues: World, tmp_path: Path) -> Play:
    """Plays a story in so many troupes, with a death in each of the deadly ticks and in the snapshot after them.

    The status after the deadly ticks, and the epoch in the end.
    """

    async def played(victim: str, troupes: int) -> tuple[Status, int]:
        crashes = read_crashes(",".join(deaths(victim)))
        fuse, casting = Fuse(crashes, tmp_path), Casting(Placement.HOSTED, troupes)
        deadly = served(services.postgres_url, services.redis_url, fuse)
        ecosystem = (await create(store, montagues, 7)).founding.ecosystem
        await run_until(lambda: LocalEcosystem(ecosystem, openers, casting), store, ecosystem, BEFORE, unseen)
        status = await leg_of(store, deadly, ecosystem, BEFORE + DEADLY, casting, unseen)
        after = await leg_of(store, deadly, ecosystem, BEFORE + DEADLY + AFTER, casting, unseen)
        assert [crash for crash in crashes if fuse.passes(crash.point, ecosystem) < crash.occurrence] == []
        assert after.hash == await alone(montagues, BEFORE + DEADLY + AFTER)
        assert (await verify(store, ecosystem, None)).faults == []
        return status, (await store.head(ecosystem)).epoch

    return played


def deaths(victim: str) -> list[str]:
    """At every tick one. A tick that is computed again passes its points again."""
    passed: Counter[Point] = Counter()
    crashes = []
    for place, point in enumerate(IN_A_TICK, 1):
        passed.update(IN_A_TICK[:place])
        crashes.append(f"{point}:{passed[point]}:{victim}")
        if point in COMPUTED_AGAIN[victim]:
            passed.update(IN_A_TICK)
        elif victim:
            passed.update(IN_A_TICK[place:])
    return [*crashes, f"{Point.IN_SNAPSHOT}:1:{victim}"]


async def test_a_supervisor_killed_at_every_tick_and_point_changes_nothing(play: Play) -> None:
    _, epoch = await play("", 1)
    assert epoch >= 3 + DEADLY + 1  # one for each part, and one after each death


async def test_a_troupe_killed_at_every_tick_and_point_changes_nothing(play: Play) -> None:
    status, epoch = await play(TROUPE, 2)
    assert status.restarts == DEADLY - 1  # the last tick's victim is not missed any more
    assert epoch == 3
