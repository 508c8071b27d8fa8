"""The port Chronicle, over every store."""

from dataclasses import replace

import pytest

from actors.errors import ChronicleDamaged, EcosystemUnknown, InvalidRequest, StaleEpoch
from actors.events import START_HASH, chained
from actors.records import Rows, rows_of


async def read(store, ecosystem, **which):
    return [event async for batch in store.events(ecosystem, **which) for event in batch]


async def test_founding_returns_the_head_and_keeps_the_events(store, tale):
    head = await tale.found(store)
    assert head == await store.head("montreuil")
    assert (head.founding, head.epoch, head.seq, head.tick) == (tale.founding, 0, 4, 0)
    assert (head.hash, head.status, head.reason, head.characters, head.stalls) == (tale.hash, "idle", "", 3, 0)
    assert await read(store, "montreuil") == tale.events


async def test_founding_the_same_ecosystem_twice_is_refused_and_changes_nothing(store, tale):
    head = await tale.found(store)
    with pytest.raises(InvalidRequest, match="montreuil"):
        await store.found(replace(tale.founding, title="Other"), tale.events, tale.rows, "other")
    assert await store.head("montreuil") == head
    assert await read(store, "montreuil") == tale.events


async def test_a_founding_with_damaged_events_leaves_nothing_behind(store, tale):
    events = tale.begin()
    with pytest.raises(ChronicleDamaged):
        await store.found(tale.founding, events[1:], rows_of(events), tale.hash)
    with pytest.raises(ChronicleDamaged):
        await store.found(tale.founding, [*events, replace(events[0], seq=5)], rows_of(events), tale.hash)
    with pytest.raises(EcosystemUnknown):
        await store.head("montreuil")
    assert await store.personas("montreuil") == {}


async def test_commits_number_events_without_gaps_and_move_the_head(store, tale):
    await tale.found(store)
    head = await store.activate("montreuil")
    for scenes in (1, 3, 0):
        await tale.commit(store, head.epoch, scenes=scenes)
    head = await store.head("montreuil")
    events = await read(store, "montreuil")
    assert [event.seq for event in events] == list(range(1, head.seq + 1))
    assert (head.tick, head.hash) == (3, tale.hash)
    assert events == tale.events


async def test_the_hash_can_be_computed_again_from_what_is_stored(store, tale):
    await tale.found(store)
    await tale.commit(store, (await store.activate("montreuil")).epoch)
    assert chained(START_HASH, await read(store, "montreuil")) == (await store.head("montreuil")).hash


async def test_activation_raises_the_epoch_and_counts_stalls_until_a_commit(store, tale):
    await tale.found(store)
    first, second = await store.activate("montreuil"), await store.activate("montreuil")
    assert [(head.epoch, head.stalls) for head in (first, second)] == [(1, 1), (2, 2)]
    await tale.commit(store, 2)
    assert (await store.head("montreuil")).stalls == 0


async def test_an_activation_from_an_epoch_that_is_over_is_refused_and_changes_nothing(store, tale):
    await tale.found(store)
    assert (await store.activate("montreuil", 0)).epoch == 1
    before = await store.head("montreuil")
    for epoch in (0, 2):
        with pytest.raises(StaleEpoch):
            await store.activate("montreuil", epoch)
    assert await store.head("montreuil") == before
    with pytest.raises(EcosystemUnknown):
        await store.activate("nowhere", 0)
    await tale.commit(store, 1)


async def test_an_ecosystem_that_is_marked_idle_has_no_stalls(store, tale):
    await tale.found(store)
    await store.activate("montreuil")
    for status in ("running", "paused", "live"):
        await store.mark("montreuil", status)
        assert (await store.head("montreuil")).stalls == 1
    await store.mark("montreuil", "idle")
    assert (await store.head("montreuil")).stalls == 0


async def test_a_commit_of_an_older_epoch_is_refused_and_changes_nothing(store, tale):
    await tale.found(store)
    old, new = await store.activate("montreuil"), await store.activate("montreuil")
    before, events = list(tale.events), tale.next()
    with pytest.raises(StaleEpoch) as refusal:
        await store.commit("montreuil", old.epoch, 1, events, rows_of(events), tale.hash)
    assert refusal.value.args == ("montreuil", 1, 2)
    assert await store.head("montreuil") == new
    assert await read(store, "montreuil") == before


