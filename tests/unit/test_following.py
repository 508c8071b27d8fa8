"""Following a chronicle: everything from a number on, then what comes, without gap or repeat."""

from contextlib import aclosing

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
