"""A session: runs to their target, lives at a tempo, pauses when nothing helps, sleeps when nothing is due."""

import asyncio
import threading
from dataclasses import replace

import pytest

from actors.errors import CodeMismatch, FabulaError, NotPlaced, StaleEpoch, StoreUnavailable, TroupeLost
from actors.ports import Due
from runtime import patience
from runtime import session as sessions
from runtime.session import LOSSES, STALLS, Session
from storage.in_memory.herald import InMemoryHerald
from storage.in_memory.store import InMemoryStore


class Publications(list):
    """Every state that a session publishes, and somebody who may act on one."""

    def __init__(self, act=lambda state, head: None) -> None:
        self.act = act
        self.restarts = 0
        self.interactions = 0

    def __call__(self, state, reason="", head=None, interactions=0, restarts=0) -> None:
        self.append((state, reason))
        self.restarts += restarts
        self.interactions += interactions
        self.act(state, head)

    async def excuse(self, reason: str) -> None:
        self("waiting" if reason else "over", reason)

    @property
    def states(self) -> list[str]:
        """Without repetition."""
        states = [state for state, _ in self]
        return [state for number, state in enumerate(states) if states[number - 1 : number] != [state]]


class Doomed:
    """A troupe that fails (it is lost unless said otherwise) at every call; ``spared`` calls before that it answers."""

    def __init__(self, company, spared: int, fate: FabulaError | None = None) -> None:
        self._company, self.spared = company, spared
        self._fate = fate or TroupeLost("1", "killed again")
        self.members = company.members

    async def handle(self, troupe):
        if self.spared <= 0:
            raise self._fate
        self.spared -= 1
        return await self._company.handle(troupe)

    async def replace(self, troupe):
        await self._company.replace(troupe)


def session(stage, publish, called=None, company=None) -> Session:
    company = company or stage.company
    return Session(stage.ecosystem, stage.store, InMemoryHerald(), company, called or asyncio.Event(), publish, publish.excuse)


def run(until: int, key: str = "cli") -> Due:
    return Due("run", key, 0, {"until": until})


@pytest.fixture
def impatient(monkeypatch) -> None:
    """Nobody waits before asking again."""
    monkeypatch.setattr(patience, "WAITS", (0.0,))


async def test_nothing_due_lets_it_sleep_at_once(world, set_stage):
    stage, publish = await set_stage(world), Publications()
    await session(stage, publish).work()
    assert publish.states == ["waking", "asleep"]
    assert (await stage.store.head(stage.ecosystem)).status == "idle"


async def test_a_run_ends_exactly_at_its_target_and_is_no_longer_due(world, set_stage):
    stage, publish = await set_stage(world), Publications()
    await stage.store.order(stage.ecosystem, run(9))
    await session(stage, publish).work()
    head = await stage.store.head(stage.ecosystem)
    assert (head.tick, head.status) == (9, "idle")
    assert publish.states == ["waking", "running", "asleep"]
    assert await stage.store.due(stage.ecosystem) == []
    assert head.hash == await (await set_stage(world)).play(9)
    assert publish.interactions == len(await stage.store.interactions(stage.ecosystem))


async def test_several_runs_end_at_the_farthest_and_an_old_one_does_nothing(world, set_stage):
    stage, publish = await set_stage(world), Publications()
    await stage.play(3)
    for until, key in ((2, "past"), (5, "near"), (7, "far")):
        await stage.store.order(stage.ecosystem, run(until, key))
    await session(stage, publish).work()
    assert (await stage.store.head(stage.ecosystem)).tick == 7
    assert await stage.store.due(stage.ecosystem) == []


async def test_a_run_leaves_a_snapshot_of_everybody_at_its_end(world, set_stage):
    stage = await set_stage(world)
    await stage.store.order(stage.ecosystem, run(4))
    await session(stage, Publications()).work()
    head = await stage.store.head(stage.ecosystem)
    snapshots = await stage.store.load(stage.ecosystem, [persona.id for persona in world.cast])
    assert {seq for seq, _ in snapshots.values()} == {head.seq}
    assert len(snapshots) == len(world.cast)


async def test_a_farther_run_ordered_on_the_way_is_reached_too(world, set_stage):
    stage, called = await set_stage(world), asyncio.Event()
    await stage.store.order(stage.ecosystem, run(3))

    def prolong(state, head) -> None:
        if head and head.tick == 2 and not called.is_set():
            stage.store._shelf.kept(stage.ecosystem).due["run", "cli"] = run(6)
            called.set()

    await session(stage, Publications(prolong), called).work()
    assert (await stage.store.head(stage.ecosystem)).tick == 6