async def test_a_commit_that_does_not_continue_the_chronicle_is_refused_and_changes_nothing(store, tale):
    await tale.found(store)
    head = await store.activate("montreuil")
    before, events = list(tale.events), tale.next()
    later = [replace(event, tick=2) for event in events]
    damaged = {
        "a tick is skipped": (2, later),
        "a tick is repeated": (0, [replace(event, tick=0) for event in events]),
        "the first number is skipped": (1, events[1:]),
        "a number inside is missing": (1, [events[0], *events[2:]]),
        "an event is of another tick": (1, later),
        "an event is of another ecosystem": (1, [replace(events[0], ecosystem="digne"), *events[1:]]),
        "there is no event": (1, []),
        "two events have one id": (1, [*events, replace(events[0], seq=events[-1].seq + 1)]),
    }
    for what, (tick, offered) in damaged.items():
        with pytest.raises(ChronicleDamaged):
            await store.commit("montreuil", head.epoch, tick, offered, rows_of(events), tale.hash)
        assert await store.head("montreuil") == head, what
    assert await read(store, "montreuil") == before
    assert await store.interactions("montreuil") == []


async def test_a_row_out_of_range_takes_the_whole_commit_back(store, tale):
    await tale.found(store)
    head = await store.activate("montreuil")
    before, events = tale.rows, tale.next(affinity=1001)
    with pytest.raises(ChronicleDamaged):
        await store.commit("montreuil", head.epoch, 1, events, rows_of(events), tale.hash)
    assert await store.head("montreuil") == head
    assert len(await read(store, "montreuil")) == head.seq
    assert await store.memories("montreuil") == before.memories == []
    assert await store.whereabouts("montreuil") == before.whereabouts


async def test_nobody_can_remember_one_event_twice(store, tale):
    await tale.found(store)
    head = await store.activate("montreuil")
    events = tale.next()
    rows = rows_of(events)
    rows.memories.append(rows.memories[0])
    with pytest.raises(ChronicleDamaged):
        await store.commit("montreuil", head.epoch, 1, events, rows, tale.hash)
    assert await store.head("montreuil") == head
    assert await store.memories("montreuil") == []


async def test_a_refused_commit_can_be_mended_and_offered_again(store, tale):
    await tale.found(store)
    epoch = (await store.activate("montreuil")).epoch
    events = tale.next()
    with pytest.raises(ChronicleDamaged):
        await store.commit("montreuil", epoch, 1, events[1:], rows_of(events), tale.hash)
    await store.commit("montreuil", epoch, 1, events, rows_of(events), tale.hash)
    assert await read(store, "montreuil") == tale.events


async def test_events_come_in_order_in_bounded_batches_between_two_numbers(store, tale):
    await tale.found(store)
    await tale.commit(store, (await store.activate("montreuil")).epoch, scenes=1200)
    batches = [batch async for batch in store.events("montreuil")]
    assert len(batches) > 1
    assert max(map(len, batches)) <= 1000
    assert [event for batch in batches for event in batch] == tale.events
    assert await read(store, "montreuil", after=3, until=5) == tale.events[3:5]
    assert await read(store, "montreuil", after=900) == tale.events[900:]
    assert await read(store, "montreuil", after=10_000) == []
    assert await read(store, "montreuil", until=0) == []
    assert await read(store, "nowhere") == []


async def test_a_character_can_join_later(store, tale):
    await tale.found(store)
    epoch = (await store.activate("montreuil")).epoch
    await tale.commit(store, epoch)
    joined = Rows(personas={"marius": {"name": "Marius"}}, whereabouts={"marius": "town"})
    events = tale.next()
    await store.commit("montreuil", epoch, 2, events, joined, tale.hash)
    assert (await store.head("montreuil")).characters == 4
    assert (await store.personas("montreuil"))["marius"] == {"name": "Marius"}
    assert (await store.whereabouts("montreuil"))["marius"] == "town"


async def test_heads_are_listed_by_id_and_ecosystems_do_not_mix(store, tale, another):
    heads = [await tale.found(store), await another.found(store)]
    assert await store.heads() == heads[::-1]
    await tale.commit(store, (await store.activate("montreuil")).epoch)
    assert await store.head("digne") == heads[1]
    assert await read(store, "digne") == another.events


