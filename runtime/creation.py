"""Bringing an ecosystem into being."""

import secrets

from actors.events import START_HASH, chained, numbered
from actors.founding import founding_drafts
from actors.ports import SNAPSHOTS, Founding, Head, Store
from actors.records import rows_of
from actors.world import World


async def create(store: Store, world: World, seed: int) -> Head:
    """A new ecosystem at tick 0, under a new id. Its id has no influence on its story."""
    ecosystem = f"{world.scenario}-{secrets.token_hex(3)}"
    founding = Founding(ecosystem, world.scenario, world.title, seed, world.genre.hash)
    await store.put(world.genre.hash, world.genre.blob())
    events = numbered(ecosystem, 0, 0, founding_drafts(world, seed))
    head = await store.found(founding, events, rows_of(events), chained(START_HASH, events))
    await store.advance(ecosystem, SNAPSHOTS, (head.seq, ""))  # until something happens, everybody is as he or she joined
    return head
