"""Every bundled scenario lives: people meet, speak and change, and everything derived agrees with the chronicle."""

import pytest

from actors.events import INTERACTED, TURNED
from runtime.creation import create
from runtime.openers import ephemeral
from runtime.placement import Placement
from runtime.ray_ecosystem import Casting
from runtime.running import LocalEcosystem, run_until
from runtime.verification import verify
from scenarios.catalogue import Entry, bundled
from scenarios.genre import load_genre
from scenarios.loading import load_world
from storage.in_memory.herald import InMemoryHerald
from storage.in_memory.store import InMemoryStore

TICKS = 30
STRANGERS = 24  # who move into an empty stage


@pytest.mark.parametrize("scenario", bundled(), ids=lambda entry: entry.id)
async def test_a_bundled_scenario_lives(scenario: Entry) -> None:
    world = load_world(scenario.id, load_genre(), scenario.cast or STRANGERS)
    store, herald = InMemoryStore(), InMemoryHerald()
    openers = ephemeral(store, herald)
    ecosystem = (await create(store, world, 7)).founding.ecosystem
    casting = Casting(Placement.HOSTED, 1)
    status = await run_until(lambda: LocalEcosystem(ecosystem, openers, casting), store, ecosystem, TICKS, lambda status: None)
    assert status.tick == TICKS
    events = [event async for batch in store.events(ecosystem) for event in batch]
    scenes = [event.body for event in events if event.kind == INTERACTED]
    assert len(scenes) > TICKS
    assert {body["initiator"] for body in scenes} | {body["responder"] for body in scenes} >= {p.id for p in world.cast[:8]}
    assert all(len(body["lines"]) >= 2 and all(text and text != "…" for _, _, text in body["lines"]) for body in scenes)
    assert any(event.kind == TURNED for event in events)
    assert (await verify(store, ecosystem, None)).faults == []
