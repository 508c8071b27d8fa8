"""The projector: every event takes effect once in a target, whoever dies, and a target of another chronicle is never written."""

import asyncio
from dataclasses import replace

import pytest

from actors.errors import EcosystemUnknown, MarkAstray, MarkMoved, StaleEpoch, TargetUnavailable
from actors.projection import Mark
from runtime.projector import Projector
from runtime.verification import verify
from storage.in_memory.target import InMemoryTarget


@pytest.fixture
async def stage(world, set_stage):
    stage = await set_stage(world)
    await stage.play(10)
    return stage


@pytest.fixture
def target() -> InMemoryTarget:
    return InMemoryTarget()


class Breaking(InMemoryTarget):
    """Loses its connection now and then: before anything is written, or when all of it is."""

    def __init__(self, *breaks: str) -> None:
        super().__init__()
        self.breaks = list(breaks)

    async def apply(self, *how) -> None:
        when = self.breaks.pop(0) if self.breaks else ""
        if when == "before":
            raise TargetUnavailable(self.name, "gone")
        await super().apply(*how)
        if when == "after":
            raise TargetUnavailable(self.name, "gone")


async def events_of(stage) -> list[int]:
    return [event.seq async for batch in stage.store.events(stage.ecosystem) for event in batch]


def held(target: InMemoryTarget, stage) -> list[int]:
    return [event.seq for event in target.held[stage.ecosystem]]


async def test_catching_up_applies_everything_in_order_and_ends_at_the_head(stage, target):
    head = await stage.store.head(stage.ecosystem)
    mark = await Projector(stage.store, target, stage.ecosystem).catch_up()
    assert mark == Mark(head.seq, head.epoch, head.hash)
    assert held(target, stage) == await events_of(stage)


async def test_catching_up_again_goes_on_where_it_stood(stage, target):
    await Projector(stage.store, target, stage.ecosystem).catch_up()
    await stage.play(5)
    await Projector(stage.store, target, stage.ecosystem).catch_up()
    await Projector(stage.store, target, stage.ecosystem).catch_up()
    assert held(target, stage) == await events_of(stage)
    assert (await verify(stage.store, stage.ecosystem, None, [target])).checks["memory"]


async def test_a_connection_that_breaks_before_or_after_the_commit_costs_nothing_and_doubles_nothing(stage):
    target = Breaking("after", "before", "after")
    for _ in range(4):
        await stage.play(3)
        try:
            await Projector(stage.store, target, stage.ecosystem).catch_up()
        except TargetUnavailable:
            continue
    assert target.breaks == []
    assert held(target, stage) == await events_of(stage)


async def test_two_projectors_at_once_apply_every_event_once(stage):
    class Slow(InMemoryTarget):
        async def mark(self, ecosystem: str) -> Mark:
            mark = await super().mark(ecosystem)
            await asyncio.sleep(0)
            return mark

    target = Slow()
    for _ in range(5):
        await stage.play(2)
        pair = [Projector(stage.store, target, stage.ecosystem).catch_up() for _ in range(2)]
        outcomes = await asyncio.gather(*pair, return_exceptions=True)
        assert [type(outcome) for outcome in outcomes if isinstance(outcome, Exception)] in ([], [MarkMoved])
        assert held(target, stage) == await events_of(stage)


async def test_a_projector_of_an_earlier_epoch_is_refused(stage, target):
    head = await stage.store.head(stage.ecosystem)
    await Projector(stage.store, target, stage.ecosystem).catch_up()
    target.marks[stage.ecosystem] = target.marks[stage.ecosystem]._replace(epoch=head.epoch + 1)
    with pytest.raises(StaleEpoch):
        await target.apply(stage.ecosystem, Mark(head.seq), [], Mark(head.seq + 1, head.epoch))
    with pytest.raises(
        MarkAstray, match=f"it knows epoch {head.epoch + 1}, the chronicle is in epoch {head.epoch}; have it forget"
    ):
        await Projector(stage.store, target, stage.ecosystem).catch_up()


async def test_a_target_ahead_of_a_restored_chronicle_is_left_alone_and_says_what_to_do(stage, target):
    await Projector(stage.store, target, stage.ecosystem).catch_up()
    mark = target.marks[stage.ecosystem]
    target.marks[stage.ecosystem] = mark._replace(seq=mark.seq + 7)
    with pytest.raises(MarkAstray, match=rf"got to event {mark.seq + 7}, the chronicle ends at {mark.seq}; have it forget"):
        await Projector(stage.store, target, stage.ecosystem).catch_up()
    assert held(target, stage) == await events_of(stage)


async def test_a_target_that_followed_another_chronicle_is_found_out_and_nothing_is_added_at_the_head(stage, target):
    projector = Projector(stage.store, target, stage.ecosystem)
    await projector.catch_up()
    target.marks[stage.ecosystem] = target.marks[stage.ecosystem]._replace(hash="f" * 32)
    before = held(target, stage)
    with pytest.raises(MarkAstray, match="its hash is"):
        await projector.catch_up()
    await stage.play(2)
    with pytest.raises(MarkAstray, match="its hash is"):
        await projector.catch_up()
    assert held(target, stage) == before
    report = await verify(stage.store, stage.ecosystem, None, [target])
    assert not report.checks["memory"]


async def test_rebuilding_makes_it_anew_from_the_first_event(stage, target):
    projector = Projector(stage.store, target, stage.ecosystem)
    await projector.catch_up()
    target.held[stage.ecosystem][3] = replace(target.held[stage.ecosystem][3], seq=99)
    mark = await projector.rebuild()
    assert mark.seq == (await stage.store.head(stage.ecosystem)).seq
    assert held(target, stage) == await events_of(stage)


async def test_what_a_target_holds_of_a_deleted_ecosystem_is_forgotten(stage, target):
    projector = Projector(stage.store, target, stage.ecosystem)
    await projector.catch_up()
    await stage.store.delete(stage.ecosystem)
    assert await stage.store.leftovers("memory") == [stage.ecosystem]
    with pytest.raises(EcosystemUnknown):
        await projector.catch_up()
    assert await stage.store.leftovers("memory") == []
    assert target.held == {}
