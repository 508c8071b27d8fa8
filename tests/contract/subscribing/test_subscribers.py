"""Subscribers: what they hear, in which order, how often, and what becomes of what fails."""

import asyncio
import logging
from collections import Counter

import pytest

from actors.errors import EcosystemUnknown, InvalidRequest
from actors.events import INTERACTED, JOINED, KINDS, MOVED, TICKED
from runtime.ending import end
from runtime.subscribing import Handling, Subscriber
from tests.contract.subscribing.town import Deaf


async def test_a_subscriber_hears_what_was_and_what_comes_once_and_in_order(town):
    await town.live(3)
    async with town.attending():
        await town.heard_all()
        await town.live(5)
        await town.heard_all()
    assert town.heard == town.wanted()


async def test_each_kind_has_its_handler_and_other_kinds_are_passed_by(town):
    ticks, people = [], []

    async def count_ticks(event) -> None:
        ticks.append(event.tick)
        town.rose.set()

    async def greet(event) -> None:
        people.append(event.body["character"])

    subscriber = Subscriber(town.store, town.herald, "census")
    subscriber.subscribe([TICKED], count_ticks)
    subscriber.subscribe([JOINED], greet)
    await town.live(4)
    attendance = asyncio.create_task(subscriber.attend(town.id))
    await town.until(lambda: len(ticks) == 4)
    await end(attendance)
    assert (ticks, people) == ([1, 2, 3, 4], ["cosette", "javert", "valjean"])


async def test_a_name_goes_on_where_it_stood_and_a_new_one_begins_where_it_likes(town):
    async with town.attending():
        await town.heard_all()
    await town.live(2)
    async with town.attending():
        await town.heard_all()
        await town.live(1)
        await town.heard_all()
    assert town.heard == town.wanted()
    town.heard.clear()
    async with town.attending(name="late", after=len(town.tale.events)):
        await town.live(1)
        await town.until(lambda: len(town.heard) >= 2)
    assert town.heard == town.wanted()[-2:]


async def test_two_processes_under_one_name_hear_everything_once_and_in_order(town):
    async with town.attending(), town.attending():
        for _ in range(8):
            await town.live(2)
            await asyncio.sleep(0)
        await town.heard_all()
    assert town.heard == town.wanted()


async def test_workers_share_what_there_is_and_nobody_gets_what_another_has(town):
    shares = [[] for _ in range(3)]
    all_at_work = asyncio.Barrier(3)

    def working(share):
        async def work(event) -> None:
            if not share:
                await all_at_work.wait()  # nobody can do it all
            share.append(event.seq)
            await town.hear(event)

        return town.attending(work, "guild", shared=True)

    async with working(shares[0]), working(shares[1]), working(shares[2]):
        await town.live(10)
        await town.heard_all()
    assert sorted(town.heard) == town.wanted()
    assert all(shares)
    assert all(share == sorted(share) for share in shares)


async def test_a_handler_that_fails_is_called_again_before_anything_else_comes(town):
    failures = iter([ValueError("no ink"), TimeoutError()])

    async def fail_twice(event) -> None:
        await town.hear(event)
        if event.seq == 3 and (error := next(failures, None)):
            raise error

    async with town.attending(fail_twice):
        await town.until(lambda: 4 in town.heard)
    assert town.heard == [2, 3, 3, 3, 4]
    assert await town.store.held(town.id, "press") == []


@pytest.mark.parametrize("shared", [False, True])
async def test_what_keeps_failing_is_held_with_its_reason_and_the_rest_goes_on(town, shared, caplog):
    async def fail(event) -> None:
        await town.hear(event)
        if event.seq == 3:
            raise ValueError("not\0a « letter » \ud800")

    async with town.attending(fail, shared=shared):
        await town.live(2)
        await town.until(lambda: town.heard.count(3) == 3 and {*town.wanted()} <= {*town.heard})
        held = []
        while not held:
            held = await town.store.held(town.id, "press")
    assert Counter(town.heard) == Counter(town.wanted()) + Counter([3, 3])
    assert [(one.seq, one.kind, one.attempts, one.reason) for one in held] == [(3, JOINED, 3, "ValueError: not a « letter » ?")]
    warnings = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert warnings == [f"number 3 of '{town.id}' is held for 'press' after 3 attempts: ValueError: not a « letter » ?"]


