"""Attendance: most of a large cast sleeps, and no story depends on who is in memory."""

from contextlib import suppress
from dataclasses import replace

import pytest

from actors import attendance, recovery
from actors.attention import Attention
from actors.errors import StoreUnavailable
from actors.events import INTERACTED, JOINED, MOVED, REFLECTED
from actors.fold import concerned
from actors.persona import Voice
from actors.recovery import attention_of, founded
from runtime.verification import verify
from scenarios.loading import load_world
from storage.in_memory.store import InMemoryStore

TICKS = 52
"""Past a snapshot of all, and two turns."""

PLAIN = Voice("plain", ("By my hat!",), ("a locked door",), ())


@pytest.fixture(scope="module")
def town(classic, genre):
    """Eight written people, and of 72 generated ones two dozen awake at once, with hand-made manners."""
    town = load_world("montagues", classic, 80, 7, awake=32)
    return replace(town, cast=tuple(replace(persona, voice=PLAIN) for persona in town.cast), genre=genre)


@pytest.fixture(scope="module")
def told():
    """The hash of the undisturbed story, once somebody has told it."""
    return {}


@pytest.fixture
async def hash(town, told, set_stage):
    if not told:
        stage = await set_stage(town)
        told["hash"] = await stage.play(TICKS)
    return told["hash"]


async def attention(stage):
    body = await founded(stage.store, stage.ecosystem)
    return attention_of(7, body)


def in_memory(stage):
    return [name for troupe in stage.company._troupes.values() for name in troupe._attendance.loaded.characters]


@pytest.mark.parametrize("troupes", [2, 3])
async def test_the_story_does_not_depend_on_how_a_sleeping_cast_is_shared_out(town, set_stage, hash, troupes):
    stage = await set_stage(town, troupes)
    assert await stage.play(TICKS) == hash
    assert (await verify(stage.store, stage.ecosystem, None)).faults == []


@pytest.mark.parametrize("linger", [0, 10_000])
async def test_the_story_does_not_depend_on_when_sleepers_are_let_go(town, set_stage, hash, monkeypatch, linger):
    monkeypatch.setattr(attendance, "LINGER", linger)
    stage = await set_stage(town, 2)
    assert await stage.play(TICKS) == hash
    assert (await verify(stage.store, stage.ecosystem, None)).faults == []


async def test_troupes_that_are_lost_at_every_tick_lose_nothing(town, set_stage, hash, monkeypatch):
    monkeypatch.setattr(attendance, "LINGER", 2)
    stage = await set_stage(town, 2)
    for tick in range(TICKS):
        await stage.play(1)
        await stage.company.replace(tick % 2)
    assert stage.supervisor.head.hash == hash
    assert (await verify(stage.store, stage.ecosystem, None)).faults == []


class MoodyStore(InMemoryStore):
    """Of the calls by which people wake up and fall asleep, every third one fails."""

    calls: int | None = None

    def _call(self) -> None:
        if self.calls is not None:
            self.calls += 1
            if self.calls % 3 == 0:
                raise StoreUnavailable("the store", "not in the mood")

    async def load(self, *how):
        self._call()
        return await super().load(*how)

    async def joinings(self, *how):
        self._call()
        return await super().joinings(*how)

    async def personas(self, *how):
        self._call()
        return await super().personas(*how)

    async def save(self, *how):
        self._call()
        await super().save(*how)


async def test_a_store_that_fails_while_people_wake_up_only_costs_time(town, set_stage, hash, monkeypatch):
    monkeypatch.setattr(attendance, "LINGER", 0)
    stage = await set_stage(town, 2, store=MoodyStore())
    stage.store.calls = 0
    while stage.supervisor.head.tick < TICKS:
        with suppress(StoreUnavailable):
            await stage.supervisor.tick()
    assert stage.store.calls > TICKS
    stage.store.calls = None
    assert stage.supervisor.head.hash == hash
    assert (await verify(stage.store, stage.ecosystem, None)).faults == []


async def test_who_could_not_be_woken_and_is_not_asked_for_again_does_no_harm(town, set_stage, monkeypatch):
    monkeypatch.setattr(attendance, "LINGER", 0)
    stage = await set_stage(town, store=MoodyStore())
    await stage.play(1)
    head, members = stage.supervisor.head, dict.fromkeys(await stage.store.whereabouts(stage.ecosystem))
    loaded = await recovery.begin(stage.store, stage.ecosystem, members)
    present = attendance.Attendance(stage.store, stage.ecosystem, members, loaded)
    awake = await present.call_up(2, head.seq)
    sleeper = next(name for name in members if name not in awake and name not in loaded.characters)
    stage.store.calls = 2  # the next one fails
    with pytest.raises(StoreUnavailable):
        await present.expect([sleeper])
    stage.store.calls = None
    assert await present.call_up(3, head.seq) == awake
    assert set(awake) <= set(loaded.characters)
    await present.expect([sleeper])
    assert sleeper in loaded.characters
    await present.call_up(4, head.seq)
    assert sleeper not in loaded.characters


