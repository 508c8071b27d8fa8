"""Running to a tick: the order outlives whoever gave it, and can be withdrawn on the way."""

import asyncio
from functools import partial

from actors.errors import StoreUnavailable
from runtime.openers import ephemeral
from runtime.placement import Placement
from runtime.ray_ecosystem import Casting
from runtime.running import LocalEcosystem, run_until
from runtime.status import Status
from storage.in_memory.herald import InMemoryHerald
from storage.in_memory.store import InMemoryStore

CASTING = Casting(Placement.HOSTED, 2)


async def played(stage, until: int, see=lambda status: None, ending: asyncio.Event | None = None) -> Status:
    openers = ephemeral(stage.store, InMemoryHerald())
    make = partial(LocalEcosystem, stage.ecosystem, openers, CASTING)
    return await run_until(make, stage.store, stage.ecosystem, until, see, ending)


async def test_it_ends_after_the_tick_when_it_is_asked_to_and_can_be_gone_on_with(world, set_stage):
    stage, ending = await set_stage(world), asyncio.Event()

    def end(status: Status) -> None:
        if status.tick >= 1:
            ending.set()

    status = await played(stage, 100_000, end, ending)
    assert (status.state, status.settled) == ("asleep", True)
    assert 1 <= status.tick < 100_000
    assert await stage.store.due(stage.ecosystem) == []
    until = status.tick + 7
    assert (await played(stage, until)).hash == await (await set_stage(world)).play(until)


async def test_a_store_that_does_not_answer_is_asked_again_to_take_the_order_back(world, set_stage):
    class Deaf(InMemoryStore):
        deaf = 3

        async def done(self, *order) -> None:
            if self.deaf:
                self.deaf -= 1
                raise StoreUnavailable("postgres", "gone for lunch")
            await super().done(*order)

    stage, ending = await set_stage(world, store=Deaf()), asyncio.Event()
    ending.set()
    status = await played(stage, 100_000, ending=ending)
    assert (status.state, stage.store.deaf) == ("asleep", 0)
    assert status.tick < 100_000


async def test_an_end_that_is_asked_for_too_late_changes_nothing(world, set_stage):
    stage, ending = await set_stage(world), asyncio.Event()

    def end(status: Status) -> None:
        if status.tick == 3:
            ending.set()

    status = await played(stage, 3, end, ending)
    assert (status.tick, status.state) == (3, "asleep")


async def test_what_commits_take_is_published(world, set_stage):
    stage, seen = await set_stage(world), []
    await played(stage, 3, seen.append)
    assert seen[-1].commit_us > 0
