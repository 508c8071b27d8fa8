"""All ports of a store in one process's memory."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from actors.ports import Store
from storage.in_memory.agenda import InMemoryAgenda
from storage.in_memory.chronicle import InMemoryChronicle
from storage.in_memory.cursors import InMemoryCursors
from storage.in_memory.deliveries import InMemoryDeliveries
from storage.in_memory.gallery import InMemoryGallery
from storage.in_memory.library import InMemoryLibrary
from storage.in_memory.records import InMemoryRecords
from storage.in_memory.shelf import Shelf
from storage.in_memory.snapshots import InMemorySnapshots


class InMemoryStore(
    InMemoryChronicle,
    InMemoryRecords,
    InMemorySnapshots,
    InMemoryAgenda,
    InMemoryLibrary,
    InMemoryGallery,
    InMemoryCursors,
    InMemoryDeliveries,
    Store,
):
    """See ``actors.ports.Store``. What it holds is gone with the process."""

    def __init__(self) -> None:
        super().__init__(Shelf())

    @asynccontextmanager
    async def frozen(self) -> AsyncIterator[Store]:
        copy = InMemoryStore()
        copy._shelf = self._shelf.copied()
        yield copy

    async def close(self) -> None:
        """Nothing to give back."""
