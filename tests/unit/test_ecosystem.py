"""An ecosystem at work: one inbox in front of one supervisor, which wakes, works, sleeps and says where it stands."""

import asyncio
from functools import partial

import pytest

from actors.errors import ChronicleDamaged, StoreFull, StoreUnavailable
from actors.ports import Due
from runtime import patience
from runtime.ecosystem import Ecosystem
from runtime.ending import end
from runtime.local_company import LocalCompany
from runtime.openers import Openers, ephemeral
from runtime.status import Status
from storage.in_memory.board import InMemoryBoard
from storage.in_memory.herald import InMemoryHerald


def alive(stage, openers: Openers | None = None) -> Ecosystem:
    openers = openers or ephemeral(stage.store, InMemoryHerald())
    return Ecosystem(stage.ecosystem, openers, lambda ecosystem, cast: LocalCompany(ecosystem, [cast], openers.store))


async def counted(openers: Openers, opened: list[int], most: int) -> object:
    """The store, so many times at most: a guard against a circle that would never end."""
    opened.append(1)
    if len(opened) > most:
        raise ChronicleDamaged("", "opened again and again")
    return await openers.store()


async def test_it_does_what_is_due_without_being_called(world, set_stage):
    stage = await set_stage(world)
    await stage.store.order(stage.ecosystem, Due("run", "cli", 0, {"until": 5}))
    status = await alive(stage).finished()
    assert (status.state, status.tick, status.settled) == ("asleep", 5, True)
    assert status.hash == (await stage.store.head(stage.ecosystem)).hash
    assert status.interactions == len(await stage.store.interactions(stage.ecosystem))


async def test_it_wakes_after_sleep_and_goes_on_where_it_stood(world, set_stage):
    stage = await set_stage(world)
    ecosystem = alive(stage)
    assert (await ecosystem.finished()).tick == 0
    for until in (3, 8):
        await stage.store.order(stage.ecosystem, Due("run", "cli", 0, {"until": until}))
        assert (await ecosystem.wake()).state == "waking"
        assert (await ecosystem.finished()).tick == until
    assert ecosystem.status().hash == await (await set_stage(world)).play(8)


class Rest:
    """An ecosystem that rests for a long time, and how many companies were made for it."""

    def __init__(self, stage) -> None:
        self.stage, self.made, openers = stage, 0, ephemeral(stage.store, InMemoryHerald())

        def company(ecosystem, cast) -> LocalCompany:
            self.made += 1
            return LocalCompany(ecosystem, [cast], openers.store)

        self.ecosystem = Ecosystem(stage.ecosystem, openers, company, rest=60.0)

    async def settled(self) -> Status:
        for _ in range(1_000_000):
            if self.ecosystem.status().settled:
                break
            await asyncio.sleep(0)
        return self.ecosystem.status()

    async def ordered(self, until: int) -> Status:
        await self.stage.store.order(self.stage.ecosystem, Due("run", "cli", 0, {"until": until}))
        await self.ecosystem.wake()
        return await self.settled()

    async def ended(self) -> None:
        await end(self.ecosystem._work)


async def test_who_calls_while_it_rests_is_answered_by_the_same_company(world, set_stage):
    rest = Rest(await set_stage(world))
    await rest.settled()
    assert [(await rest.ordered(until)).tick for until in (2, 5)] == [2, 5]
    assert rest.made == 1
    assert (await rest.stage.store.head(rest.stage.ecosystem)).hash == await (await set_stage(world)).play(5)
    await rest.ended()


async def test_who_stands_still_by_a_persons_wish_goes_on_with_the_same_company(world, set_stage):
    rest = Rest(await set_stage(world))
    order = Due("pause", "pause", 0, {"by": "ann", "reason": "supper"})
    await rest.stage.store.order(rest.stage.ecosystem, order)
    assert (await rest.ordered(2)).state == "paused"
    await rest.stage.store.done(rest.stage.ecosystem, order)
    await rest.ecosystem.wake()
    assert ((await rest.settled()).tick, rest.made) == (2, 1)
    await rest.ended()


async def test_one_from_which_another_took_over_while_it_rested_takes_over_again(world, set_stage):
    rest = Rest(await set_stage(world))
    await rest.settled()
    await rest.stage.store.activate(rest.stage.ecosystem)
    status = await rest.ordered(2)
    assert (status.state, status.tick, rest.made) == ("asleep", 2, 2)
    await rest.ended()


async def test_calls_while_it_works_are_not_lost(world, set_stage):
    stage = await set_stage(world)
    ecosystem = alive(stage)
    await stage.store.order(stage.ecosystem, Due("run", "cli", 0, {"until": 4}))
    for _ in range(3):
        await ecosystem.wake()
    assert (await ecosystem.finished()).tick == 4