async def test_what_is_held_is_handled_when_somebody_has_it_tried_again(town):
    broken = [True]

    async def fail(event) -> None:
        if event.seq == 3 and broken:
            raise ValueError("out of order")
        await town.hear(event)

    async with town.attending(fail):
        await town.until(lambda: 4 in town.heard)
        broken.clear()
        await town.store.try_again(town.id, "press", 3)
        await town.until(lambda: 3 in town.heard)
    assert town.heard == [2, 4, 3]


async def test_a_slow_handler_keeps_its_event_for_longer_than_the_lease(town):
    async def slow(event) -> None:
        await town.hear(event)
        await asyncio.sleep(0.5 if event.seq == 2 else 0)

    handling = Handling(lease=0.2)
    async with town.attending(slow, "guild", True, handling), town.attending(slow, "guild", True, handling):
        await town.live(1)
        await town.heard_all()
        await asyncio.sleep(0.6)
    assert sorted(town.heard) == town.wanted()


async def test_a_handler_that_takes_longer_than_it_may_is_cancelled_and_fails(town):
    async def hang(event) -> None:
        await town.hear(event)
        if event.seq == 2:
            await asyncio.Event().wait()

    async with town.attending(hang, handling=Handling(attempts=2, waits=(0.0,), seconds=0.02)):
        await town.until(lambda: 3 in town.heard)
    assert town.heard[:3] == [2, 2, 3]
    assert [one.reason for one in await town.store.held(town.id, "press")] == ["TimeoutError: "]


async def test_something_cancelled_inside_a_handler_is_a_failure_and_no_end(town):
    async def careless(event) -> None:
        await town.hear(event)
        if event.seq == 2:
            task = asyncio.ensure_future(asyncio.sleep(60))
            task.cancel()
            await task

    async with town.attending(careless, handling=Handling(attempts=1)):
        await town.until(lambda: 4 in town.heard)
    assert [one.seq for one in await town.store.held(town.id, "press")] == [2]


async def test_who_is_cancelled_while_handling_leaves_the_event_to_the_next_at_once(town):
    begun = asyncio.Event()

    async def never_ending(event) -> None:
        begun.set()
        await asyncio.Event().wait()

    async with town.attending(never_ending):
        await begun.wait()
    async with town.attending():
        await town.heard_all()
    assert town.heard == town.wanted()


async def test_announcements_that_are_lost_cost_a_second_and_nothing_else(town):
    async with town.attending(herald=Deaf()):
        await town.heard_all()
        await town.live(2)
        await town.heard_all()
    assert town.heard == town.wanted()


async def test_an_event_whose_kind_is_wanted_no_more_is_passed_by(town):
    async def fail(event) -> None:
        await town.hear(event)
        raise ValueError("later")

    async with town.attending(fail, kinds=[JOINED], handling=Handling(waits=(0.0,))):
        await town.until(lambda: town.heard.count(2) == 2)
    town.heard.clear()
    await town.live(1)
    async with town.attending(kinds=[MOVED]):
        await town.until(lambda: bool(town.heard))
    assert town.heard == town.wanted(MOVED)


async def test_an_ecosystem_that_is_deleted_ends_the_attendance(town):
    async with town.attending() as attendance:
        await town.heard_all()
        await town.store.delete(town.id)
        with pytest.raises(EcosystemUnknown, match=town.id):
            await attendance


async def test_who_is_dismissed_ends(town):
    async with town.attending() as attendance:
        await town.heard_all()
        await town.store.dismiss(town.id, "press")
        with pytest.raises(InvalidRequest, match="not enrolled"):
            await attendance


async def test_what_makes_no_sense_is_refused(town):
    subscriber = Subscriber(town.store, town.herald, "press")
    with pytest.raises(InvalidRequest, match="no handler"):
        await subscriber.attend(town.id)
    with pytest.raises(InvalidRequest, match="'gossip' is none of ecosystem_founded"):
        subscriber.subscribe(["gossip"], town.hear)
    subscriber.subscribe(KINDS, town.hear)
    with pytest.raises(InvalidRequest, match="'interaction' has a handler"):
        subscriber.subscribe([INTERACTED], town.hear)
    with pytest.raises(EcosystemUnknown, match="nowhere"):
        await subscriber.attend("nowhere")
    with pytest.raises(InvalidRequest, match="-1"):
        await subscriber.attend(town.id, after=-1)
    for wrong in ({"attempts": 0}, {"at_once": 0}, {"lease": 0.0}, {"waits": ()}, {"seconds": 0.0}):
        with pytest.raises(InvalidRequest, match="too small"):
            Handling(**wrong)
