"""kill -9 in the middle of a run: nothing is lost, nothing is doubled, and the story is the same."""

import asyncio

import pytest

from actors.errors import StaleEpoch
from actors.ports import Due
from actors.supervisor import Supervisor
from actors.world import World
from runtime.creation import create
from runtime.local_company import LocalCompany
from runtime.openers import Openers
from runtime.ray_ecosystem import RayEcosystem
from runtime.verification import verify
from storage.postgres.store import PostgresStore
from tests.cluster.running import HOSTED, Trouble, alone, kill, leg_of, on_cluster, processes, unseen, until, until_async

TICKS = 60


@pytest.fixture(scope="module")
def undisturbed(montagues: World) -> str:
    return asyncio.run(alone(montagues, TICKS))


async def test_a_troupe_killed_in_the_middle_of_a_run_is_replaced(
    ray: None, store: PostgresStore, openers: Openers, montagues: World, undisturbed: str
) -> None:
    hash, status = await on_cluster(store, openers, montagues, TICKS, trouble=Trouble(10, kill("Troupe")))
    assert hash == undisturbed
    assert status.restarts >= 1


async def test_a_supervisor_killed_in_the_middle_of_a_run_comes_back_by_itself(
    ray: None, store: PostgresStore, openers: Openers, montagues: World, undisturbed: str
) -> None:
    hash, _ = await on_cluster(store, openers, montagues, TICKS, trouble=Trouble(10, kill("Ecosystem")))
    assert hash == undisturbed


async def test_the_supervisor_and_all_troupes_killed_at_once_change_nothing(
    ray: None, store: PostgresStore, openers: Openers, montagues: World, undisturbed: str
) -> None:
    def both() -> None:
        kill("Troupe", 8)()
        kill("Ecosystem")()

    hash, _ = await on_cluster(store, openers, montagues, TICKS, trouble=Trouble(10, both))
    assert hash == undisturbed


async def test_a_run_that_was_given_up_is_resumed_by_another_driver(
    ray: None, store: PostgresStore, openers: Openers, montagues: World, undisturbed: str
) -> None:
    ecosystem = (await create(store, montagues, 7)).founding.ecosystem
    await store.order(ecosystem, Due("run", "first", 0, {"until": TICKS}))
    first = RayEcosystem(ecosystem, openers, HOSTED)

    async def under_way() -> bool:
        return (await first.status()).tick >= 10

    await until_async(under_way)
    first.kill()
    await until(lambda: not processes("Ecosystem"))
    status = await leg_of(store, openers, ecosystem, TICKS, HOSTED, unseen)
    assert status.hash == undisturbed
    assert (await verify(store, ecosystem, None)).ok


async def test_of_two_supervisors_only_the_later_one_writes(store: PostgresStore, openers: Openers, montagues: World) -> None:
    ecosystem = (await create(store, montagues, 7)).founding.ecosystem
    herald = await openers.herald()
    cast = [persona.id for persona in montagues.cast]
    first, second = (Supervisor(ecosystem, store, herald, LocalCompany(ecosystem, [cast], openers.store)) for _ in range(2))
    await first.activate()
    await first.tick()
    await second.activate()
    with pytest.raises(StaleEpoch) as refused:
        await first.tick()
    assert "another supervisor" in str(refused.value)
    assert [(await second.tick()).tick, (await second.tick()).tick] == [2, 3]
    assert (await verify(store, ecosystem, None)).ok
    assert (await store.head(ecosystem)).tick == 3
    await herald.close()
