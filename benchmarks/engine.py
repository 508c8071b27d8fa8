"""D1: the engine alone. Everything but durability: troupes on Ray, commits into this process's memory, beside bare Ray calls."""

import asyncio

from benchmarks.bare import ray_calls_per_s
from benchmarks.plan import Plan
from benchmarks.playing import play
from benchmarks.stand import Stand
from benchmarks.worlds import world
from runtime.openers import ephemeral
from storage.in_memory.herald import InMemoryHerald
from storage.in_memory.store import InMemoryStore


async def engine(stand: Stand, plan: Plan, characters: int) -> dict[str, float]:
    """One round. Troupes read the founding from a copy of the store, which travels to them with the way to open it."""
    calls = await asyncio.to_thread(ray_calls_per_s)
    store, herald = InMemoryStore(), InMemoryHerald()
    open_store = ephemeral(store, herald).store
    played = await play(stand.settings, store, herald, open_store, world(characters), plan.ticks(characters))
    return {**played.figures(), "bare": calls}
