"""An ecosystem with nothing due gives everything back, and any message wakes it; one whose troupes keep dying is paused."""

from actors.ports import Due
from actors.world import World
from runtime.creation import create
from runtime.openers import Openers
from runtime.ray_ecosystem import RayEcosystem
from storage.postgres.store import PostgresStore
from tests.cluster.running import HOSTED, alone, kill, processes, until, until_async


async def test_an_ecosystem_with_nothing_due_sleeps_without_troupes_and_wakes_by_a_message(
    ray: None, store: PostgresStore, openers: Openers, montagues: World
) -> None:
    ecosystem = (await create(store, montagues, 7)).founding.ecosystem
    await store.order(ecosystem, Due("run", "test", 0, {"until": 5}))
    handle = RayEcosystem(ecosystem, openers, HOSTED)

    async def asleep_at(tick: int) -> bool:
        status = await handle.status()
        return status.state == "asleep" and status.tick == tick

    await until_async(lambda: asleep_at(5))
    await until(lambda: not processes("Troupe"))
    assert (await store.head(ecosystem)).status == "idle"
    assert set(await store.load(ecosystem, list(await store.personas(ecosystem)))) == set(await store.personas(ecosystem))
    assert await store.due(ecosystem) == []
    await store.order(ecosystem, Due("run", "test", 0, {"until": 12}))
    await handle.wake()
    await until_async(lambda: asleep_at(12))
    assert (await handle.status()).hash == await alone(montagues, 12)
    handle.kill()


async def test_an_ecosystem_whose_troupes_keep_dying_is_paused_with_the_reason(
    ray: None, store: PostgresStore, openers: Openers, montagues: World
) -> None:
    ecosystem = (await create(store, montagues, 7)).founding.ecosystem
    await store.order(ecosystem, Due("live", "test", 0, {"tempo_ms": 3_600_000}))
    handle = RayEcosystem(ecosystem, openers, HOSTED)

    async def first_tick() -> bool:
        return (await handle.status()).tick == 1

    await until_async(first_tick)
    await store.order(ecosystem, Due("run", "test", 0, {"until": 1000}))

    async def paused() -> bool:
        if processes("Troupe"):
            kill("Troupe", 8)()
        return (await handle.status()).state == "paused"

    await handle.wake()
    await until_async(paused)
    head = await store.head(ecosystem)
    assert head.status == "paused"
    assert "troupe" in head.reason and f"tick {head.tick + 1}" in head.reason
    handle.kill()
