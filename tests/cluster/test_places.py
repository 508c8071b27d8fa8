"""Places: who finds none waits aloud and loses nothing; who has no more use for one gives it back; other code gets none."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import ray as ray_itself

from actors.company import shared_out
from actors.errors import CodeMismatch
from actors.ports import Due
from actors.world import World
from runtime import ray_company, ray_ecosystem
from runtime.creation import create
from runtime.openers import Openers
from runtime.ray_company import RayCompany
from runtime.ray_ecosystem import RayEcosystem
from runtime.status import Status
from storage.postgres.store import PostgresStore
from tests.cluster.running import HOSTED, alone, processes, until, until_async


@asynccontextmanager
async def taken(share: float) -> AsyncIterator[None]:
    """All CPUs but for so much are somebody else's inside the block, once those who had some have given them back."""
    cpus = ray_itself.cluster_resources()["CPU"]
    await until(lambda: ray_itself.available_resources().get("CPU") == cpus)
    hog = ray_itself.remote(Hog).options(num_cpus=cpus - share).remote()
    await hog.settle.remote()
    try:
        yield
    finally:
        ray_itself.kill(hog)


class Hog:
    """Takes what it asked for, and does nothing with it."""

    def settle(self) -> None:
        """Returns once it is there."""


async def _ordered(store: PostgresStore, world: World, until_tick: int) -> str:
    ecosystem = (await create(store, world, 7)).founding.ecosystem
    await store.order(ecosystem, Due("run", "test", 0, {"until": until_tick}))
    return ecosystem


@pytest.mark.parametrize(("share", "who"), [(0.0, ""), (0.02, "troupe")], ids=["none at all", "too few"])
async def test_without_room_a_run_waits_and_says_why_and_goes_on_when_there_is_some(
    ray: None,
    store: PostgresStore,
    openers: Openers,
    montagues: World,
    monkeypatch: pytest.MonkeyPatch,
    share: float,
    who: str,
) -> None:
    monkeypatch.setattr(ray_ecosystem, "PULSE_SECONDS", 1.0)
    ecosystem = await _ordered(store, montagues, 5)
    seen: list[Status] = []

    async def seen_as(state: str, reason: str = "") -> bool:
        seen.append(await handle.status())
        return seen[-1].state == state and reason in seen[-1].reason

    async with taken(share):
        handle = RayEcosystem(ecosystem, openers, HOSTED)
        await handle.wake()
        await until_async(lambda: seen_as("waiting", "waiting for 0.01 CPUs: the cluster has"))
        assert seen[-1].reason.startswith(who)
        assert (await store.head(ecosystem)).tick == 0
    await until_async(lambda: seen_as("asleep"))
    assert seen[-1].hash == await alone(montagues, 5)
    assert seen[-1].restarts == 0
    handle.kill()


async def test_an_ecosystem_that_nobody_calls_gives_its_process_back_and_comes_again_when_called(
    ray: None, store: PostgresStore, openers: Openers, montagues: World
) -> None:
    await until(lambda: not processes("Ecosystem"))
    ecosystem = await _ordered(store, montagues, 5)
    handle = RayEcosystem(ecosystem, openers, HOSTED)

    async def asleep_at(tick: int) -> bool:
        status = await handle.status()
        return status.state == "asleep" and status.tick == tick

    await until_async(lambda: asleep_at(5))
    await until(lambda: not processes("Ecosystem"), 4 * ray_ecosystem.LINGER_SECONDS)
    await store.order(ecosystem, Due("run", "test", 0, {"until": 9}))
    await handle.wake()
    await until_async(lambda: asleep_at(9))
    assert (await handle.status()).hash == await alone(montagues, 9)
    handle.kill()


async def test_a_run_whose_head_is_gone_is_given_up_before_ray_ends_the_command(
    ray: None, store: PostgresStore, openers: Openers, montagues: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ray_ecosystem, "PULSE_SECONDS", 0.5)
    monkeypatch.setattr(ray_ecosystem, "HEAD_SECONDS", 1.0)
    ecosystem = (await create(store, montagues, 7)).founding.ecosystem
    await store.order(ecosystem, Due("live", "test", 0, {"tempo_ms": 1000}))
    handle = RayEcosystem(ecosystem, openers, HOSTED)

    async def seen_as(state: str) -> bool:
        return (await handle.status()).state == state

    await until_async(lambda: seen_as("live"))
    monkeypatch.setattr(ray_ecosystem.ray_head, "answers", lambda address: False)
    await until_async(lambda: seen_as("unreachable"))
    assert "the head of the Ray cluster" in (await handle.status()).reason
    handle.kill()


async def test_a_supervisor_on_a_node_with_another_fabula_does_not_begin(
    ray: None, store: PostgresStore, openers: Openers, montagues: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ray_ecosystem, "edition", lambda: "0123456789ab")
    ecosystem = await _ordered(store, montagues, 5)
    handle = RayEcosystem(ecosystem, openers, HOSTED)

    async def settled() -> bool:
        return (await handle.status()).settled

    await until_async(settled)
    status = await handle.status()
    assert status.state == "unreachable"
    assert "has Fabula" in status.reason and "here is 0123456789ab" in status.reason
    head = await store.head(ecosystem)
    assert (head.tick, head.epoch) == (0, 0)


async def test_a_troupe_on_a_node_with_another_fabula_is_refused(
    ray: None, store: PostgresStore, openers: Openers, montagues: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ray_company, "edition", lambda: "0123456789ab")
    ecosystem = (await create(store, montagues, 7)).founding.ecosystem
    company = RayCompany(ecosystem, shared_out(await store.whereabouts(ecosystem), 1), openers.store)
    for _ in range(2):
        with pytest.raises(CodeMismatch, match="0123456789ab"):
            await company.handle(0)
    await company.close()