@pytest.mark.parametrize("last", [3, 26, 50])
async def test_a_story_that_goes_on_after_everything_slept_is_the_same(town, set_stage, hash, last):
    stage = await set_stage(town)
    await stage.play(last)
    await stage.supervisor.snapshot()
    await stage.company.close()
    later = await set_stage(town, 2, store=stage.store, ecosystem=stage.ecosystem)
    assert await later.play(TICKS - last) == hash


async def test_discarded_snapshots_of_sleepers_are_made_up_for(town, set_stage, hash, monkeypatch):
    monkeypatch.setattr(attendance, "LINGER", 0)
    stage = await set_stage(town)
    await stage.play(40)
    await stage.store.discard(stage.ecosystem)
    await stage.company.close()
    assert await stage.play(TICKS - 40) == hash
    assert (await verify(stage.store, stage.ecosystem, None)).faults == []


async def test_nothing_concerns_whoever_sleeps(town, set_stage):
    stage = await set_stage(town)
    await stage.play(TICKS)
    awake, where = await attention(stage), {}
    for event in await stage.events():
        if event.kind == JOINED:
            where[event.body["character"]] = event.body["place"]
        elif event.kind in (INTERACTED, MOVED, REFLECTED):
            assert all(where[name] in awake.awake(event.tick) for name in concerned(event)), event
        if event.kind == MOVED:
            where[event.body["character"]] = event.body["to"]


async def test_only_those_who_are_awake_or_were_until_lately_are_in_memory(town, set_stage):
    stage = await set_stage(town, 2)
    awake = await attention(stage)
    woken = {}
    for _ in range(TICKS):
        await stage.play(1)
        present = set(in_memory(stage))
        there = stage.supervisor._presence
        up = {name for place in awake.awake(stage.supervisor.head.tick) for name in there.at(place)}
        woken |= dict.fromkeys(present)
        assert len(present) < len(town.cast)
        assert len(up) < 60
    assert len(woken) > len(present)
    assert all(len(troupe._attendance.loaded.setting.cast.personas) < 80 for troupe in stage.company._troupes.values())


async def test_a_snapshot_of_all_keeps_only_what_changed_since_the_last(town, set_stage):
    stage = await set_stage(town)
    await stage.play(4)
    await stage.supervisor.snapshot()
    first = await stage.store.load(stage.ecosystem, list(stage.supervisor._presence.where))
    await stage.play(1)
    after = stage.supervisor.head.seq
    await stage.supervisor.snapshot()
    second = await stage.store.load(stage.ecosystem, list(stage.supervisor._presence.where))
    changed = {name for event in await stage.events() if event.tick == 5 for name in concerned(event)}
    assert {name for name, (seq, _) in second.items() if seq == after} == changed
    assert all(second[name] == first[name] for name in first if name not in changed)


async def test_verify_misses_the_snapshot_of_somebody_who_changed(town, set_stage):
    stage = await set_stage(town)
    await stage.play(4)
    await stage.supervisor.snapshot()
    snapshots = stage.store._shelf.kept(stage.ecosystem).snapshots
    name = min(snapshots)
    del snapshots[name]
    faults = (await verify(stage.store, stage.ecosystem, None)).faults
    assert faults and all(fault.startswith(f"snapshots: {name} changed at number") for fault in faults)


async def test_a_small_world_is_founded_as_before_and_awake_everywhere(world, set_stage):
    stage = await set_stage(world)
    assert "awake" not in await founded(stage.store, stage.ecosystem)
    assert not (await recovery.settle(stage.store, stage.supervisor.head.founding)).attention.limited


async def test_a_supervisor_that_has_met_too_many_people_reads_their_names_again(town, set_stage, hash, monkeypatch):
    monkeypatch.setattr("actors.supervisor.ACQUAINTANCES", 5)
    monkeypatch.setattr(attendance, "SPARE", 0)
    stage = await set_stage(town, 2)
    assert await stage.play(TICKS) == hash


def test_an_attention_kept_in_the_founding_is_the_one_of_the_world(town):
    places = [[place.id, place.name, place.at, place.public] for place in town.places]
    body = {"places": places, "awake": {"always": town.awake.always, "at_once": town.awake.at_once}}
    expected = Attention(7, [place.id for place in town.places], town.awake.always, town.awake.at_once)
    assert [*attention_of(7, body).awake(30)] == [*expected.awake(30)]
