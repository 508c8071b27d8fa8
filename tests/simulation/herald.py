"""The herald of a simulated world: announcements are lost or come late, as its port allows."""

import asyncio
from collections.abc import AsyncIterator, Sequence

from actors.events import Event
from storage.in_memory.herald import InMemoryHerald
from tests.simulation.loop import SimulatedLoop
from tests.simulation.store import ObservedStore
from tests.simulation.trouble import Trouble, Weather
from tests.simulation.wire import Wire


class WiredHerald:
    """What a process has in hand when it has opened the bus."""

    def __init__(self, bus: InMemoryHerald, store: ObservedStore, loop: SimulatedLoop, weather: Weather) -> None:
        self._bus = bus
        self._store = store
        self._loop = loop
        self._weather = weather
        self._wire = Wire(loop, weather)

    async def announce(self, ecosystem: str, events: Sequence[Event]) -> None:
        self._wire.check()
        if events[-1].seq > (await self._store.head(ecosystem)).seq:
            self._loop.complaints.append(f"number {events[-1].seq} is announced before it is committed")
        if self._weather.strikes(Trouble.ANNOUNCEMENT_LOST):
            return
        if self._weather.strikes(Trouble.ANNOUNCEMENT_LATE):
            self._loop.spawn(self._loop.outside, self._late(ecosystem, events))
            return
        await self._weather.pause()
        self._wire.check()
        await self._bus.announce(ecosystem, events)

    async def _late(self, ecosystem: str, events: Sequence[Event]) -> None:
        await asyncio.sleep(self._weather.dice.random() * 2)
        await self._bus.announce(ecosystem, events)

    def listen(self, ecosystem: str) -> AsyncIterator[int]:
        return self._bus.listen(ecosystem)

    async def forget(self, ecosystem: str) -> None:
        await self._bus.forget(ecosystem)

    async def close(self) -> None:
        self._wire.check()
