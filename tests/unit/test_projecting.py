"""Projecting: a target is kept up to a world for as long as the world is there; what goes wrong is said once and waited for."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from itertools import pairwise
from types import SimpleNamespace

import pytest

from actors.errors import TargetRefused, TargetUnavailable
from actors.projection import Mark, Standing
from runtime import projecting, projections
from runtime.openers import Openers
from runtime.projecting import Projecting
from runtime.projections import Projections
from storage.in_memory import chronicle
from storage.in_memory.board import InMemoryBoard
from storage.in_memory.herald import InMemoryHerald
from storage.in_memory.target import InMemoryTarget


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(60):
        while not condition():  # noqa: ASYNC110 - it is looked at between any two steps
            await asyncio.sleep(0)


class Moody(InMemoryTarget):
    """Fails as it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.trouble: Exception | None = None

    async def mark(self, ecosystem: str) -> Mark:
        if self.trouble:
            raise self.trouble
        return await super().mark(ecosystem)


class Restless(InMemoryHerald):
    """Wakes whoever listens without a pause."""

    async def listen(self, ecosystem: str) -> AsyncIterator[int]:
        while True:
            await asyncio.sleep(0)
            yield 0


@pytest.fixture
async def stage(world, set_stage):
    stage = await set_stage(world)
    await stage.play(5)
    return stage


@pytest.fixture
def told() -> list[Standing]:
    return []


@pytest.fixture
def herald() -> InMemoryHerald:
    return InMemoryHerald()


@pytest.fixture
async def at_work(stage, told, herald, monkeypatch):
    """A target, and the projecting to it at work."""
    monkeypatch.setattr(projecting, "WAITS", (0.0,))
    monkeypatch.setattr(projecting, "PATIENT_WAITS", (0.0,))
    target = Moody()

    async def publish(standing: Standing) -> None:
        told.append(standing)

    part = Projecting(stage.store, herald, target, stage.ecosystem, publish)
    work = asyncio.create_task(part.work())
    await herald.announce(stage.ecosystem, await stage.events())
    yield target, herald, work
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)


async def test_it_wakes_when_events_are_announced(stage, at_work, told):
    target, herald, _ = at_work
    await until(lambda: told and told[-1].state == "current")
    await stage.play(2)
    events = await stage.events()
    await herald.announce(stage.ecosystem, events)
    await until(lambda: told[-1].seq == events[-1].seq)
    assert target.held[stage.ecosystem] == events


async def test_it_wakes_without_any_announcement(stage, at_work, told):
    await stage.play(2)
    seq = (await stage.events())[-1].seq
    await until(lambda: told and told[-1].seq == seq)


async def test_while_much_is_caught_up_with_it_says_how_far_it_is(stage, told, monkeypatch):
    monkeypatch.setattr(chronicle, "_BATCH", 4)

    async def publish(standing: Standing) -> None:
        told.append(standing)

    work = asyncio.create_task(Projecting(stage.store, InMemoryHerald(), Moody(), stage.ecosystem, publish).work())
    await until(lambda: told and told[-1].state == "current")
    work.cancel()
    last = (await stage.events())[-1].seq
    assert [(one.state, one.seq, one.behind) for one in told[:2]] == [("behind", 4, last - 4), ("behind", 8, last - 8)]
    assert [one.state for one in told].count("current") == 1


@pytest.mark.parametrize("herald", [Restless()])
async def test_reasons_that_take_turns_are_said_once_each(stage, at_work, told, caplog):
    target, _, _ = at_work
    await until(lambda: told and told[-1].state == "current")
    reasons = ["a wrong password", "too many wrong passwords"]
    with caplog.at_level(logging.WARNING):
        for number in range(6):
            target.trouble = TargetRefused("memory", reasons[number % 2])
            before = len(told)
            await stage.play(1)
            await until(lambda before=before: len(told) > before)
    assert len(caplog.records) == 2


@pytest.mark.parametrize("herald", [Restless()])
@pytest.mark.parametrize(
    ("trouble", "state"),
    [(TargetUnavailable("memory", "cut"), "unavailable"), (TargetRefused("memory", "set the password"), "refused")],
)
async def test_what_is_wrong_is_said_once_and_it_catches_up_when_it_is_over(stage, at_work, told, caplog, trouble, state):
    target, _, _ = at_work
    await until(lambda: told and told[-1].state == "current")
    with caplog.at_level(logging.WARNING):
        target.trouble = trouble
        await stage.play(3)
        await until(lambda: sum(one.state == state for one in told) > 3)
        target.trouble = None
        await until(lambda: told[-1].state == "current")
    late = next(one for one in told if one.state == state and one.behind)
    assert late.reason == str(trouble)
    assert target.held[stage.ecosystem] == await stage.events()
    assert [record.getMessage() for record in caplog.records] == [
        f"the projection to memory waits: {trouble}", "the projection to memory goes on",
    ]  # fmt: skip


class Hours:
    """Time that passes as soon as somebody waits."""

    def __init__(self) -> None:
        self.now = 0.0
        self.over = asyncio.Event()  # an hour is over, or it was said that enough is seen
        self.happens: list[tuple[float, Callable[[], None]]] = []

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        while self.happens and self.happens[0][0] <= self.now:
            self.happens.pop(0)[1]()
        if self.now > 3600:
            self.over.set()
            await asyncio.Future()