async def test_a_farther_run_ordered_at_the_last_tick_under_the_same_key_is_not_lost(world, set_stage):
    stage = await set_stage(world)
    await stage.store.order(stage.ecosystem, run(3))

    def prolong(state, head) -> None:
        if head and head.tick == 3 and state == "running":
            stage.store._shelf.kept(stage.ecosystem).due["run", "cli"] = run(6)

    await session(stage, Publications(prolong)).work()
    assert (await stage.store.head(stage.ecosystem)).tick == 6
    assert await stage.store.due(stage.ecosystem) == []


async def test_it_lives_at_its_tempo_until_that_is_no_longer_ordered(world, set_stage):
    stage, called = await set_stage(world), asyncio.Event()
    await stage.store.order(stage.ecosystem, Due("live", "cli", 0, {"tempo_ms": 1}))

    def end(state, head) -> None:
        if state == "live" and head.tick == 4:
            stage.store._shelf.kept(stage.ecosystem).due.clear()
            called.set()

    publish = Publications(end)
    await session(stage, publish, called).work()
    assert publish.states == ["waking", "live", "asleep"]
    head = await stage.store.head(stage.ecosystem)
    assert (head.tick, head.hash) == (4, await (await set_stage(world)).play(4))


async def test_a_lost_message_only_costs_time_also_while_it_lives(world, set_stage, monkeypatch):
    monkeypatch.setattr(sessions, "HOUSEKEEPING_SECONDS", 0.05)
    stage = await set_stage(world)
    await stage.store.order(stage.ecosystem, Due("live", "cli", 0, {"tempo_ms": 1}))

    def end(state, head) -> None:
        if state == "live" and head.tick == 2:
            stage.store._shelf.kept(stage.ecosystem).due.clear()

    publish = Publications(end)
    async with asyncio.timeout(120):
        await session(stage, publish).work()
    assert publish.states == ["waking", "live", "asleep"]


async def test_the_beat_comes_in_the_thread_of_the_loop(world, set_stage):
    """From another one it might not be heard: asyncio's events know no threads."""
    stage, called, threads = await set_stage(world), asyncio.Event(), []
    await stage.store.order(stage.ecosystem, Due("live", "cli", 0, {"tempo_ms": 1}))

    class Beat(asyncio.Event):
        def set(self) -> None:
            threads.append(threading.current_thread())
            stage.store._shelf.kept(stage.ecosystem).due.clear()
            asyncio.run_coroutine_threadsafe(_call(called), loop)

    loop, lively = asyncio.get_running_loop(), session(stage, Publications(), called)
    lively._beat = Beat()
    await lively.work()
    assert threads[0] is threading.current_thread()


async def _call(called: asyncio.Event) -> None:
    called.set()


async def test_a_run_goes_before_living(world, set_stage):
    stage, called = await set_stage(world), asyncio.Event()
    await stage.store.order(stage.ecosystem, Due("live", "cli", 0, {"tempo_ms": 1}))
    await stage.store.order(stage.ecosystem, run(3))

    def end(state, head) -> None:
        if state == "live" and head.tick > 3:
            stage.store._shelf.kept(stage.ecosystem).due.clear()
            called.set()

    publish = Publications(end)
    await session(stage, publish, called).work()
    assert publish.states == ["waking", "running", "live", "asleep"]


async def test_a_troupe_that_keeps_dying_pauses_the_ecosystem_with_the_reason(world, set_stage):
    stage, publish = await set_stage(world), Publications()
    await stage.store.order(stage.ecosystem, run(9))
    await session(stage, publish, company=Doomed(stage.company, spared=4)).work()
    head = await stage.store.head(stage.ecosystem)
    assert (head.tick, head.status) == (2, "paused")
    assert "killed again" in head.reason and "tick 3" in head.reason
    assert publish[-1] == ("paused", head.reason)
    assert publish.restarts == LOSSES - 1
    assert [due.key for due in await stage.store.due(stage.ecosystem)] == ["cli"]


async def test_losses_with_a_tick_between_them_are_forgiven(world, set_stage):
    stage, publish = await set_stage(world), Publications()
    doomed = Doomed(stage.company, spared=1)

    def spare(state, head) -> None:
        doomed.spared += 2 if publish.restarts < 2 * LOSSES else 1000

    publish.act = spare
    await stage.store.order(stage.ecosystem, run(6))
    await session(stage, publish, company=doomed).work()
    assert (await stage.store.head(stage.ecosystem)).tick == 6


async def test_a_troupe_on_a_node_with_another_fabula_pauses_it_with_the_reason(world, set_stage):
    stage, publish = await set_stage(world), Publications()
    await stage.store.order(stage.ecosystem, run(9))
    mismatch = CodeMismatch("10.0.0.7", "0123456789ab", "ba9876543210")
    await session(stage, publish, company=Doomed(stage.company, 4, mismatch)).work()
    head = await stage.store.head(stage.ecosystem)
    assert (head.status, head.reason) == ("paused", str(mismatch))
    assert publish[-1] == ("paused", str(mismatch))


