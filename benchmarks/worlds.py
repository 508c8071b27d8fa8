"""Worlds in this process, for benchmarks that need no server."""

from collections.abc import AsyncIterator

from actors.company import shared_out
from actors.events import Event
from actors.supervisor import Supervisor
from actors.world import World
from runtime.creation import create
from runtime.local_company import LocalCompany
from runtime.openers import ephemeral
from scenarios.genre import load_genre
from scenarios.loading import load_world
from storage.in_memory.herald import InMemoryHerald
from storage.in_memory.store import InMemoryStore


def world(cast: int | None = None, seed: int = 7) -> World:
    """Les Misérables, with so many people."""
    return load_world("les-miserables", load_genre(), cast, seed)


async def supervisor(world: World, seed: int = 7) -> Supervisor:
    """The supervisor of a new ecosystem in memory, with one troupe."""
    store, herald = InMemoryStore(), InMemoryHerald()
    ecosystem = (await create(store, world, seed)).founding.ecosystem
    members = shared_out(await store.whereabouts(ecosystem), 1)
    made = Supervisor(ecosystem, store, herald, LocalCompany(ecosystem, members, ephemeral(store, herald).store))
    await made.activate()
    return made


async def ticks(world: World, count: int, seed: int = 7) -> AsyncIterator[list[Event]]:
    """The events of so many ticks of a new ecosystem in memory."""
    playing = await supervisor(world, seed)
    for _ in range(count):
        yield list((await playing.tick()).events)
