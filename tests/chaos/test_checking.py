"""The checks of the fault kit find a defect of a projection: that it loses an event, or has one take effect twice."""

from collections.abc import Sequence

import pytest

from actors.events import INTERACTED, Event
from actors.projection import Mark
from actors.world import World
from runtime.chaos.campaign import CASTING
from runtime.chaos.checking import violations
from runtime.chaos.ground import Ground
from runtime.chaos.life import lived
from runtime.chaos.undisturbed import Leg, undisturbed
from runtime.host import hosting
from runtime.keeping import kept
from runtime.projector import Projector
from runtime.running import LocalEcosystem, run_until
from runtime.settings import Settings
from storage.graph.login import Login
from storage.graph.target import Neo4jTarget
from tests.cluster.running import unseen

TICKS = 12


class Losing(Neo4jTarget):
    """Passes over what happened last in a batch, and moves its mark all the same."""

    async def apply(self, ecosystem: str, before: Mark, events: Sequence[Event], after: Mark) -> None:
        last = max(event.seq for event in events if event.kind == INTERACTED)
        await super().apply(ecosystem, before, [event for event in events if event.seq != last], after)


class Repeating(Neo4jTarget):
    """Applies what happened last in a batch a second time."""

    async def apply(self, ecosystem: str, before: Mark, events: Sequence[Event], after: Mark) -> None:
        last = max((event for event in events if event.kind == INTERACTED), key=lambda event: event.seq)
        await super().apply(ecosystem, before, [*events, last], after)


async def found(settings: Settings, target: Neo4jTarget, world: World) -> list[str]:
    """What the kit says of an undisturbed round with this projection."""
    [leg] = await undisturbed(world, 7, CASTING, TICKS, 1)
    async with hosting(settings) as host:
        ground = Ground(host, host.openers, [target], {}, print)
        async with lived(ground, world, 7) as life, kept(host, lambda: (life.ecosystem,), print):
            await run_until(
                lambda: LocalEcosystem(life.ecosystem, host.openers, CASTING), host.store, life.ecosystem, TICKS, unseen
            )
            await Projector(host.store, target, life.ecosystem).catch_up()
        said = await violations(life, leg, Leg(0, 0, "", 0))
        await Projector(host.store, target, life.ecosystem).forget()
        await target.close()
    return said


@pytest.mark.parametrize(("kind", "fault"), [(Neo4jTarget, ""), (Losing, "neo4j: the "), (Repeating, "neo4j: the meetings of ")])
async def test_a_projection_that_loses_or_repeats_an_event_is_found(
    settings: Settings, neo4j: Login, montagues: World, kind: type[Neo4jTarget], fault: str
) -> None:
    said = await found(settings, kind(neo4j), montagues)
    assert [one.startswith(fault) for one in said] == ([True] if fault else []), said
