"""D2, D5, D6 and growth: worlds on Ray and Postgres with everything on (recall, speech, relationships, memories, commit)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from actors.ports import Store
from actors.records import rows_of
from benchmarks.bare import copy_rows_per_s, ray_actor_bytes, ray_actors_per_s
from benchmarks.plan import Plan
from benchmarks.playing import Played, play
from benchmarks.stand import Stand
from benchmarks.worlds import world


async def durable(stand: Stand, plan: Plan, characters: int) -> dict[str, float]:
    """D2, one round: the speed, and bare COPY of the very rows that were written, in as many commits."""
    async with _played(stand, characters, plan.ticks(characters)) as (store, played):
        tables = await _rows(store, played)
        copied = await copy_rows_per_s(stand.postgres_url, tables, played.ticks)
        rows = sum(len(rows) for _, rows in tables)
        return {**played.figures(), "rows": rows, "rows_per_s": rows / played.seconds, "bare": copied}


async def memory(stand: Stand, plan: Plan, characters: int) -> dict[str, float]:
    """D5, one round: by how much all processes grow for each character, beside a bare Ray actor."""
    actor = await asyncio.to_thread(ray_actor_bytes)
    async with _played(stand, characters, plan.ticks(characters)) as (_, played):
        each = {f"bytes_{kind}": grown / characters for kind, grown in played.memory.items()}
        return {"bytes": sum(each.values()), **each, "bare": actor}


async def spawn(stand: Stand, plan: Plan, characters: int) -> dict[str, float]:
    """D6, one round: from starting the troupes to the end of the first tick, in which everybody had a turn."""
    actors = await asyncio.to_thread(ray_actors_per_s)
    async with _played(stand, characters, 1, warm=0) as (_, played):
        return {"characters_per_s": characters / played.first_tick_s, "seconds": played.first_tick_s, "bare": actors}


async def cost(stand: Stand, plan: Plan, characters: int) -> dict[str, float]:
    """Growth, one round of one size."""
    async with _played(stand, characters, plan.ticks(characters)) as (_, played):
        return played.figures()


@asynccontextmanager
async def _played(stand: Stand, characters: int, ticks: int, warm: int = 5) -> AsyncIterator[tuple[Store, Played]]:
    """A verified run, which is deleted afterwards."""
    store, herald = await stand.openers.store(), await stand.openers.herald()
    try:
        played = await play(stand.settings, store, herald, stand.openers.store, world(characters), ticks, warm)
        yield store, played
        await store.delete(played.ecosystem)
    finally:
        await herald.close()
        await store.close()


async def _rows(store: Store, played: Played) -> list[tuple[str, list[tuple[str, ...]]]]:
    """All rows that the measured ticks wrote, as text, by table."""
    events = [event async for batch in store.events(played.ecosystem, played.warm) for event in batch]
    rows = rows_of(events)
    tables: dict[str, list[tuple[str, ...]]] = {
        "events": [(event.id, str(event.seq), event.kind, event.encoded.decode()) for event in events],
        "interactions": [tuple(map(str, row)) for row in rows.interactions],
        "relationships": [tuple(map(str, row)) for row in rows.relationships.values()],
        "memories": [tuple(map(str, row)) for row in rows.memories],
    }
    return [(name, found) for name, found in tables.items() if found]