async def test_marking_sets_status_and_reason(store, tale):
    await tale.found(store)
    await store.mark("montreuil", "paused", "the director went home")
    head = await store.head("montreuil")
    assert (head.status, head.reason) == ("paused", "the director went home")
    await store.mark("montreuil", "running")
    head = await store.head("montreuil")
    assert (head.status, head.reason) == ("running", "")


async def test_a_supervisor_that_was_superseded_cannot_mark_but_a_person_can(store, tale):
    await tale.found(store)
    old, new = await store.activate("montreuil"), await store.activate("montreuil")
    with pytest.raises(StaleEpoch) as refusal:
        await store.mark("montreuil", "paused", "too many losses", old.epoch)
    assert refusal.value.args == ("montreuil", 1, 2)
    assert await store.head("montreuil") == new
    await store.mark("montreuil", "running", "", new.epoch)
    assert (await store.head("montreuil")).status == "running"
    await store.mark("montreuil", "paused", "by hand")
    assert (await store.head("montreuil")).status == "paused"
    with pytest.raises(EcosystemUnknown):
        await store.mark("nowhere", "idle", "", 1)


async def test_a_status_that_does_not_exist_is_refused(store, tale):
    head = await tale.found(store)
    with pytest.raises(InvalidRequest, match="asleep"):
        await store.mark("montreuil", "asleep")
    assert await store.head("montreuil") == head


async def test_an_unknown_ecosystem_is_named_in_the_error(store, tale):
    events = tale.begin() and tale.next()
    for call in (
        store.head("montreuil"),
        store.activate("montreuil"),
        store.mark("montreuil", "idle"),
        store.delete("montreuil"),
        store.commit("montreuil", 1, 1, events, rows_of(events), tale.hash),
    ):
        with pytest.raises(EcosystemUnknown, match="montreuil"):
            await call


async def test_deleting_removes_every_row_of_one_ecosystem_only(store, tale, another):
    await tale.found(store)
    await another.found(store)
    for told in (tale, another):
        await told.commit(store, (await store.activate(told.ecosystem)).epoch)
        await store.save(told.ecosystem, 4, 0, {"javert": b"state"})
        await store.advance(told.ecosystem, "graph", (4, "javert"))
    await store.delete("montreuil")
    assert await read(store, "montreuil") == []
    assert await store.memories("montreuil") == await store.interactions("montreuil") == []
    assert await store.relationships("montreuil") == []
    assert await store.personas("montreuil") == await store.load("montreuil", ["javert"]) == {}
    assert await store.cursor("montreuil", "graph") == (0, "")
    assert await read(store, "digne") == another.events
    assert await store.memories("digne") == another.rows.memories
    assert (await store.found(tale.founding, tale.events[:4], rows_of(tale.events[:4]), "h")).seq == 4  # the id is free again


async def test_a_frozen_store_does_not_see_what_is_committed_meanwhile(store, tale):
    await tale.found(store)
    epoch = (await store.activate("montreuil")).epoch
    async with store.frozen() as now:
        head = await now.head("montreuil")
        before = await now.relationships("montreuil")
        await tale.commit(store, epoch)
        assert await now.head("montreuil") == head
        assert await now.relationships("montreuil") == before
        assert [event.seq for event in await read(now, "montreuil")] == list(range(1, head.seq + 1))
    assert (await store.head("montreuil")).seq > head.seq
    assert await store.relationships("montreuil") != before


async def test_a_frozen_store_keeps_what_is_deleted_meanwhile(store, tale):
    await tale.found(store)
    async with store.frozen() as now:
        await now.head("montreuil")
        await store.delete("montreuil")
        assert len(await read(now, "montreuil")) == 4
    with pytest.raises(EcosystemUnknown):
        await store.head("montreuil")


async def test_the_joining_of_some_is_found_among_all_events(store, tale):
    await tale.found(store)
    await tale.commit(store, (await store.activate("montreuil")).epoch)
    found = await store.joinings("montreuil", ["valjean", "nobody", "cosette", "valjean"])
    assert [event.body["character"] for event in found] == ["cosette", "valjean"]
    assert found == [event for event in tale.events if event.seq in (2, 4)]
    assert await store.joinings("montreuil", []) == await store.joinings("nowhere", ["valjean"]) == []
