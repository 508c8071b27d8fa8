"""A stage on which the small world of ``tests/inn.py`` plays in memory."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from actors.cast import Cast
from actors.company import Company, shared_out
from actors.events import Event
from actors.genre import Genre
from actors.mind.setting import Setting
from actors.persona import Persona
from actors.ports import Store
from actors.supervisor import Supervisor
from actors.world import World
from runtime.creation import create
from runtime.local_company import LocalCompany
from storage.in_memory.herald import InMemoryHerald
from storage.in_memory.store import InMemoryStore
from tests import inn


@dataclass
class Stage:
    """A founded world with a supervisor that has taken over."""

    store: Any
    ecosystem: str
    company: Company
    supervisor: Supervisor

    async def play(self, ticks: int) -> str:
        """So many ticks more; the chronicle's hash then."""
        for _ in range(ticks):
            await self.supervisor.tick()
        return self.supervisor.head.hash

    async def events(self) -> list[Event]:
        """The whole chronicle."""
        return [event async for batch in self.store.events(self.ecosystem) for event in batch]


def members_of(world: World, troupes: int) -> list[list[str]]:
    return shared_out({persona.id: persona.haunts[0] for persona in world.cast}, troupes)


async def _set_stage(
    world: World, troupes: int = 1, seed: int = 7, store: InMemoryStore | None = None,
    ecosystem: str = "", company: Callable[..., Company] = LocalCompany,
) -> Stage:  # fmt: skip
    """Found the world (or take over ``ecosystem`` of the store), with a company of so many troupes."""
    store = store or InMemoryStore()
    ecosystem = ecosystem or (await create(store, world, seed)).founding.ecosystem

    async def open_store() -> Store:
        return store

    made = company(ecosystem, members_of(world, troupes), open_store)
    supervisor = Supervisor(ecosystem, store, InMemoryHerald(), made)
    await supervisor.activate()
    return Stage(store, ecosystem, made, supervisor)


@pytest.fixture(scope="session")
def person() -> Callable[..., Persona]:
    """Makes somebody: ``person("anna", traits=(…))``."""
    return inn.person


@pytest.fixture(scope="session")
def genre() -> Genre:
    """Hand-made manners: twelve moves, one for each thing that can be spoken of."""
    return inn.GENRE


@pytest.fixture(scope="session")
def world() -> World:
    """Six people at an inn and a square: two lovers, two foes, a brother and sister, and two secrets."""
    return inn.SIX_AT_AN_INN


@pytest.fixture(scope="session")
def classic_world(world: World, classic: Genre) -> World:
    """The same six with the manners of the classic genre."""
    return replace(world, genre=classic)


@pytest.fixture(scope="session")
def cast(world: World) -> Cast:
    return Cast({persona.id: persona for persona in world.cast}, {place.id: place for place in world.places})


@pytest.fixture(scope="session")
def setting(cast: Cast, genre: Genre) -> Setting:
    return Setting(7, cast, genre)


@pytest.fixture(scope="session")
def set_stage() -> Callable[..., Awaitable[Stage]]:
    """``await set_stage(world, troupes=2, seed=7)``: a founded world, ready to tick."""
    return _set_stage


@pytest.fixture(scope="session")
def played(world: World) -> Stage:
    """Sixty ticks of the hand-made world, played once. To be read only."""
    return asyncio.run(_played(world, 60))


@pytest.fixture(scope="session")
def classic_played(classic_world: World) -> Stage:
    """Sixty ticks of the six with classic manners, played once. To be read only."""
    return asyncio.run(_played(classic_world, 60))


async def _played(world: World, ticks: int) -> Stage:
    stage = await _set_stage(world)
    await stage.play(ticks)
    return stage
