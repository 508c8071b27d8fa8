"""Fan-out: whatever is committed when, whichever wakes are lost, however slowly somebody reads, each reader gets exactly what
he or she wants, in order."""

import asyncio
from random import Random

import pytest

from actors.errors import EcosystemUnknown
from actors.events import MOVED
from gateway.streams.bounds import Bounds
from gateway.streams.errors import Lagging, Restarting
from gateway.streams.hub import Opened
from gateway.streams.told import told
from gateway.streams.wanted import Wanted
from tests.simulation.loop import SimulatedLoop, quietly
from tests.unit.gateway.town import CAST, Town

TIGHT = Bounds(queue=12, backlog=10_000, linger=1.0, patience=0.05)


async def hear(opened: Opened, until: int) -> list[int]:
    """The numbers that are told until everything up to ``until`` has been."""
    seen: list[int] = []
    while opened.reader.position < until:
        seen += [event.seq for event in await opened.reader.read(1.0)]
    return seen


async def a_town(bounds: Bounds | None = None) -> Town:
    town = Town(bounds=bounds)
    await town.found()
    return town


def test_a_reader_without_a_number_hears_what_happens_from_now_on():
    async def main():
        town = await a_town()
        await town.happen(3)
        async with town.hub.reading(town.id, Wanted(), None) as opened:
            assert (opened.reader.position, opened.snapshot) == (town.last, b"")
            before = town.last
            await town.happen(2)
            assert await hear(opened, town.last) == list(range(before + 1, town.last + 1))

    quietly(main())


def test_a_reader_with_a_number_hears_what_came_after_it():
    async def main():
        town = await a_town()
        await town.happen(5)
        for after in range(town.last + 1):
            async with town.hub.reading(town.id, Wanted(), after) as opened:
                assert await hear(opened, town.last) == list(range(after + 1, town.last + 1))

    quietly(main())


def test_however_many_read_the_chronicle_is_read_and_listened_to_once():
    async def main():
        town = await a_town()
        openings = [town.hub.reading(town.id, Wanted(), None) for _ in range(50)]
        readers = [await opening.__aenter__() for opening in openings]
        before, town.store.reads = town.last, 0
        await town.happen(1)
        for opened in readers:
            assert await hear(opened, town.last) == list(range(before + 1, town.last + 1))
        assert (town.herald.listeners, town.hub.readers) == (1, 50)
        assert town.store.reads <= 2
        for opening in openings:
            await opening.__aexit__(None, None, None)

    quietly(main())


def test_when_nobody_reads_any_more_following_ends_after_a_while():
    async def main():
        town = await a_town(TIGHT)
        async with town.hub.reading(town.id, Wanted(), None):
            pass
        await asyncio.sleep(TIGHT.linger / 2)
        async with town.hub.reading(town.id, Wanted(), None):
            await asyncio.sleep(TIGHT.linger * 2)
            assert town.herald.listeners == 1
        await asyncio.sleep(TIGHT.linger * 2)
        reads = town.store.reads
        await asyncio.sleep(5)
        assert town.store.reads == reads
        async with town.hub.reading(town.id, Wanted(), None):
            await asyncio.sleep(1)
        assert town.herald.listeners == 2

    quietly(main())


def test_of_an_ecosystem_that_there_is_not_nothing_is_followed():
    async def main():
        town = await a_town()
        with pytest.raises(EcosystemUnknown):
            async with town.hub.reading("atlantis", Wanted(), None):
                pass
        assert (town.hub.readers, town.herald.listeners) == (0, 0)

    quietly(main())


def test_who_stands_still_is_cut_off_and_may_come_back():
    async def main():
        town = await a_town(TIGHT)
        async with town.hub.reading(town.id, Wanted(), 0) as slow, town.hub.reading(town.id, Wanted(), 0) as brisk:
            first, also = await hear(slow, town.last), await hear(brisk, town.last)
            for _ in range(10):
                await town.happen()
                also += await hear(brisk, town.last)
            with pytest.raises(Lagging) as cut:
                await slow.reader.read(1.0)
            assert cut.value.args == (slow.reader.position,)
        async with town.hub.reading(town.id, Wanted(), slow.reader.position) as again:
            first += await hear(again, town.last)
        assert first == also == list(range(1, town.last + 1))

    quietly(main())


