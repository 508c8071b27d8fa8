"""Subscribers in memory, and over real servers that die meanwhile."""

import asyncio
import logging
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count

import pytest

from actors.errors import EcosystemUnknown, InvalidRequest
from actors.events import INTERACTED, JOINED, KINDS, MOVED, TICKED
from actors.ports import Herald, Store
from runtime.ending import end
from runtime.subscribing import Handling, Subscriber
from storage.bus import RedisHerald
from storage.in_memory.herald import InMemoryHerald
from storage.in_memory.store import InMemoryStore
from storage.postgres.store import PostgresStore
from tests.contract.conftest import Tale

WANTED = (JOINED, INTERACTED, MOVED)
HASTY = Handling(attempts=3, waits=(0.01,), lease=30.0)
_numbers = count()


@dataclass
class Town:
    """A tale that is committed and announced, and what subscribers heard of it."""

    store: Store
    herald: Herald
    tale: Tale
    heard: list[int] = field(default_factory=list)
    rose: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def id(self) -> str:
        return self.tale.ecosystem

    def wanted(self, *kinds: str) -> list[int]:
        return [event.seq for event in self.tale.events if event.kind in (kinds or WANTED)]

    async def live(self, ticks: int = 1) -> None:
        epoch = (await self.store.activate(self.id)).epoch
        for _ in range(ticks):
            await self.herald.announce(self.id, await self.tale.commit(self.store, epoch))

    async def hear(self, event) -> None:
        self.heard.append(event.seq)
        self.rose.set()

    async def until(self, enough) -> None:
        async with asyncio.timeout(30):
            while not enough():
                self.rose.clear()
                await self.rose.wait()

    async def heard_all(self) -> None:
        await self.until(lambda: len(self.heard) >= len(self.wanted()))

    @asynccontextmanager
    async def attending(self, handler=None, name="press", shared=False, handling=HASTY, kinds=WANTED, herald=None, after=0):
        """Somebody who handles these kinds while the block runs."""
        subscriber = Subscriber(self.store, herald or self.herald, name, shared, handling)
        subscriber.subscribe(kinds, handler or self.hear)
        attendance = asyncio.create_task(subscriber.attend(self.id, after))
        try:
            yield attendance
        finally:
            await end(attendance)


@asynccontextmanager
async def founded(store: Store, herald: Herald) -> AsyncIterator[Town]:
    town = Town(store, herald, Tale(f"village-{next(_numbers)}"))
    await town.tale.found(store)
    yield town
    await store.close()
    await herald.close()


@pytest.fixture
def servers(postgres, valkey):
    """Real ones."""
    return postgres, f"unix://{valkey.unix_socket_path}"


@pytest.fixture(params=["in-memory", "servers"])
def wherever(request):
    """The servers behind it all; None when it needs none."""
    return request.getfixturevalue("servers") if request.param == "servers" else None


@pytest.fixture
async def town(wherever):
    if wherever is None:
        ports = InMemoryStore(), InMemoryHerald()
    else:
        ports = PostgresStore.open(await wherever[0].emptied()), RedisHerald(wherever[1], pause=0)
    async with founded(*ports) as made:
        yield made


@pytest.fixture
async def city(servers):
    """Over real servers only."""
    async with founded(PostgresStore.open(await servers[0].emptied()), RedisHerald(servers[1], pause=0)) as made:
        yield made


class Deaf(InMemoryHerald):
    """Nothing that is announced reaches anybody."""

    async def announce(self, ecosystem, events) -> None:
        pass


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


@pytest.mark.parametrize("shared", [False, True])
async def test_a_bus_that_is_killed_emptied_and_trimmed_loses_and_repeats_nothing(city, valkey, shared):
    async with city.attending(shared=shared), city.attending(shared=shared):
        await city.live(2)
        valkey.terminate()  # SIGKILL
        await city.live(3)
        valkey.start()
        await city.live(2)
        await city.herald._redis.flushall()
        await city.live(2)
        await city.herald._redis.xtrim(f"fabula:{city.id}:events", maxlen=0, approximate=False)
        await city.heard_all()
    assert (sorted(city.heard) if shared else city.heard) == city.wanted()


async def test_a_database_that_is_killed_in_the_middle_of_it_all_repeats_nothing(city, postgres, caplog):
    async def slowly(event) -> None:
        await asyncio.sleep(0.01)
        await city.hear(event)

    await city.live(10)
    async with city.attending(slowly):
        await city.until(lambda: len(city.heard) == 7)
        postgres.kill()
        await asyncio.sleep(0.1)
        postgres.start()
        await city.heard_all()
    assert city.heard == city.wanted()
    assert [record.levelname for record in caplog.records if "goes on by itself" in record.message] == ["WARNING"]


DOOMED = """
import asyncio, os, signal, sys
from actors.events import INTERACTED, JOINED, MOVED
from runtime.subscribing import Handling, Subscriber
from storage.bus import RedisHerald
from storage.postgres.store import PostgresStore

postgres_url, redis_url, ecosystem, shared, last = sys.argv[1:]

async def handler(event):
    print(event.seq, flush=True)
    if event.seq >= int(last):
        os.kill(os.getpid(), signal.SIGKILL)

async def main():
    handling = Handling(lease=1.0, at_once=2)
    subscriber = Subscriber(PostgresStore.open(postgres_url), RedisHerald(redis_url), "press", shared == "True", handling)
    subscriber.subscribe((JOINED, INTERACTED, MOVED), handler)
    await subscriber.attend(ecosystem)

asyncio.run(main())
"""
"""A process that kills itself when it has handled something and not said so."""


@pytest.mark.parametrize("shared", [False, True])
async def test_what_a_killed_process_had_in_hand_is_handled_again_and_nothing_else_is(city, servers, shared):
    await city.live(3)
    last = city.wanted()[5]
    arguments = (servers[0].url("fabula"), servers[1], city.id, str(shared), str(last))
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", DOOMED, *arguments, stdout=asyncio.subprocess.PIPE)
    output, _ = await process.communicate()
    assert process.returncode == -signal.SIGKILL
    before = [int(line) for line in output.split()]
    assert before == city.wanted()[:6]
    async with city.attending(shared=shared):
        await city.until(lambda: city.wanted()[-1] in city.heard and last in city.heard)
    assert sorted(city.heard) == city.wanted()[5:]
    if not shared:
        assert city.heard == city.wanted()[5:]
