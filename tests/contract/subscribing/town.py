"""A town whose tale is committed and announced, and whose subscribers are asked what they heard."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count

from actors.events import INTERACTED, JOINED, MOVED
from actors.ports import Herald, Store
from runtime.ending import end
from runtime.subscribing import Handling, Subscriber
from storage.in_memory.herald import InMemoryHerald
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
        async with asyncio.timeout(120):
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


class Deaf(InMemoryHerald):
    """Nothing that is announced reaches anybody."""

    async def announce(self, ecosystem, events) -> None:
        pass
