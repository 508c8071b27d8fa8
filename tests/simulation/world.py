"""One simulated world: a short story told in bad weather, until it clears up and everything has to come to rest."""

import asyncio
from collections.abc import Awaitable, Callable
from random import Random
from typing import Any

from actors.steering import KINDS
from runtime.agenda import PAUSE
from runtime.openers import Openers
from runtime.ordering import Orders
from storage.in_memory.herald import InMemoryHerald
from tests.simulation.herald import WiredHerald
from tests.simulation.index import BrittleIndex
from tests.simulation.logbook import listened_to
from tests.simulation.loop import SimulatedLoop
from tests.simulation.people import MemoryKeeper, ProjectionsKeeper, Reader, live, run, surely
from tests.simulation.ray import SimulatedRay
from tests.simulation.store import WiredStore
from tests.simulation.stories import ECOSYSTEM, Story, story
from tests.simulation.storm import Storm
from tests.simulation.target import ObservedTarget, WiredTarget
from tests.simulation.trouble import Trouble, Weather
from tests.simulation.wire import Wire

PEOPLE = (2, 2, 2, 3, 3, 3, 4, 6)
TICKS = (1, 2, 2, 2, 3, 3, 3, 4, 4, 9)
"""Among these dice choose: most worlds are tiny."""

SLEEPY = 0.4

TEMPO_MS = 100

SEEDS = 50
"""So many different seeds are told by each number of people."""

REST_SECONDS = 300.0
"""Of simulated time: so long after the weather has cleared up at most, everything has come to rest."""


class Unrest(Exception):
    """A world that does not come to rest though nothing disturbs it any more."""


class SimulatedWorld:
    """Everything about it follows from ``seed``. Must be made and played inside ``miniature``."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.dice = Random(seed)
        self.loop = SimulatedLoop(self.dice)
        self.weather = Weather(self.dice, self.loop.time)
        self.loop.tell = self.weather.tell
        self.story: Story = story(self.dice.choice(PEOPLE), self.dice.randrange(SEEDS), self.dice.random() < SLEEPY)
        self.store = self.story.founded()
        self.index = BrittleIndex(self.weather)
        self.troupes = self.dice.randint(1, min(3, len(self.story.cast)))
        self.target = self.dice.choice(TICKS)
        self.lives = self.dice.random() < 0.25
        self.readers: list[Reader] = []
        self.ordered: dict[str, dict[str, Any]] = {}  # key → directive
        self.complaints = self.loop.complaints
        self._bus = InMemoryHerald()
        self.projections = ObservedTarget()
        self.openers = Openers(self._open_store, self._open_herald, targets=(self._open_target,))

    def play(self) -> None:
        """From the founding to its rest. Raises Unrest, Stuck, Restless."""
        with listened_to(self.complaints):
            self.loop.play(self._play())

    async def _play(self) -> None:
        self.hand = await self._open_store()
        due = live(TEMPO_MS) if self.lives else run(self.target)
        await surely(self.hand.order, ECOSYSTEM, due)
        self.ray = SimulatedRay(ECOSYSTEM, self.openers, self.troupes, self.loop, self.weather)
        self.readers = [Reader(self.openers, self.loop, self.weather) for _ in range(self.dice.randint(1, 2))]
        self.keeper = MemoryKeeper(self.openers, self.index, self.loop, self.weather)
        self.projector = ProjectionsKeeper(self.openers, self.loop, self.weather)
        await Storm(self).blow()
        self._clear_up()
        if self.lives:
            await surely(self.hand.done, ECOSYSTEM, due)
            self.target = 0
        elif self.dice.random() < 0.5:  # just when the earlier order is being done
            self.target += 1
            await surely(self.hand.order, ECOSYSTEM, run(self.target))
        await self._rest()
        waiting = len(await self.store.due(ECOSYSTEM))  # of directives that need the same people, one after the other is done
        self.target = (await self.store.head(ECOSYSTEM)).tick + 1 + waiting
        await surely(self.hand.order, ECOSYSTEM, run(self.target))
        await self._rest()
        await self._wait(self._read)

    def _clear_up(self) -> None:
        self.weather.clear_up()
        self.weather.tell("the weather clears up")
        for supervisor in self.ray.all:
            self.loop.go_on(supervisor.process)

    async def advance_by_hand(self) -> None:
        """What a person does who looks at it now and then: has a paused one go on, and wakes one that rests too early."""
        current = self.ray.current
        if not current.process.alive or not current.rests:
            return
        if (
            any(due.kind == PAUSE for due in await self.store.due(ECOSYSTEM))
            or (await self.store.head(ECOSYSTEM)).status == "paused"
        ):
            await surely(Orders(self.hand).resume, ECOSYSTEM)
        await self.ring(ECOSYSTEM)

    async def ring(self, ecosystem: str) -> None:
        """The bell, which may be heard."""
        current = self.ray.current
        if current.process.alive and not self.weather.strikes(Trouble.WAKE_LOST):
            current.wake()

    async def _rest(self) -> None:
        """Until all that was ordered is done, and no supervisor does anything any more."""
        await self._wait(self._rests)

    async def _wait(self, condition: Callable[[], Awaitable[bool]]) -> None:
        deadline = self.loop.time() + REST_SECONDS
        while not await condition():
            if self.loop.time() > deadline:
                raise Unrest(await self._standing())
            if not await self._done():
                await self.advance_by_hand()
            await asyncio.sleep(0.5)

    async def _done(self) -> bool:
        head = await self.store.head(ECOSYSTEM)
        due = await self.store.due(ECOSYSTEM)
        return head.tick >= self.target and all(order.kind in KINDS for order in due)

    async def _rests(self) -> bool:
        return await self._done() and all(supervisor.rests for supervisor in self.ray.all)

    async def _read(self) -> bool:
        seq = (await self.store.head(ECOSYSTEM)).seq
        projected = (await self.projections.mark(ECOSYSTEM)).seq == seq
        return projected and all(reader.seen and reader.seen[-1][0] >= seq for reader in self.readers)

    async def _standing(self) -> str:
        head = await self.store.head(ECOSYSTEM)
        states = [f"{s.process}: {s.status().state} {s.status().reason}" for s in self.ray.all if s.process.alive]
        seen = [reader.seen[-1][0] if reader.seen else 0 for reader in self.readers]
        due = await self.store.due(ECOSYSTEM)
        return f"tick {head.tick} of {self.target}, number {head.seq}, {head.status} {head.reason}, {states}, read {seen}, {due}"

    async def _open_store(self) -> WiredStore:
        return WiredStore(self.store, Wire(self.loop, self.weather))

    async def _open_target(self) -> WiredTarget:
        return WiredTarget(self.projections, Wire(self.loop, self.weather))

    async def _open_herald(self) -> WiredHerald:
        return WiredHerald(self._bus, self.store, self.loop, self.weather)
