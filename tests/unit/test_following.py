"""Following a chronicle: everything from a number on, then what comes, without gap or repeat."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, suppress

from runtime.following import follow, narrator
from storage.in_memory.herald import InMemoryHerald


async def numbers(store, ecosystem: str, after: int) -> list[int]:
    batches = follow(store, InMemoryHerald(), ecosystem, after, live=False)
    return [event.seq async for batch in batches for event in batch]


async def test_it_begins_after_the_last_number_seen(played):
    whole = len(await played.events())
    for after in (0, 7, whole - 1, whole):
        assert await numbers(played.store, played.ecosystem, after) == list(range(after + 1, whole + 1))


async def test_what_comes_later_is_told_once_and_in_order(world, set_stage):
    stage, seen = await set_stage(world), []
    async with aclosing(follow(stage.store, stage.supervisor._herald, stage.ecosystem)) as batches:
        async for batch in batches:
            seen += [event.seq for event in batch]
            if stage.supervisor.head.tick == 5:
                break
            await stage.play(1)
    assert seen == list(range(1, stage.supervisor.head.seq + 1))


async def test_the_narrator_knows_people_and_places(played):
    teller = await narrator(played.store, played.ecosystem)
    speakers = {line.speaker for line in teller.tell(await played.events())} - {""}
    assert speakers == {"Anna", "Bruno", "Carla", "Dario", "Elena", "Fabio"}


class Swallowing(InMemoryHerald):
    """Takes being told to end for something to wake up for, once, as redis-py does when both come together."""

    def __init__(self) -> None:
        super().__init__()
        self.waits = asyncio.Event()

    async def listen(self, ecosystem: str) -> AsyncIterator[int]:
        self.waits.set()
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        yield 0
        await asyncio.Event().wait()


async def test_who_follows_ends_when_told_even_if_the_herald_swallows_that(played):
    herald = Swallowing()

    async def followed() -> None:
        async for _ in follow(played.store, herald, played.ecosystem):
            pass

    following = asyncio.create_task(followed())
    await herald.waits.wait()
    following.cancel()
    await asyncio.wait({following}, timeout=60)
    assert following.cancelled()
