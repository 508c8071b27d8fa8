"""Those around an ecosystem: who orders and wakes, who reads along, who keeps the memories, and who projects."""

import asyncio
from contextlib import aclosing

from actors.errors import FabulaError, MarkMoved, StaleEpoch, StoreUnavailable, TargetUnavailable
from actors.events import Event
from actors.ports import Due
from runtime.following import by_tick, follow
from runtime.keeper import Keeper
from runtime.openers import Openers
from runtime.projector import Projector
from tests.simulation.index import BrittleIndex, TinyEmbedder
from tests.simulation.loop import SimulatedLoop
from tests.simulation.process import Process
from tests.simulation.stories import ECOSYSTEM
from tests.simulation.trouble import Trouble, Weather


class Reader:
    """Follows the chronicle; when it dies or is cut off it comes back with the last number that it saw."""

    def __init__(self, openers: Openers, loop: SimulatedLoop, weather: Weather) -> None:
        self.seen: list[tuple[int, str]] = []  # (number, event id)
        self.process = Process("reader 0")
        self.lives = 0
        self._openers = openers
        self._loop = loop
        self._weather = weather
        self._whole_ticks = weather.dice.random() < 0.3
        self.start()

    def start(self) -> None:
        """In a new process, from where it stood."""
        self.lives += 1
        self.process = Process(f"reader {self.lives}")
        self.process.mourners.append(self._return)
        self._loop.spawn(self.process, self._read())

    def _return(self) -> None:
        self._loop.call_later(self._weather.dice.random(), self.start)

    async def _read(self) -> None:
        while True:
            try:
                store, herald = await self._openers.store(), await self._openers.herald()
                batches = follow(store, herald, ECOSYSTEM, self.seen[-1][0] if self.seen else 0)
                async with aclosing(by_tick(batches) if self._whole_ticks else batches) as told:
                    async for batch in told:
                        self._saw(batch)
            except StoreUnavailable:
                await asyncio.sleep(self._weather.dice.random())

    def _saw(self, batch: list[Event]) -> None:
        self.seen += [(event.seq, event.id) for event in batch]


class MemoryKeeper:
    """Keeps the index as ``runtime.keeping`` does: again and again, whatever happened the last time."""

    def __init__(self, openers: Openers, index: BrittleIndex, loop: SimulatedLoop, weather: Weather) -> None:
        self.process = Process("keeper 0")
        self.lives = 0
        self._openers = openers
        self._index = index
        self._loop = loop
        self._weather = weather
        self.start()

    def start(self) -> None:
        """In a new process."""
        self.lives += 1
        self.process = Process(f"keeper {self.lives}")
        self.process.mourners.append(self._return)
        self._loop.spawn(self.process, self._keep())

    def _return(self) -> None:
        # The directory's lock, and what is still on its way from the dead one, keep the next one waiting.
        self._loop.call_later(self._weather.latency * 40, self.start)

    async def _keep(self) -> None:
        keeper = Keeper(await self._openers.store(), self._index, TinyEmbedder())
        while True:
            try:
                if self._weather.strikes(Trouble.REBUILT):
                    await keeper.rebuild(ECOSYSTEM)
                await keeper.catch_up(ECOSYSTEM)
            except FabulaError as error:
                self._weather.tell(f"{self.process}: memories wait: {error}")
            await asyncio.sleep(1.0 if self._weather.fair else self._weather.latency * 20 * self._weather.dice.random())


class ProjectionsKeeper:
    """Projects as ``runtime.projecting`` does: again and again, and two at once when one comes back before the other is gone."""

    def __init__(self, openers: Openers, loop: SimulatedLoop, weather: Weather) -> None:
        self.process = Process("projector 0")
        self.lives = 0
        self._openers = openers
        self._loop = loop
        self._weather = weather
        self.start()

    def start(self) -> None:
        """In a new process, wherever another one is."""
        self.lives += 1
        self.process = Process(f"projector {self.lives}")
        self.process.mourners.append(self._return)
        self._loop.spawn(self.process, self._project())

    def _return(self) -> None:
        self._loop.call_later(self._weather.latency * 40 * self._weather.dice.random(), self.start)

    async def _project(self) -> None:
        store, target = await self._openers.store(), await self._openers.targets[0]()
        projector = Projector(store, target, ECOSYSTEM)
        while True:
            try:
                if self._weather.strikes(Trouble.REPROJECTED):
                    await projector.rebuild()
                await projector.catch_up()
            except (StoreUnavailable, TargetUnavailable, MarkMoved, StaleEpoch) as error:
                self._weather.tell(f"{self.process}: the projection waits: {error}")
            await asyncio.sleep(1.0 if self._weather.fair else self._weather.latency * 20 * self._weather.dice.random())


async def surely(call, *arguments) -> None:
    """A person asks again until the store has answered."""
    while True:
        try:
            await call(*arguments)
        except StoreUnavailable:
            await asyncio.sleep(0.5)
        else:
            return


def run(until: int, key: str = "cli") -> Due:
    """Ordered by somebody at a command line."""
    return Due("run", key, 0, {"until": until})


def live(tempo_ms: int) -> Due:
    """Ordered by somebody at a command line."""
    return Due("live", "cli", 0, {"tempo_ms": tempo_ms})
