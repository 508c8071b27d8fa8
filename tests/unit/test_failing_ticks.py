"""Ticks that fail: before the commit, in it or after it, with lost troupes or a second supervisor. The story stays."""

from collections.abc import Sequence

import pytest

from actors.errors import StaleEpoch, StoreUnavailable, TroupeLost
from actors.events import chained
from actors.ports import Head
from actors.supervisor import SNAPSHOT_EVERY
from runtime.local_company import LocalCompany
from runtime.verification import verify
from storage.in_memory.store import InMemoryStore


class FragileStore(InMemoryStore):
    """Fails as often as ``fails`` says, by the name of the call; with ``lost``, commits are written first."""

    def __init__(self, lost: bool = False) -> None:
        super().__init__()
        self.fails = dict.fromkeys(("commit", "head", "save"), 0)
        self.lost = lost

    def _fail(self, call: str) -> None:
        if self.fails[call]:
            self.fails[call] -= 1
            raise StoreUnavailable("store", f"no answer to {call}")

    async def commit(self, *row) -> None:
        if self.fails["commit"] and self.lost:
            await super().commit(*row)
        self._fail("commit")
        await super().commit(*row)

    async def head(self, ecosystem):
        self._fail("head")
        return await super().head(ecosystem)

    async def save(self, *row) -> None:
        self._fail("save")
        await super().save(*row)


class MortalCompany(LocalCompany):
    """Its troupes die when told to, at the call of the given name."""

    deaths: list[tuple[int, str]]
    replaced: int

    def __init__(self, *how) -> None:
        super().__init__(*how)
        self.deaths, self.replaced = [], 0

    async def handle(self, troupe: int):
        return Mortal(await super().handle(troupe), troupe, self.deaths)

    async def replace(self, troupe: int) -> None:
        self.replaced += 1
        await super().replace(troupe)


class Mortal:
    """A troupe whose death is announced as (number, call)."""

    def __init__(self, troupe, number: int, deaths: list[tuple[int, str]]) -> None:
        self._troupe, self._number, self._deaths = troupe, number, deaths

    def __getattr__(self, call: str):
        if (self._number, call) in self._deaths:
            self._deaths.remove((self._number, call))
            raise TroupeLost(self._number, "killed")
        return getattr(self._troupe, call)


async def in_spite_of(error: type[Exception], supervisor, ticks: int) -> int:
    """So many ticks, each asked for again when it fails; how many failures there were."""
    target, failures = supervisor.head.tick + ticks, 0
    while supervisor.head.tick < target:
        try:
            await supervisor.tick()
        except error:
            failures += 1
    return failures


async def hash_after(set_stage, world, ticks: int) -> str:
    return await (await set_stage(world)).play(ticks)


def assert_whole(stage, events: Sequence) -> None:
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    assert chained("0" * 32, events) == stage.supervisor.head.hash


async def test_a_commit_that_was_not_written_is_made_again(world, set_stage):
    stage = await set_stage(world, store=FragileStore())
    await stage.play(4)
    before = await stage.events()
    stage.store.fails["commit"] = 2
    with pytest.raises(StoreUnavailable):
        await stage.supervisor.tick()
    assert await stage.events() == before
    assert await in_spite_of(StoreUnavailable, stage.supervisor, 4) == 1
    assert stage.supervisor.head.hash == await hash_after(set_stage, world, 8)
    assert_whole(stage, await stage.events())


async def test_a_commit_whose_reply_was_lost_is_not_made_again(world, set_stage):
    stage = await set_stage(world, store=FragileStore(lost=True))
    await stage.play(4)
    stage.store.fails["commit"] = 1
    assert await in_spite_of(StoreUnavailable, stage.supervisor, 4) == 0
    assert stage.supervisor.head.hash == await hash_after(set_stage, world, 8)
    assert_whole(stage, await stage.events())


@pytest.mark.parametrize("unread", [1, 3])
async def test_a_commit_whose_reply_was_lost_is_recognised_once_the_store_answers_again(world, set_stage, unread):
    stage = await set_stage(world, store=FragileStore(lost=True))
    await stage.play(4)
    stage.store.fails |= {"commit": 1, "head": unread}
    assert await in_spite_of(StoreUnavailable, stage.supervisor, 4) == unread
    assert stage.supervisor.head.hash == await hash_after(set_stage, world, 8)
    assert_whole(stage, await stage.events())


async def test_a_snapshot_that_fails_takes_nothing_back_from_its_tick(world, set_stage):
    stage = await set_stage(world, store=FragileStore())
    await stage.play(SNAPSHOT_EVERY - 1)
    stage.store.fails["save"] = 1
    done = await stage.supervisor.tick()
    assert done.tick == SNAPSHOT_EVERY == stage.supervisor.head.tick
    assert stage.supervisor.head == await stage.store.head(stage.ecosystem)


async def test_a_troupe_that_dies_during_a_snapshot_takes_nothing_back_from_its_tick(world, set_stage):
    stage = await set_stage(world, 2, company=MortalCompany)
    await stage.play(SNAPSHOT_EVERY - 1)
    stage.company.deaths.append((1, "states"))
    assert (await stage.supervisor.tick()).tick == SNAPSHOT_EVERY
    await stage.play(3)
    assert stage.supervisor.head.hash == await hash_after(set_stage, world, SNAPSHOT_EVERY + 3)


