"""The keeper: brings the memory index up to the chronicle, as often as one likes, and recalls by meaning."""

import asyncio

import pytest

from actors.errors import StoreUnavailable
from actors.ports import MEMORY_INDEX, MemoryIndex
from runtime import keeper as keeping
from runtime.keeper import Keeper
from storage.embedders import HashedEmbedder
from storage.in_memory.index import InMemoryIndex
from storage.in_memory.store import InMemoryStore


def new_index() -> MemoryIndex:
    return InMemoryIndex(HashedEmbedder.id, HashedEmbedder.dimension)


@pytest.fixture
async def stage(world, set_stage):
    stage = await set_stage(world)
    await stage.play(10)
    return stage


async def ids_of(stage) -> list[str]:
    return sorted(memory.id for memory in await stage.store.memories(stage.ecosystem, limit=10_000))


async def test_catching_up_indexes_every_memory_under_its_own_id(stage):
    keeper = Keeper(stage.store, new_index(), HashedEmbedder())
    expected = await ids_of(stage)
    assert await keeper.catch_up(stage.ecosystem) == len(expected) > 0
    assert list(await keeper.ids(stage.ecosystem)) == expected


async def test_catching_up_again_writes_nothing_and_goes_on_where_it_stood(stage):
    keeper = Keeper(stage.store, new_index(), HashedEmbedder())
    before = await keeper.catch_up(stage.ecosystem)
    assert await keeper.catch_up(stage.ecosystem) == 0
    await stage.play(5)
    assert before + await keeper.catch_up(stage.ecosystem) == len(await ids_of(stage))
    assert list(await keeper.ids(stage.ecosystem)) == await ids_of(stage)


async def test_small_batches_index_the_same(stage, monkeypatch):
    monkeypatch.setattr(keeping, "BATCH", 3)
    keeper = Keeper(stage.store, new_index(), HashedEmbedder())
    await keeper.catch_up(stage.ecosystem)
    assert list(await keeper.ids(stage.ecosystem)) == await ids_of(stage)


async def test_in_a_world_that_lives_on_catching_up_has_an_end(stage, monkeypatch):
    class Lively(InMemoryStore):
        async def advance(self, *how) -> None:
            await super().advance(*how)
            await stage.play(1)

    monkeypatch.setattr(keeping, "BATCH", 5)
    expected, lively = await ids_of(stage), Lively()
    lively._shelf = stage.store._shelf
    keeper = Keeper(lively, new_index(), HashedEmbedder())
    await asyncio.wait_for(keeper.catch_up(stage.ecosystem), 60)
    assert set(expected) <= set(await keeper.ids(stage.ecosystem))


async def test_one_in_haste_stops_between_two_batches_and_goes_on_there_another_time(stage, monkeypatch):
    monkeypatch.setattr(keeping, "BATCH", 3)
    keeper, looks = Keeper(stage.store, new_index(), HashedEmbedder()), iter([False, False, True])
    assert await keeper.catch_up(stage.ecosystem, lambda: next(looks)) == 6
    assert await keeper.catch_up(stage.ecosystem) == len(await ids_of(stage)) - 6


async def test_a_crash_before_the_cursor_moved_costs_only_the_repetition(stage):
    index = new_index()
    await Keeper(stage.store, index, HashedEmbedder()).catch_up(stage.ecosystem)
    await stage.store.advance(stage.ecosystem, MEMORY_INDEX, (0, ""))
    again = Keeper(stage.store, index, HashedEmbedder())
    assert await again.catch_up(stage.ecosystem) == len(await ids_of(stage))
    assert list(await again.ids(stage.ecosystem)) == await ids_of(stage)


async def test_rebuilding_makes_a_lost_index_anew(stage):
    keeper = Keeper(stage.store, new_index(), HashedEmbedder())
    await keeper.catch_up(stage.ecosystem)
    await keeper.forget(stage.ecosystem)
    assert list(await keeper.ids(stage.ecosystem)) == []
    assert await keeper.rebuild(stage.ecosystem) == len(await ids_of(stage))
    assert list(await keeper.ids(stage.ecosystem)) == await ids_of(stage)


