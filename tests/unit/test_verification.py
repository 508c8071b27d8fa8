"""Verification: an honest store passes, and every kind of planted damage is found and named."""

from dataclasses import replace

import orjson
import pytest

from actors.events import INTERACTED, canonical
from actors.snapshot import opened, sealed
from runtime.keeper import Keeper
from runtime.verification import verify
from storage.embedders import HashedEmbedder
from storage.in_memory.index import InMemoryIndex


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
    """Where the store keeps this ecosystem, for tampering."""
    return stage.store._shelf.kept(stage.ecosystem)


async def failed(stage, keeper=None) -> set[str]:
    """The checks that do not hold; each must have said why."""
    report = await verify(stage.store, stage.ecosystem, keeper)
    found = {name for name, holds in report.checks.items() if not holds}
    assert report.ok == (not found)
    assert found == {fault.split(":", 1)[0] for fault in report.faults}
    return found


def rewrite(kept, change, kind: str = INTERACTED) -> None:
    """Change the body of the first event of this kind."""
    number = next(n for n, event in enumerate(kept.events) if event.kind == kind)
    body = orjson.loads(kept.events[number].encoded)
    change(body)
    kept.events[number] = replace(kept.events[number], body=body, encoded=canonical(body))


async def test_a_snapshot_of_what_never_happened_is_found(stage, kept):
    last = kept.head.seq
    kept.snapshots["anna"] = (last + 1, kept.snapshots["anna"][1])
    report = await verify(stage.store, stage.ecosystem, None)
    assert report.faults == [f"snapshots: anna's snapshot is of number {last + 1}, but the chronicle ends at {last}"]


async def test_an_honest_store_passes_every_check(stage):
    report = await verify(stage.store, stage.ecosystem, None)
    assert report.ok and report.faults == []
    assert report.hash == stage.supervisor.head.hash
    assert {"gapless", "ticks", "hash", "one_scene_a_tick", "witnessed", "relationships", "memories", "snapshots"} <= (
        report.checks.keys()
    )


async def test_a_newly_founded_ecosystem_passes_too(world, set_stage):
    assert await failed(await set_stage(world)) == set()


async def test_a_changed_word_in_an_event_breaks_the_hash_alone(stage, kept):
    rewrite(kept, lambda body: body.update(direction="He lies."))
    assert await failed(stage) == {"hash"}


async def test_a_changed_line_in_an_event_breaks_the_snapshots_too(stage, kept):
    rewrite(kept, lambda body: body["lines"][0].__setitem__(1, "lie.open"))
    assert await failed(stage) == {"hash", "snapshots"}


async def test_a_changed_feeling_in_an_event_breaks_the_relationships(stage, kept):
    row = next(row for row in kept.relationships.values() if row.seq)
    number = next(n for n, event in enumerate(kept.events) if event.seq == row.seq)
    body = orjson.loads(kept.events[number].encoded)
    for change in body["regards"]:
        change["now"][4] = 1
    kept.events[number] = replace(kept.events[number], body=body, encoded=canonical(body))
    assert {"hash", "relationships"} <= await failed(stage)


async def test_an_event_that_lacks_a_part_is_a_fault_and_stops_nothing(stage, kept):
    rewrite(kept, lambda body: body.pop("witnesses"))
    assert {"readable", "hash"} <= await failed(stage)


async def test_a_missing_event_is_a_gap(stage, kept):
    del kept.events[20]
    assert {"gapless", "hash"} <= await failed(stage)


async def test_a_changed_number_is_a_gap(stage, kept):
    kept.events[-1] = replace(kept.events[-1], seq=kept.events[-1].seq + 1)
    assert "gapless" in await failed(stage)


async def test_a_head_that_says_another_number_is_found(stage, kept):
    kept.head = replace(kept.head, seq=kept.head.seq + 3)
    assert await failed(stage) == {"gapless"}


async def test_a_head_that_says_another_tick_or_hash_is_found(stage, kept):
    kept.head = replace(kept.head, tick=11)
    assert await failed(stage) == {"ticks"}
    kept.head = replace(kept.head, tick=12, hash="0" * 32)
    assert await failed(stage) == {"hash"}


async def test_a_tick_that_was_skipped_is_found(stage, kept):
    for number, event in enumerate(kept.events):
        if event.tick > 5:
            kept.events[number] = replace(event, tick=event.tick + 1)
    assert {"ticks", "hash"} <= await failed(stage)