async def test_a_superseded_supervisor_freezes_what_it_knows_and_not_what_came_later(world, set_stage):
    old = await set_stage(world)
    await old.play(3)
    await old.company.replace(0)
    new = await set_stage(world, store=old.store, ecosystem=old.ecosystem)
    await new.play(2)
    await old.supervisor.snapshot()
    assert (await verify(new.store, new.ecosystem, None)).faults == []


async def test_a_troupe_that_lags_behind_makes_up_for_it_whatever_it_is_asked(world, set_stage):
    stage = await set_stage(world)
    await stage.play(2)
    lagging = await stage.company.handle(0)
    await stage.company.replace(0)
    await stage.play(3)
    stage.company._troupes[0] = lagging
    assert await stage.play(3) == await hash_after(set_stage, world, 8)


@pytest.mark.parametrize("call", ["advance", "respond"])
async def test_a_lost_troupe_is_replaced_and_the_story_is_the_same(world, set_stage, call):
    stage = await set_stage(world, 3, company=MortalCompany)
    await stage.play(5)
    stage.company.deaths += [(0, call), (2, call)]
    assert await in_spite_of(TroupeLost, stage.supervisor, 5) >= 1
    assert stage.company.replaced == 2
    assert stage.supervisor.head.hash == await hash_after(set_stage, world, 10)


async def test_a_troupe_lost_in_every_tick_changes_nothing(world, set_stage):
    stage = await set_stage(world, 2, company=MortalCompany)
    for tick in range(8):
        stage.company.deaths.append((tick % 2, ("advance", "respond")[tick // 2 % 2]))
        await in_spite_of(TroupeLost, stage.supervisor, 1)
    assert stage.supervisor.head.hash == await hash_after(set_stage, world, 8)


async def test_a_supervisor_that_was_superseded_writes_nothing(world, set_stage):
    old = await set_stage(world)
    await old.play(3)
    new = await set_stage(world, store=old.store, ecosystem=old.ecosystem)
    before = await old.events()
    with pytest.raises(StaleEpoch):
        await old.supervisor.tick()
    assert await old.events() == before
    await new.play(3)
    with pytest.raises(StaleEpoch):
        await old.supervisor.tick()
    assert new.supervisor.head.hash == await hash_after(set_stage, world, 6)
    assert new.supervisor.head.tick == (await new.store.head(new.ecosystem)).tick


async def test_a_supervisor_with_a_lost_reply_that_was_superseded_stops_too(world, set_stage):
    old = await set_stage(world, store=FragileStore(lost=True))
    await old.play(2)
    old.store.fails |= {"commit": 1, "head": 1}
    with pytest.raises(StoreUnavailable):
        await old.supervisor.tick()
    new = await set_stage(world, store=old.store, ecosystem=old.ecosystem)
    with pytest.raises(StaleEpoch):
        await old.supervisor.tick()
    assert await new.play(3) == await hash_after(set_stage, world, 6)


async def test_taking_over_again_and_again_tells_the_same_story(world, set_stage):
    stage = await set_stage(world)
    for _ in range(4):
        await stage.play(2)
        stage = await set_stage(world, 2, store=stage.store, ecosystem=stage.ecosystem)
    assert stage.supervisor.head.hash == await hash_after(set_stage, world, 8)
    assert stage.supervisor.head.epoch == 5


async def test_a_tick_that_waits_for_its_commit_is_never_played_again(world, set_stage):
    stage = await set_stage(world, 2, store=FragileStore(), company=MortalCompany)
    await stage.play(4)
    stage.store.fails["commit"] = 3
    for _ in range(3):
        with pytest.raises(StoreUnavailable):
            await stage.supervisor.tick()
        stage.company.deaths = [(0, "respond")]  # whoever plays again, dies
    await stage.supervisor.tick()
    stage.company.deaths.clear()
    await stage.play(3)
    assert stage.supervisor.head.hash == await hash_after(set_stage, world, 8)
    assert_whole(stage, await stage.events())


async def test_a_troupe_that_was_replaced_before_the_commit_does_not_read_ahead_of_it(world, set_stage):
    stage = await set_stage(world, 2, store=FragileStore(), company=MortalCompany)
    await stage.play(4)
    stage.store.fails["commit"] = 2
    stage.company.deaths.append((1, "advance"))
    assert await in_spite_of((StoreUnavailable, TroupeLost), stage.supervisor, 4) >= 2
    assert stage.company.replaced == 1
    assert stage.supervisor.head.hash == await hash_after(set_stage, world, 8)


async def test_an_activation_that_was_given_up_and_arrives_later_takes_over_from_nobody(world, set_stage):
    """Else nobody would lead the ecosystem: the one who sent it has stopped for the sake of its own request."""
    late: list[tuple[str, int]] = []

    class Slow(InMemoryStore):
        async def activate(self, ecosystem: str, epoch: int | None = None) -> Head:
            if not late:
                late.append((ecosystem, epoch))
                raise StoreUnavailable("the store", "it was given up")
            return await super().activate(ecosystem, epoch)

    stage = await set_stage(world)
    stage.store.__class__ = Slow
    with pytest.raises(StoreUnavailable):
        await stage.supervisor.activate()
    await stage.supervisor.activate()
    with pytest.raises(StaleEpoch):
        await InMemoryStore.activate(stage.store, *late[0])
    await stage.play(2)