async def test_calling_a_paused_one_leaves_it_paused(world, set_stage):
    stage, opened = await set_stage(world), []
    await stage.store.mark(stage.ecosystem, "paused", "by hand")
    openers = ephemeral(stage.store, InMemoryHerald())
    ecosystem = alive(stage, Openers(partial(counted, openers, opened, 9), openers.herald))
    await ecosystem.wake()
    status = await ecosystem.finished()
    assert (status.state, status.reason) == ("paused", "by hand")
    assert len(opened) <= 2


async def test_a_resumed_one_goes_on(world, set_stage):
    stage = await set_stage(world)
    await stage.store.mark(stage.ecosystem, "paused", "by hand")
    ecosystem = alive(stage)
    assert (await ecosystem.finished()).state == "paused"
    await stage.store.mark(stage.ecosystem, "idle")
    await stage.store.order(stage.ecosystem, Due("run", "cli", 0, {"until": 2}))
    await ecosystem.wake()
    assert (await ecosystem.finished()).tick == 2


async def test_one_that_was_superseded_says_so(world, set_stage):
    stage = await set_stage(world)
    first, openers = [], ephemeral(stage.store, InMemoryHerald())

    async def rival(store) -> object:
        if not first:
            first.append(store.commit)
            store.commit = partial(_taken_over, store, first[0])
        return store

    ecosystem = alive(stage, Openers(partial(rival, stage.store), openers.herald))
    await stage.store.order(stage.ecosystem, Due("run", "cli", 0, {"until": 5}))
    await ecosystem.wake()
    status = await ecosystem.finished()
    assert (status.state, status.settled) == ("superseded", True)
    assert "another supervisor" in status.reason
    assert (await stage.store.head(stage.ecosystem)).tick == 0


async def _taken_over(store, commit, ecosystem, epoch, *row) -> None:
    await store.activate(ecosystem)
    await commit(ecosystem, epoch, *row)


async def test_a_damaged_chronicle_pauses_it_with_the_reason(world, set_stage):
    stage = await set_stage(world)
    stage.store._shelf.genres.clear()
    status = await alive(stage).finished()
    assert status.state == "paused"
    assert "is missing from the library" in status.reason


async def test_a_store_that_cannot_be_opened_yet_is_waited_for(world, set_stage, monkeypatch):
    monkeypatch.setattr(patience, "WAITS", (0.0,))
    stage, attempts = await set_stage(world), []
    openers = ephemeral(stage.store, InMemoryHerald())

    async def stubborn() -> object:
        attempts.append(ecosystem.status().state)
        if len(attempts) < 4:
            raise StoreUnavailable("postgres", "starting")
        return await openers.store()

    ecosystem = alive(stage, Openers(stubborn, openers.herald))
    assert (await ecosystem.finished()).state == "asleep"
    assert attempts[1:4] == ["waiting"] * 3


async def test_why_it_waits_is_on_the_board_until_it_goes_on(world, set_stage, monkeypatch):
    monkeypatch.setattr(patience, "WAITS", (0.0,))
    stage, board, read = await set_stage(world), InMemoryBoard(), []
    openers = ephemeral(stage.store, InMemoryHerald())
    commit = stage.store.commit

    async def full(*row) -> None:
        read.append(await board.notice(stage.ecosystem))
        if len(read) in (2, 3):
            raise StoreFull("Postgres", "no more room for table events")
        await commit(*row)

    async def same() -> InMemoryBoard:
        return board

    stage.store.commit = full
    await stage.store.order(stage.ecosystem, Due("run", "cli", 0, {"until": 3}))
    await alive(stage, Openers(openers.store, openers.herald, same)).finished()
    said = "Postgres has no space left (no more room for table events); free some"
    assert read == ["", "", said, said, ""]
    assert await board.notice(stage.ecosystem) == ""
    assert (await stage.store.head(stage.ecosystem)).hash == await (await set_stage(world)).play(3)


async def test_a_defect_shows_as_a_pause_and_is_not_swallowed(world, set_stage, caplog):
    stage = await set_stage(world)
    openers = ephemeral(stage.store, InMemoryHerald())

    async def broken() -> object:
        raise ZeroDivisionError("by design")

    ecosystem = alive(stage, Openers(broken, openers.herald))
    status = await ecosystem.finished()
    assert (status.state, status.reason) == ("paused", "defect: ZeroDivisionError('by design')")
    with pytest.raises(ZeroDivisionError):
        await ecosystem._work
    assert "because of a defect" in caplog.text


async def test_the_status_is_a_frozen_value(world, set_stage):
    ecosystem = alive(await set_stage(world))
    with pytest.raises(AttributeError):
        ecosystem.status().tick = 1
    await asyncio.sleep(0)
    await ecosystem.finished()
