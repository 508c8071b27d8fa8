"""A theatre plays whatever is ordered, by whomever."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from actors.ports import Due
from actors.world import World
from runtime.creation import create
from runtime.ending import end
from runtime.host import Host
from runtime.openers import Openers
from runtime.services import Services
from runtime.settings import Settings
from runtime.theatre import Theatre
from runtime.verification import verify
from storage.bell import RedisBell
from storage.bus import RedisHerald
from storage.postgres.store import PostgresStore
from tests.cluster.running import HOSTED, alone, kill, processes, until_async

TICKS = 12


@pytest.fixture
async def bell(services: Services) -> AsyncIterator[RedisBell]:
    opened = RedisBell(services.redis_url)
    yield opened
    await opened.close()


@pytest.fixture
async def host(data_dir: Path, services: Services, openers: Openers, store: PostgresStore, ray: None) -> AsyncIterator[Host]:
    herald = RedisHerald(services.redis_url)
    yield Host(Settings(home=data_dir, embedder="hashed"), services, openers, store, herald)
    await herald.close()


@asynccontextmanager
async def playing(host: Host, bell: RedisBell) -> AsyncIterator[Theatre]:
    theatre = Theatre(host, HOSTED, bell, lambda text: None)
    task = asyncio.create_task(theatre.work())
    try:
        yield theatre
        assert not task.done(), task.exception()
    finally:
        await end(task)


async def _attended(bell: RedisBell) -> bool:
    return bool(await bell.attended())


def rests(store: PostgresStore, ecosystem: str) -> Callable[[], object]:
    async def rested() -> bool:
        return await store.due(ecosystem) == []

    return rested


async def test_all_that_is_ordered_is_played_and_what_is_paused_is_not(host: Host, bell: RedisBell, montagues: World) -> None:
    store = host.store
    ecosystems = [(await create(store, montagues, 7)).founding.ecosystem for _ in range(3)]
    for ecosystem in ecosystems:
        await store.order(ecosystem, Due("run", "a", 0, {"until": TICKS}))
    await store.mark(ecosystems[2], "paused", "by hand")
    expected = await alone(montagues, TICKS)
    async with playing(host, bell):
        await until_async(lambda: _attended(bell))
        for ecosystem in ecosystems[:2]:
            await until_async(rests(store, ecosystem))
            assert (await verify(store, ecosystem, None)).hash == expected
        assert (await store.head(ecosystems[2])).tick == 0
        await store.mark(ecosystems[2], "idle")
        await bell.ring(ecosystems[2])
        await until_async(rests(store, ecosystems[2]))
        assert (await store.head(ecosystems[2])).hash == expected
    assert await bell.attended() is False


async def test_a_supervisor_that_is_killed_plays_on_and_a_deleted_ecosystem_ends(
    host: Host, bell: RedisBell, montagues: World
) -> None:
    store = host.store
    killed, deleted = [(await create(store, montagues, 7)).founding.ecosystem for _ in range(2)]
    await store.order(killed, Due("run", "a", 0, {"until": TICKS}))
    await store.order(deleted, Due("live", "tempo", 0, {"tempo_ms": 50}))
    async with playing(host, bell) as theatre:

        async def both_play() -> bool:
            return (await store.head(killed)).tick > 0 and (await store.head(deleted)).tick > 0

        await until_async(both_play)
        await store.delete(deleted)
        kill(processes("EcosystemProcess")[0])
        await until_async(rests(store, killed))

        async def one_is_left() -> bool:
            return deleted not in theatre._playing

        await until_async(one_is_left)
    assert (await verify(store, killed, None)).hash == await alone(montagues, TICKS)


async def test_of_two_theatres_the_later_one_plays_and_the_first_one_again_when_it_is_gone(
    host: Host, bell: RedisBell, montagues: World
) -> None:
    """They share a cluster here, and so the actors; that each has its own is a matter of the journey of two instances."""
    store = host.store
    ecosystem = (await create(store, montagues, 7)).founding.ecosystem
    await store.order(ecosystem, Due("live", "tempo", 0, {"tempo_ms": 50}))
    other = RedisBell(host.services.redis_url)
    async with playing(host, bell):
        await until_async(lambda: _attended(bell))
        assert await bell.accompanied() is False
        async with playing(host, other):
            await until_async(other.accompanied)
            await until_async(bell.accompanied)
        assert await bell.attended() is True
        tick = (await store.head(ecosystem)).tick

        async def goes_on() -> bool:
            return (await store.head(ecosystem)).tick > tick

        await until_async(goes_on)
    assert await bell.attended() is False
    await other.close()


async def test_a_theatre_that_is_cancelled_again_and_again_while_it_closes_still_says_that_it_is_gone(
    host: Host, bell: RedisBell, montagues: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("runtime.ending.AGAIN_SECONDS", 0.001)  # so often ``playing`` cancels
    await host.store.order((await create(host.store, montagues, 7)).founding.ecosystem, Due("live", "tempo", 0, {"tempo_ms": 50}))
    async with playing(host, bell) as theatre:
        await until_async(lambda: _attended(bell))

        async def plays() -> bool:
            return bool(theatre._playing)

        await until_async(plays)
    assert await bell.attended() is False
