"""A town: a founded world in memory, somebody who orders, and an ecosystem that hears the bell."""

import asyncio

from actors.company import shared_out
from runtime.ecosystem import Ecosystem
from runtime.local_company import LocalCompany
from runtime.openers import ephemeral
from runtime.ordering import Orders
from storage.in_memory.herald import InMemoryHerald
from storage.in_memory.store import InMemoryStore


class Town:
    """Its troupes are made anew whenever its cast changes."""

    def __init__(self, store: InMemoryStore, ecosystem: str, troupes: int = 1) -> None:
        self.store, self.id, self.herald, self.company = store, ecosystem, InMemoryHerald(), LocalCompany
        self.orders = Orders(store, self.ring)
        self._troupes = troupes
        self._actor: Ecosystem | None = None

    async def ring(self, ecosystem: str) -> None:
        assert ecosystem == self.id
        if self._actor is None:
            self._actor = Ecosystem(self.id, ephemeral(self.store, self.herald), self._company)
        await self._actor.wake()

    def _company(self, ecosystem, whereabouts):
        async def opened():
            return self.store

        return self.company(ecosystem, shared_out(whereabouts, self._troupes), opened)

    async def rested(self):
        """Once nothing more will happen without another order: the head."""
        if self._actor:
            await self._actor.finished()
        return await self.store.head(self.id)

    async def until(self, condition) -> None:
        async with asyncio.timeout(120):
            while not await condition():  # noqa: ASYNC110 - the condition is asked of a store
                await asyncio.sleep(0.001)

    async def ticks(self, least: int) -> None:
        async def reached() -> bool:
            return (await self.store.head(self.id)).tick >= least

        await self.until(reached)

    async def events(self, kind: str) -> list:
        return [event async for batch in self.store.events(self.id) for event in batch if event.kind == kind]
