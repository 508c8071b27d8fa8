"""People fall asleep and wake up while processes die: nothing is lost, nothing is doubled, and the story is the same."""

import asyncio

import pytest

from actors import attendance
from actors.world import World
from runtime.openers import Openers
from scenarios.genre import load_genre
from scenarios.loading import load_world
from storage.postgres.store import PostgresStore
from tests.cluster.running import Trouble, alone, kill, on_cluster

TICKS = 60
"""Two turns, and a snapshot of all."""


@pytest.fixture(scope="module")
def town() -> World:
    """Eight written people, and of 152 generated ones four dozen awake at once."""
    return load_world("montagues", load_genre(), 160, 7, awake=56)


@pytest.fixture(scope="module")
def undisturbed(town: World) -> str:
    """The hash when nobody who ever woke up is let go, and nobody is killed."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(attendance, "LINGER", TICKS)
        return asyncio.run(alone(town, TICKS))


async def test_sleepers_wake_up_and_fall_asleep_on_a_cluster(
    ray: None, store: PostgresStore, openers: Openers, town: World, undisturbed: str
) -> None:
    hash, _ = await on_cluster(store, openers, town, TICKS, legs=2)
    assert hash == undisturbed


@pytest.mark.parametrize("at", [15, 40], ids=["before the first snapshot of all", "after many fell asleep"])
async def test_killed_troupes_and_supervisors_lose_nobody_who_sleeps(
    ray: None, store: PostgresStore, openers: Openers, town: World, undisturbed: str, at: int
) -> None:
    def strike() -> None:
        kill("Troupe", 2)()
        kill("Ecosystem")()

    hash, _ = await on_cluster(store, openers, town, TICKS, trouble=Trouble(at, strike))
    assert hash == undisturbed
