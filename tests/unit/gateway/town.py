"""A town of which events are told: a store that is slow and sometimes silent, a herald that is lossy, as dice will have it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from random import Random

from actors.errors import StoreUnavailable
from actors.events import FOUNDED, JOINED, MOVED, START_HASH, TICKED, Draft, Event, chained, numbered
from actors.ports import Founding, Head
from actors.records import rows_of
from gateway.streams.bounds import Bounds
from gateway.streams.hub import Hub
from storage.in_memory.herald import InMemoryHerald
from storage.in_memory.store import InMemoryStore

CAST = ("anna", "bruno", "carla")


class WearyStore(InMemoryStore):
    """Takes its time, and answers not always."""

    def __init__(self, dice: Random, silence: float) -> None:
        super().__init__()
        self._dice = dice
        self._silence = silence
        self.reads = 0

    async def head(self, ecosystem: str) -> Head:
        await self._pause()
        return await super().head(ecosystem)

    async def events(self, ecosystem: str, after: int = 0, until: int | None = None) -> AsyncIterator[list[Event]]:
        self.reads += 1
        await self._pause()
        if self._dice.random() < self._silence:
            raise StoreUnavailable("the weary store", "it sleeps")
        async for batch in super().events(ecosystem, after, until):
            yield batch
            await self._pause()

    async def _pause(self) -> None:
        await asyncio.sleep(self._dice.choice((0, 0, 0.001, 0.2)))


class LossyHerald(InMemoryHerald):
    """Loses some announcements."""

    def __init__(self, dice: Random, losses: float) -> None:
        super().__init__()
        self._dice = dice
        self._losses = losses
        self.listeners = 0

    async def announce(self, ecosystem: str, events: Sequence[Event]) -> None:
        if self._dice.random() >= self._losses:
            await super().announce(ecosystem, events)

    async def listen(self, ecosystem: str) -> AsyncIterator[int]:
        self.listeners += 1
        async for highest in super().listen(ecosystem):
            yield highest


class Town:
    """Three people who walk about."""

    id = "digne"

    def __init__(self, dice: Random | None = None, bounds: Bounds | None = None, silence: float = 0, losses: float = 0) -> None:
        self.dice = dice or Random(0)
        self.store = WearyStore(self.dice, silence)
        self.herald = LossyHerald(self.dice, losses)
        self.hub = Hub(self.store, self.herald, bounds or Bounds())
        self.events: list[Event] = []
        self._tick = -1

    @property
    def last(self) -> int:
        """The newest number."""
        return len(self.events)

    async def found(self) -> None:
        founded = Draft(FOUNDED, "", 0, {"scenario": "les-miserables", "seed": 1})
        people = [
            Draft(JOINED, "join", n, {"character": id, "persona": {"name": id.title()}, "place": "town", "regards": []})
            for n, id in enumerate(CAST)
        ]
        events = self._next([founded, *people])
        await self.store.found(Founding(self.id, "les-miserables", "Digne", 1, "genre"), events, rows_of(events), START_HASH)

    async def happen(self, ticks: int = 1, walks: int = 2) -> None:
        """So many ticks in which so many walk."""
        for _ in range(ticks):
            walking = [
                Draft(MOVED, f"move:{n}", 0, {"character": self.dice.choice(CAST), "from": "town", "to": "inn"})
                for n in range(walks)
            ]
            events = self._next([*walking, Draft(TICKED, "tick", 0, {"interactions": 0})])
            await self.store.commit(self.id, 0, self._tick, events, rows_of(events), chained(START_HASH, events))
            await self.herald.announce(self.id, events)

    def _next(self, drafts: list[Draft]) -> list[Event]:
        self._tick += 1
        events = numbered(self.id, self._tick, self.last, drafts)
        self.events += events
        return events