async def test_a_troupe_without_a_place_is_waited_for_with_the_reason(world, set_stage, impatient):
    stage, publish = await set_stage(world), Publications()
    await stage.store.order(stage.ecosystem, run(6))
    unplaced = NotPlaced("troupe 1", "waiting for 0.01 CPUs")
    doomed = Doomed(stage.company, 4, unplaced)

    def make_room(state, head) -> None:
        if state == "waiting":
            doomed.spared = 1000

    publish.act = make_room
    await session(stage, publish, company=doomed).work()
    assert ("waiting", str(unplaced)) in publish
    assert (await stage.store.head(stage.ecosystem)).tick == 6
    assert publish.restarts == 0


async def test_a_paused_ecosystem_stays_paused(world, set_stage):
    stage, publish = await set_stage(world), Publications()
    await stage.store.order(stage.ecosystem, run(9))
    await stage.store.mark(stage.ecosystem, "paused", "by hand")
    await session(stage, publish).work()
    assert publish == [("paused", "by hand")]
    assert (await stage.store.head(stage.ecosystem)).tick == 0


async def test_an_ecosystem_whose_supervisors_keep_dying_is_paused(world, set_stage):
    stage, publish = await set_stage(world), Publications()
    await stage.store.order(stage.ecosystem, run(9))
    for _ in range(STALLS):
        await stage.store.activate(stage.ecosystem)
    await session(stage, publish).work()
    head = await stage.store.head(stage.ecosystem)
    assert (head.tick, head.status) == (0, "paused")
    assert "died before they could commit tick 1" in head.reason


async def test_one_that_was_paused_for_that_goes_on_when_somebody_resumes_it(world, set_stage):
    stage = await set_stage(world)
    await stage.store.order(stage.ecosystem, run(2))
    for _ in range(STALLS):
        await stage.store.activate(stage.ecosystem)
    await session(stage, Publications()).work()
    assert (await stage.store.head(stage.ecosystem)).status == "paused"
    await stage.store.mark(stage.ecosystem, "idle")
    await session(stage, Publications()).work()
    assert (await stage.store.head(stage.ecosystem)).tick == 2


async def test_waking_for_nothing_again_and_again_is_no_dying(world, set_stage):
    stage = await set_stage(world)
    for _ in range(STALLS + 2):
        publish = Publications()
        await session(stage, publish).work()
        assert publish.states == ["waking", "asleep"]


async def test_another_supervisor_ends_the_session(world, set_stage):
    stage, taken = await set_stage(world), []

    def take_over(state, head) -> None:
        if head and head.tick == 2 and not taken:
            taken.append(asyncio.ensure_future(stage.store.activate(stage.ecosystem)))

    await stage.store.order(stage.ecosystem, run(5))
    # The other one comes between two ticks: the session gives way to it at its next await.
    works = session(stage, Publications(take_over)).work()
    stage.store.commit = _polite(stage.store.commit)
    with pytest.raises(StaleEpoch):
        await works
    assert (await stage.store.head(stage.ecosystem)).tick == 2


async def test_a_superseded_supervisor_cannot_pause_what_another_one_runs(world, set_stage):
    stage = await set_stage(world)
    await stage.store.order(stage.ecosystem, run(5))
    doomed = Doomed(stage.company, spared=0)

    def take_over(state, head) -> None:
        if state == "running" and head is None and doomed.spared == 0:
            doomed.spared = -1
            kept = stage.store._shelf.kept(stage.ecosystem)
            kept.head = replace(kept.head, epoch=kept.head.epoch + 1)

    with pytest.raises(StaleEpoch):
        await session(stage, Publications(take_over), company=doomed).work()
    assert (await stage.store.head(stage.ecosystem)).status == "running"


def _polite(commit):
    async def slowly(*row):
        await asyncio.sleep(0)
        await commit(*row)

    return slowly


@pytest.mark.usefixtures("impatient")
async def test_a_silent_store_is_waited_for_and_the_story_is_the_same(world, set_stage):
    class Silent(InMemoryStore):
        silent = 5

        async def commit(self, *row) -> None:
            if self.silent:
                self.silent -= 1
                raise StoreUnavailable("postgres", "gone for lunch")
            await super().commit(*row)

    stage, publish = await set_stage(world, store=Silent()), Publications()
    await stage.store.order(stage.ecosystem, run(3))
    await session(stage, publish).work()
    assert [reason for state, reason in publish if state == "waiting"] == ["postgres does not answer: gone for lunch"] * 5
    assert publish.states[-4:] == ["waiting", "over", "running", "asleep"]
    assert (await stage.store.head(stage.ecosystem)).hash == await (await set_stage(world)).play(3)
