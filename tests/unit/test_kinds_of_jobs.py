"""The kinds of jobs on a stage in memory: what each leaves behind, also beside a world that goes on."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial

import pytest

from actors.errors import EcosystemUnknown, InvalidRequest, JobStopped, ServicesBusy
from actors.ports import MEMORY_INDEX, SNAPSHOTS
from runtime import keeper as keeping
from runtime.jobs import freezing
from runtime.jobs.bench import Bench
from runtime.jobs.checking import check
from runtime.jobs.freezing import snapshots
from runtime.jobs.graphing import rebuild_graph
from runtime.jobs.memories import re_embed
from runtime.keeper import Keeper
from runtime.openers import ephemeral
from runtime.projector import Projector
from runtime.verification import verify
from storage.embedders import HashedEmbedder
from storage.graph.target import Neo4jTarget
from storage.in_memory.herald import InMemoryHerald
from storage.in_memory.index import InMemoryIndex
from storage.in_memory.target import InMemoryTarget


class Told:
    """A progress that remembers, and may say that it is enough."""

    def __init__(self, most: int = 1_000_000) -> None:
        self.said: list[tuple[int, int, str]] = []
        self._most = most

    async def say(self, *said) -> None:
        if len(self.said) == self._most:
            raise JobStopped(1)
        self.said.append(said)

    async def close(self) -> None:
        """Nothing to give back."""


async def here(what, call, *arguments):
    return await call(*arguments)


@pytest.fixture
async def stage(world, set_stage):
    """Twelve ticks, with a snapshot on the way and ticks after it."""
    stage = await set_stage(world)
    await stage.play(8)
    await stage.supervisor.snapshot()
    await stage.play(4)
    return stage


@pytest.fixture
def kept(stage):
    return stage.store._shelf.kept(stage.ecosystem)


@pytest.fixture
def keeper(stage):
    words = HashedEmbedder()
    return Keeper(stage.store, InMemoryIndex(words.id, words.dimension), words)


@asynccontextmanager
async def lent(keeper):
    yield keeper


@pytest.fixture
def bench(stage, keeper):
    return Bench(ephemeral(stage.store, InMemoryHerald()), partial(lent, keeper), here)


@pytest.fixture
def bench_elsewhere(stage):
    @asynccontextmanager
    async def busy():
        raise ServicesBusy("chroma", "pid 7")
        yield

    return Bench(ephemeral(stage.store, InMemoryHerald()), busy, here)


async def faults(stage, keeper=None):
    return (await verify(stage.store, stage.ecosystem, keeper)).faults


async def spoilt(stage):
    """Whose snapshots are wrong."""
    return sorted({fault.removeprefix("snapshots: ").removeprefix("the snapshot of '")[:5] for fault in await faults(stage)})


def spoil(kept) -> None:
    """One is damaged, one is lost, one tells a lie."""
    seq, raw = kept.snapshots["anna"]
    kept.snapshots["anna"] = (seq, raw[:-1])
    kept.snapshots["carla"] = (seq, kept.snapshots["dario"][1])
    del kept.snapshots["bruno"]


@pytest.mark.parametrize("status", ["idle", "paused"])
async def test_the_snapshots_of_an_ecosystem_that_rests_are_made_as_of_its_head(stage, kept, bench, status):
    await stage.store.mark(stage.ecosystem, status)
    spoil(kept)
    assert await spoilt(stage) == ["anna'", "bruno", "carla"]
    told = Told()
    assert await snapshots(bench, stage.ecosystem, told) == {"snapshots": 6}
    assert {seq for seq, _ in kept.snapshots.values()} == {kept.head.seq}
    assert kept.cursors[SNAPSHOTS] == (kept.head.seq, "")
    assert await faults(stage) == []
    assert told.said == [(0, 6, "characters")]


@pytest.mark.parametrize("status", ["running", "live"])
async def test_the_snapshots_of_an_ecosystem_at_work_are_repaired_where_it_made_its_last_ones(stage, kept, bench, status):
    await stage.store.mark(stage.ecosystem, status)
    cursor = kept.cursors[SNAPSHOTS]
    spoil(kept)
    await snapshots(bench, stage.ecosystem, Told())
    assert {seq for seq, _ in kept.snapshots.values()} == {cursor[0]}
    assert kept.cursors[SNAPSHOTS] == cursor
    assert await faults(stage) == []


async def test_making_them_again_changes_nothing(stage, kept, bench):
    await snapshots(bench, stage.ecosystem, Told())
    before = dict(kept.snapshots)
    await snapshots(bench, stage.ecosystem, Told())
    assert kept.snapshots == before


async def test_snapshots_that_were_discarded_are_all_made_again_at_rest(stage, kept, bench):
    await stage.store.discard(stage.ecosystem)
    await snapshots(bench, stage.ecosystem, Told())
    assert len(kept.snapshots) == 6
    assert await faults(stage) == []


async def test_snapshots_that_the_world_makes_meanwhile_are_left_alone(stage, kept, bench):
    await stage.store.mark(stage.ecosystem, "live")
    spoil(kept)

    class Meanwhile(Told):
        async def say(self, *said):
            await stage.play(2)
            await stage.supervisor.snapshot()

    await snapshots(bench, stage.ecosystem, Meanwhile())
    assert kept.cursors[SNAPSHOTS] == (kept.head.seq, "")
    assert await faults(stage) == []


async def test_a_large_cast_is_taken_in_pieces(stage, kept, bench, monkeypatch):
    monkeypatch.setattr(freezing, "CHUNK", 4)
    spoil(kept)
    told = Told()
    assert await snapshots(bench, stage.ecosystem, told) == {"snapshots": 6}
    assert told.said == [(0, 6, "characters"), (4, 6, "characters")]
    assert await faults(stage) == []


async def test_left_half_way_no_snapshot_is_wrong(stage, kept, bench, monkeypatch):
    monkeypatch.setattr(freezing, "CHUNK", 4)
    with pytest.raises(JobStopped):
        await snapshots(bench, stage.ecosystem, Told(most=1))
    assert await faults(stage) == []


async def test_a_story_goes_on_the_same_from_snapshots_made_anew(world, set_stage, stage, bench):
    await snapshots(bench, stage.ecosystem, Told())
    taken_over = await set_stage(world, store=stage.store, ecosystem=stage.ecosystem)
    undisturbed = await set_stage(world)
    assert await taken_over.play(10) == await undisturbed.play(22)


async def test_the_memory_index_is_made_anew_and_says_how_far_it_is(stage, bench, keeper, monkeypatch):
    monkeypatch.setattr(keeping, "BATCH", 5)
    await keeper.catch_up(stage.ecosystem)
    everything = list(await keeper.ids(stage.ecosystem))
    await keeper.forget(stage.ecosystem)
    told = Told()
    assert await re_embed(bench, stage.ecosystem, told) == {"memories": len(everything)}
    assert list(await keeper.ids(stage.ecosystem)) == everything
    assert [step for _, _, step in told.said] == ["events"] * len(told.said)
    assert [done for done, _, _ in told.said] == sorted(done for done, _, _ in told.said)
    assert len(told.said) > 2


async def test_an_index_that_was_left_half_way_is_made_up_for_by_catching_up(stage, bench, keeper, monkeypatch):
    monkeypatch.setattr(keeping, "BATCH", 5)
    with pytest.raises(JobStopped):
        await re_embed(bench, stage.ecosystem, Told(most=1))
    assert await faults(stage, keeper) == []


async def test_an_index_that_is_made_anew_while_it_is_caught_up_is_whole(stage, bench, keeper, monkeypatch):
    monkeypatch.setattr(keeping, "BATCH", 3)
    busy = [keeper.catch_up(stage.ecosystem) for _ in range(3)]
    await asyncio.gather(*busy, re_embed(bench, stage.ecosystem, Told()), re_embed(bench, stage.ecosystem, Told()))
    await keeper.catch_up(stage.ecosystem)
    assert await faults(stage, keeper) == []


async def test_a_cancelled_re_embedding_does_nothing_more_when_it_has_ended(stage, bench, keeper):
    working = asyncio.create_task(re_embed(bench, stage.ecosystem, Told()))
    await asyncio.sleep(0)
    working.cancel()
    await asyncio.wait({working})
    assert working.cancelled()
    await keeper.catch_up(stage.ecosystem)
    assert await faults(stage, keeper) == []


async def test_an_ecosystem_that_is_deleted_while_it_is_indexed_leaves_nothing_in_the_index(stage, bench, keeper, monkeypatch):
    monkeypatch.setattr(keeping, "BATCH", 5)

    class Deleting(Told):
        async def say(self, *said):
            await stage.store.delete(stage.ecosystem)

    with pytest.raises(EcosystemUnknown):
        await re_embed(bench, stage.ecosystem, Deleting())
    assert list(await keeper.ids(stage.ecosystem)) == []
    assert await stage.store.cursor(stage.ecosystem, MEMORY_INDEX) == (0, "")


async def test_an_index_of_another_process_is_not_touched(stage, bench_elsewhere):
    with pytest.raises(ServicesBusy):
        await re_embed(bench_elsewhere, stage.ecosystem, Told())


async def test_a_verification_keeps_its_report(stage, bench):
    told = Told()
    report = await check(bench, stage.ecosystem, told)
    assert (report["ok"], report["hash"], report["faults"]) == (True, stage.supervisor.head.hash, [])
    assert report["checks"]["memory_index"] and report["checks"]["snapshots"]
    assert list(dict.fromkeys(step for _, _, step in told.said)) == ["chronicle", "snapshots", "memory index"]


async def test_a_verification_of_what_is_wrong_is_done_too_and_says_so(stage, kept, bench, keeper):
    await keeper.catch_up(stage.ecosystem)
    await keeper.forget(stage.ecosystem)
    spoil(kept)
    report = await check(bench, stage.ecosystem, Told())
    assert not report["ok"]
    assert [name for name, holds in report["checks"].items() if not holds] == ["snapshots", "memory_index"]
    assert report["faults"][-1].startswith("memory_index: ")


async def test_a_verification_says_what_it_could_not_look_at(stage, bench_elsewhere):
    report = await check(bench_elsewhere, stage.ecosystem, Told())
    assert report["ok"] and "memory_index" not in report["checks"]
    assert report["unchecked"] == ["the memory index, which another process owns: data directory chroma is in use by pid 7"]


async def test_the_graph_is_made_anew_and_tells_how_far_it_has_got(stage, keeper):
    class Graph(InMemoryTarget):
        name = Neo4jTarget.name

    target = Graph()
    await Projector(stage.store, target, stage.ecosystem).catch_up()
    target.held[stage.ecosystem].reverse()

    async def opened() -> Graph:
        return target

    bench = Bench(replace(ephemeral(stage.store, InMemoryHerald()), targets=(opened,)), partial(lent, keeper), here)
    told, events = Told(), await stage.events()
    assert await rebuild_graph(bench, stage.ecosystem, told) == {"events": events[-1].seq}
    assert target.held[stage.ecosystem] == events
    assert told.said[-1] == (events[-1].seq, events[-1].seq, "events")


async def test_without_neo4j_there_is_no_graph_to_make_anew(stage, keeper):
    bench = Bench(ephemeral(stage.store, InMemoryHerald()), partial(lent, keeper), here)
    with pytest.raises(InvalidRequest, match="FABULA_NEO4J_URL: no Neo4j is set"):
        await rebuild_graph(bench, stage.ecosystem, Told())