async def test_a_tampered_relationship_is_found(stage, kept):
    pair = ("anna", "bruno")
    kept.relationships[pair] = kept.relationships[pair]._replace(affinity=-999)
    assert await failed(stage) == {"relationships"}


async def test_a_lost_or_invented_relationship_is_found(stage, kept):
    row = kept.relationships.pop(("anna", "bruno"))
    assert await failed(stage) == {"relationships"}
    kept.relationships |= {("anna", "bruno"): row, ("anna", "zoe"): row._replace(target="zoe")}
    assert await failed(stage) == {"relationships"}


async def test_a_tampered_lost_or_invented_memory_is_found(stage, kept):
    id, row = next(iter(kept.memories.items()))
    for change in ({"text": "I was never there."}, {"importance": 1}, {"tags": ()}, {"owner": "zoe"}):
        kept.memories[id] = row._replace(**change)
        assert await failed(stage) == {"memories"}
    del kept.memories[id]
    assert await failed(stage) == {"memories"}
    kept.memories |= {id: row, "invented": row._replace(id="invented", owner="zoe")}
    assert await failed(stage) == {"memories"}


async def test_a_memory_of_somebody_who_was_not_there_is_found(stage, kept):
    rewrite(kept, lambda body: body["memories"][0].update(owner="zoe"))
    assert {"witnessed", "hash"} <= await failed(stage)


async def test_somebody_in_two_scenes_of_a_tick_is_found(stage, kept):
    rewrite(kept, lambda body: body.update(witnesses=[body["initiator"]]))
    assert {"one_scene_a_tick", "hash"} <= await failed(stage)


async def test_a_tampered_snapshot_is_found(stage, kept):
    seq, raw = kept.snapshots["carla"]
    state = opened("carla", raw)
    state.levels = (1, *state.levels[1:])
    kept.snapshots["carla"] = (seq, sealed(state))
    assert await failed(stage) == {"snapshots"}


async def test_a_damaged_snapshot_is_named_and_the_others_are_still_compared(stage, kept):
    seq, raw = kept.snapshots["carla"]
    kept.snapshots["carla"] = (seq, raw[:-1])
    report = await verify(stage.store, stage.ecosystem, None)
    assert report.faults == [
        "snapshots: the snapshot of 'carla' cannot be used: it is damaged: its digest is another one "
        "(it is made up for from the chronicle)"
    ]


async def test_a_snapshot_that_claims_another_number_is_found(stage, kept):
    _, raw = kept.snapshots["anna"]
    kept.snapshots["anna"] = (10, raw)
    assert await failed(stage) == {"snapshots"}


async def test_a_tampered_interaction_persona_or_whereabouts_is_found(stage, kept):
    kept.interactions[0] = kept.interactions[0]._replace(outcome="eager" if kept.interactions[0].outcome != "eager" else "refuse")
    assert await failed(stage) == {"interactions"}
    kept.personas["anna"] = canonical({**orjson.loads(kept.personas["anna"]), "bio": "A saint."})
    assert await failed(stage) == {"interactions", "personas"}
    kept.whereabouts["anna"] = "square" if kept.whereabouts["anna"] == "inn" else "inn"
    assert await failed(stage) == {"interactions", "personas", "whereabouts"}


async def test_the_memory_index_is_compared_when_there_is_one(stage):
    words = HashedEmbedder()
    index = InMemoryIndex(words.id, words.dimension)
    keeper = Keeper(stage.store, index, words)
    assert await failed(stage, keeper) == set()
    index.drop(stage.ecosystem)
    assert await failed(stage, keeper) == {"memory_index"}
    await keeper.rebuild(stage.ecosystem)
    assert await failed(stage, keeper) == set()


async def test_a_world_that_goes_on_meanwhile_is_judged_as_of_one_moment(stage):
    words = HashedEmbedder()
    keeper = Keeper(stage.store, InMemoryIndex(words.id, words.dimension), words)
    caught_up = keeper.catch_up

    async def while_it_lives(ecosystem: str) -> int:
        await stage.play(1)
        return await caught_up(ecosystem)

    keeper.catch_up = while_it_lives
    read = stage.store.events

    async def growing(*span):
        await stage.play(1)
        async for batch in read(*span):
            yield batch

    stage.store.events = growing
    assert await failed(stage, keeper) == set()
    assert stage.supervisor.head.tick > 12