def test_a_burst_larger_than_what_is_kept_cuts_off_nobody_who_reads():
    async def main():
        town = await a_town(Bounds(queue=12, patience=1.0))
        async with town.hub.reading(town.id, Wanted(), 0) as opened:
            seen = await hear(opened, town.last)
            happening = asyncio.ensure_future(town.happen(8, walks=500))
            while opened.reader.position < 4 + 8 * 501:
                seen += [event.seq for event in await opened.reader.read(1.0)]
                await asyncio.sleep(0.05)
            await happening
            assert seen == list(range(1, town.last + 1))

    quietly(main())


@pytest.mark.parametrize("after", [0, 5, 10**9])
def test_who_is_too_far_behind_or_ahead_gets_a_snapshot_and_then_what_follows(after: int):
    async def main():
        town = await a_town(Bounds(backlog=10))
        await town.happen(20)
        async with town.hub.reading(town.id, Wanted(), after) as opened:
            assert opened.snapshot
            assert opened.reader.position == town.last
            before = town.last
            await town.happen()
            assert await hear(opened, town.last) == list(range(before + 1, town.last + 1))
        async with town.hub.reading(town.id, Wanted(), town.last - 10) as opened:
            assert opened.snapshot == b""

    quietly(main())


def test_everybody_is_told_when_the_process_ends_also_who_comes_then():
    async def main():
        town = await a_town()
        async with town.hub.reading(town.id, Wanted(), None) as opened:
            waiting = asyncio.ensure_future(hear(opened, town.last + 1))
            await asyncio.sleep(1)
            town.hub.restart()
            with pytest.raises(Restarting) as end:
                await waiting
            assert end.value.args == (town.last,)
        async with town.hub.reading(town.id, Wanted(), 0) as late:
            with pytest.raises(Restarting):
                await late.reader.read(60)

    quietly(main())


class Guest:
    """Somebody who reads at a pace of his or her own, and leaves and comes back now and then."""

    def __init__(self, town: Town) -> None:
        dice = town.dice
        self.town = town
        self.wanted = Wanted(
            frozenset([MOVED] if dice.random() < 0.3 else ()),
            frozenset([dice.choice(CAST)] if dice.random() < 0.4 else ()),
            dice.choice((None, None, 2)), dice.choice((None, None, 20)),
        )  # fmt: skip
        self.begin = self.position = dice.randrange(town.last + 1)
        self.pace = dice.choice((0, 0, 0.01, 0.3, 3.0))
        self.seen: list[int] = []
        self.cuts = 0

    async def watch(self, done: asyncio.Event) -> None:
        """Until nothing more happens and everything is seen."""
        while self.position < self.town.last or not done.is_set():
            try:
                await self._visit(done)
            except Lagging as cut:
                assert cut.args == (self.position,)
                self.cuts += 1

    async def _visit(self, done: asyncio.Event) -> None:
        dice = self.town.dice
        async with self.town.hub.reading(self.town.id, self.wanted, self.position) as opened:
            assert opened.snapshot == b""
            while self.position < self.town.last or not done.is_set():
                self.seen += [event.seq for event in await opened.reader.read(0.5)]
                self.position = opened.reader.position
                await asyncio.sleep(self.pace * dice.random())
                if dice.random() < 0.02:
                    return

    @property
    def due(self) -> list[int]:
        return [event.seq for event in self.town.events[self.begin :] if self.wanted.admits(told(event))]


async def a_party(dice: Random) -> list[Guest]:
    town = Town(dice, Bounds(dice.choice((5, 12, 100)), backlog=10_000, linger=0.5, patience=0.05), silence=0.1, losses=0.3)
    await town.found()
    await town.happen(dice.randrange(4))
    guests, done = [Guest(town) for _ in range(4)], asyncio.Event()
    watching = [asyncio.ensure_future(guest.watch(done)) for guest in guests]
    for _ in range(25):
        await town.happen(1, walks=dice.choice((0, 1, 3, 30)))
        await asyncio.sleep(dice.choice((0, 0.01, 0.5)))
    done.set()
    await asyncio.gather(*watching)
    await town.hub.close()
    return guests


def test_each_reader_sees_exactly_what_is_wanted_in_order_whatever_dice_do():
    cuts = 0
    for seed in range(60):
        dice = Random(seed)
        for guest in SimulatedLoop(dice).play(a_party(dice)):
            assert guest.seen == guest.due, f"seed {seed}"
            cuts += guest.cuts
    assert cuts > 20, "hardly anybody was cut off, so little was tried"
