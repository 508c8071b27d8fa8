"""Bringing an ecosystem into being."""

import asyncio
import secrets
from collections.abc import Sequence

from actors.errors import InvalidRequest
from actors.events import START_HASH, Event, chained, numbered
from actors.founding import founding_drafts
from actors.pictures import Picture
from actors.ports import SNAPSHOTS, Founding, Head, Store
from actors.records import Rows, rows_of
from actors.world import World

NOBODY = "nobody would live there; bring characters of your own, or ask for generated people (a cast of 12, say)"


async def create(store: Store, world: World, seed: int, ecosystem: str = "", title: str = "") -> Head:
    """A new ecosystem at tick 0, under a new id and the scenario's title unless others are given.

    Neither has an influence on its story. Raises InvalidRequest when there is one with this id, or nobody would live there.
    """
    if not world.cast:
        raise InvalidRequest("cast", NOBODY)
    ecosystem = ecosystem or f"{world.scenario}-{secrets.token_hex(3)}"
    founding = Founding(ecosystem, world.scenario, title or world.title, seed, world.genre.hash)
    await store.put(world.genre.hash, world.genre.blob())
    events, rows, hash = await asyncio.to_thread(_beginning, ecosystem, world, seed)
    head = await store.found(founding, events, rows, hash, _worn(world))
    await _begun(store, head)
    return head


async def create_once(store: Store, world: World, seed: int, ecosystem: str, title: str = "") -> Head:
    """As ``create``, but one that was founded before with the same seed and scenario is left as it is, and completed if that was
    cut short. Raises InvalidRequest when another one has the id."""
    try:
        return await create(store, world, seed, ecosystem, title)
    except InvalidRequest:
        head = await store.head(ecosystem)
        if (head.founding.scenario, head.founding.seed) != (world.scenario, seed):
            raise
        if head.tick == 0:
            await _begun(store, head)
        return head


def _beginning(ecosystem: str, world: World, seed: int) -> tuple[Sequence[Event], Rows, str]:
    """The events of tick 0, their rows and their hash. Of ten thousand people it takes seconds."""
    events = numbered(ecosystem, 0, 0, founding_drafts(world, seed))
    return events, rows_of(events), chained(START_HASH, events)


def _worn(world: World) -> list[Picture]:
    """The pictures of those who live there."""
    names = {persona.portrait for persona in world.cast}
    return [picture for picture in world.pictures if picture.name in names]


async def _begun(store: Store, head: Head) -> None:
    """Until something happens, everybody is as he or she joined."""
    await store.advance(head.founding.ecosystem, SNAPSHOTS, (head.seq, ""))