@pytest.fixture
async def hours(stage, told, monkeypatch):
    """Has a target projected to for an hour of such time; gives the moments of its attempts, and when it said how it is."""

    async def lasting(target: Moody, *happens: tuple[float, Callable[[], None]]) -> tuple[list[float], list[float]]:
        clock, tried, said = Hours(), [], []
        clock.happens = sorted(happens, key=lambda one: one[0])
        mark = target.mark

        async def tried_mark(ecosystem: str) -> Mark:
            tried.append(clock.now)
            return await mark(ecosystem)

        async def publish(standing: Standing) -> None:
            said.append(clock.now)
            told.append(standing)
            if standing.state == "current":
                clock.over.set()

        target.mark = tried_mark
        monkeypatch.setattr(projecting, "asyncio", SimpleNamespace(sleep=clock.sleep))
        work = asyncio.create_task(Projecting(stage.store, Restless(), target, stage.ecosystem, publish).work())
        await asyncio.wait_for(clock.over.wait(), 10)
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        return tried, said

    return lasting


def steps(moments: list[float]) -> list[float]:
    return [after - before for before, after in pairwise(moments)]


async def test_what_only_a_person_can_mend_is_tried_ever_more_rarely_up_to_once_a_minute(hours, told):
    target = Moody()
    target.trouble = TargetRefused("memory", "wrong password")
    tried, said = await hours(target)
    waits = steps(tried)
    assert waits[0] <= 0.5 and 60 < len(waits) < 140
    assert all(30 <= wait <= 60 for wait in waits[7:]) and len(set(waits[7:])) > 10
    assert max(steps(said)) < 5.1
    assert {(one.state, one.reason) for one in told} == {("refused", "memory: wrong password")}


async def test_what_is_mended_meanwhile_is_found_within_a_minute(hours, told):
    target = Moody()
    target.trouble = TargetRefused("memory", "wrong password")
    await hours(target, (1800.0, lambda: setattr(target, "trouble", None)))
    assert told[-1].state == "current"
    assert [one.state for one in told].count("current") == 1


async def test_a_target_that_is_away_is_tried_every_five_seconds_also_after_it_refused(hours, told):
    target = Moody()
    target.trouble = TargetRefused("memory", "wrong password")
    away = TargetUnavailable("memory", "cut")
    tried, _ = await hours(target, (1800.0, lambda: setattr(target, "trouble", away)))
    later = [moment for moment in tried if moment > 1800.0]
    assert later[0] < 1860 and steps(later)[:5] == pytest.approx([0.2, 0.5, 1.0, 2.0, 5.0])
    assert set(map(round, steps(later)[4:])) == {5}


async def test_when_the_ecosystem_is_deleted_the_target_forgets_it_and_the_work_ends(stage, at_work, told):
    target, _, work = at_work
    await until(lambda: told and told[-1].state == "current")
    await stage.store.delete(stage.ecosystem)
    await asyncio.wait_for(work, 60)
    assert target.held == {} and await stage.store.leftovers("memory") == []


async def test_what_is_left_of_deleted_ecosystems_is_cleared_away_at_the_beginning(stage, told):
    target = Moody()
    target.marks["gone"] = Mark(3, 1, "x")
    await stage.store.note("gone", "memory")

    async def publish(standing: Standing) -> None:
        told.append(standing)

    work = asyncio.create_task(Projecting(stage.store, InMemoryHerald(), target, stage.ecosystem, publish).work())
    await until(lambda: told)
    work.cancel()
    assert "gone" not in target.marks and await stage.store.leftovers("memory") == []


class Stubborn(InMemoryHerald):
    """Swallows a cancellation, as redis-py may do with one that arrives together with an answer."""

    async def listen(self, ecosystem: str) -> AsyncIterator[int]:
        with suppress(asyncio.CancelledError):
            while True:
                yield 0
                await asyncio.sleep(0.01)
        while True:
            yield 0
            await asyncio.sleep(0.01)


async def test_projections_with_nothing_to_do_end_all_together_or_not_at_all(stage, monkeypatch):
    monkeypatch.setattr(projections, "REST_SECONDS", 0.0)
    monkeypatch.setattr("runtime.ending.AGAIN_SECONDS", 0.01)
    await stage.store.mark(stage.ecosystem, "idle")
    first, second, herald = InMemoryTarget(), InMemoryTarget(), Stubborn()
    openers = Openers(opening(stage.store), opening(herald), opening(InMemoryBoard()), (opening(first), opening(second)))
    made = Projections(stage.ecosystem, openers)
    await asyncio.wait_for(made._work, 60)


def opening(thing):
    async def open_it():
        return thing

    return open_it


async def test_a_defect_of_one_target_is_shown_and_leaves_the_others_at_work(stage, caplog):
    class Defective(InMemoryTarget):
        name = "defective"

        async def apply(self, *how) -> None:
            raise KeyError("oops")

    good, bad, board = InMemoryTarget(), Defective(), InMemoryBoard()
    openers = Openers(opening(stage.store), opening(InMemoryHerald()), opening(board), (opening(bad), opening(good)))
    made = Projections(stage.ecosystem, openers)
    seq = (await stage.events())[-1].seq
    standings = {one.target: one for one in await made.caught_up(seq)}
    assert standings["memory"].state == "current"
    assert standings["defective"].state == "refused" and "KeyError" in standings["defective"].reason
    assert "oops" in await board.notice(f"{stage.ecosystem}:defective")
    made._work.cancel()
    await asyncio.gather(made._work, return_exceptions=True)