async def test_a_rebuilding_that_fails_at_any_step_loses_nothing_for_good(stage):
    class Fragile(InMemoryStore):
        spared = 0

        async def advance(self, *how) -> None:
            Fragile.spared -= 1
            if Fragile.spared < 0:
                raise StoreUnavailable("the store", "gone for lunch")
            await super().advance(*how)

    index, fragile = new_index(), Fragile()
    await Keeper(stage.store, index, HashedEmbedder()).catch_up(stage.ecosystem)
    fragile._shelf = stage.store._shelf
    for spared in (0, 1):
        Fragile.spared = spared
        with pytest.raises(StoreUnavailable):
            await Keeper(fragile, index, HashedEmbedder()).rebuild(stage.ecosystem)
        again = Keeper(stage.store, index, HashedEmbedder())
        await again.catch_up(stage.ecosystem)
        assert list(await again.ids(stage.ecosystem)) == await ids_of(stage)


async def test_an_index_that_another_process_makes_anew_in_the_middle_of_a_batch_lacks_nothing(stage, monkeypatch):
    class Overtaken(InMemoryIndex):
        """While a batch is written, another process forgets everything, and dies before it has begun anew."""

        def upsert(self, *how) -> None:
            super().upsert(*how)
            if overtaken:
                asyncio.run_coroutine_threadsafe(overtaken.pop()._reset(stage.ecosystem), loop).result()

    monkeypatch.setattr(keeping, "BATCH", 5)
    overtaken, loop, index = [], asyncio.get_running_loop(), Overtaken(HashedEmbedder.id, HashedEmbedder.dimension)
    keeper = Keeper(stage.store, index, HashedEmbedder())
    await keeper.catch_up(stage.ecosystem)
    await stage.play(5)
    overtaken.append(Keeper(stage.store, index, HashedEmbedder()))
    await keeper.catch_up(stage.ecosystem)
    assert not overtaken
    assert list(await keeper.ids(stage.ecosystem)) == await ids_of(stage)


async def test_how_far_it_is_behind_is_told_in_events(stage):
    keeper = Keeper(stage.store, new_index(), HashedEmbedder())
    assert await keeper.behind(stage.ecosystem) == (await stage.store.head(stage.ecosystem)).seq
    await keeper.catch_up(stage.ecosystem)
    assert await keeper.behind(stage.ecosystem) == 0


async def test_the_vectors_are_kept_beside_the_memories(stage):
    await Keeper(stage.store, new_index(), HashedEmbedder()).catch_up(stage.ecosystem)
    vectors = stage.store._shelf.kept(stage.ecosystem).vectors
    assert sorted(vectors) == await ids_of(stage)
    assert {embedder for embedder, _ in vectors.values()} == {HashedEmbedder.id}


async def test_recall_finds_what_was_committed_just_before_and_only_one_s_own(stage):
    keeper = Keeper(stage.store, new_index(), HashedEmbedder())
    await stage.play(3)
    for memory in (await stage.store.memories(stage.ecosystem, limit=10_000))[-4:]:
        found = await keeper.recall(stage.ecosystem, memory.owner, memory.text, 3)
        assert found[0].score == pytest.approx(1.0)
        assert found[0].text == memory.text
        assert {recalled.owner for recalled in found} == {memory.owner}


async def test_one_who_knows_nothing_recalls_nothing(stage):
    keeper = Keeper(stage.store, new_index(), HashedEmbedder())
    assert await keeper.recall(stage.ecosystem, "zoe", "the bell", 5) == []


async def test_what_was_removed_is_forgotten_by_its_note(stage):
    keeper = Keeper(stage.store, new_index(), HashedEmbedder())
    await keeper.catch_up(stage.ecosystem)
    await stage.store.note(stage.ecosystem, MEMORY_INDEX)
    await keeper.tidy()
    assert await keeper.ids(stage.ecosystem)  # it is still there
    await stage.store.delete(stage.ecosystem)
    await keeper.tidy()
    assert list(await keeper.ids(stage.ecosystem)) == []
    assert await stage.store.leftovers(MEMORY_INDEX) == []
