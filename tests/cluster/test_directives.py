"""The supervisor is killed between a director's order and its commit, in it and after it: each directive takes effect once."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from actors.events import CONVERSED, DIRECTED
from actors.ports import Store
from actors.world import Regard, World
from runtime.crash_points import Point, read_crashes
from runtime.creation import create
from runtime.fuse import Fuse
from runtime.openers import Openers, ephemeral, served
from runtime.ordering import Orders
from runtime.running import LocalEcosystem, run_until
from runtime.services import Services
from runtime.verification import verify
from storage.in_memory.herald import InMemoryHerald
from storage.in_memory.store import InMemoryStore
from storage.postgres.store import PostgresStore
from tests.cluster.running import HOSTED, leg_of, unseen
from tests.inn import person

TICKS = 12
GUEST = person("rosaline", haunts=("square",))
ORDERED: Sequence[tuple[int, dict[str, Any]]] = (
    (1, {"what": "world_event", "event": "ball"}),
    (2, {"what": "meet", "one": "romeo", "other": "tybalt"}),
    (2, {"what": "whisper", "character": "juliet", "aim": "avoid", "about": "romeo"}),
    (3, {"what": "mood", "character": "romeo", "mood": [-600, 300, 0]}),
    (4, {"what": "move", "character": "juliet", "place": "square"}),
)
DEADLY = (
    f"{Point.BEFORE_COMMIT}:1",
    f"{Point.IN_COMMIT}:2",
    f"{Point.AFTER_COMMIT}:3",
    f"{Point.BEFORE_COMMIT}:6",
    f"{Point.IN_COMMIT}:8",
    f"{Point.AFTER_COMMIT}:8",
)
"""In the ticks in which something takes effect."""


async def ordered(store: Store, world: World) -> str:
    """A new ecosystem, with everything ordered."""
    ecosystem = (await create(store, world, 7)).founding.ecosystem
    for number, (tick, order) in enumerate(ORDERED):
        await Orders(store).direct(ecosystem, order, f"{number}", at_tick=tick)
    await Orders(store).talk(ecosystem, "nurse", "Where is Juliet?", "Victor", key="talk", at_tick=5)
    await Orders(store).join(ecosystem, GUEST, "square", (Regard("rosaline", "romeo", 300),), "guest", at_tick=6)
    await Orders(store).leave(ecosystem, "mercutio", "leaves", at_tick=8)
    return ecosystem


async def test_directives_survive_a_supervisor_that_is_killed_around_their_commits(
    ray: None, services: Services, store: PostgresStore, openers: Openers, montagues: World, tmp_path: Path
) -> None:
    aside, herald = InMemoryStore(), InMemoryHerald()
    alone = await ordered(aside, montagues)
    undisturbed = await run_until(
        lambda: LocalEcosystem(alone, ephemeral(aside, herald), HOSTED), aside, alone, TICKS, unseen
    )  # fmt: skip
    crashes = read_crashes(",".join(DEADLY))
    fuse = Fuse(crashes, tmp_path)
    ecosystem = await ordered(store, montagues)
    deadly = served(services.postgres_url, services.redis_url, fuse)
    status = await leg_of(store, deadly, ecosystem, TICKS, HOSTED, unseen)
    assert status.hash == undisturbed.hash
    events = [event async for batch in store.events(ecosystem) for event in batch if event.kind in (DIRECTED, CONVERSED)]
    assert [event.tick for event in events] == [1, 2, 2, 3, 4, 5, 6, 8]
    assert await store.due(ecosystem) == []
    assert (await verify(store, ecosystem, None)).faults == []
    assert [crash for crash in crashes if fuse.passes(crash.point, ecosystem) < crash.occurrence] == []
