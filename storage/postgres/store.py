"""All ports of a store over one PostgreSQL database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Self

from actors.ports import Store
from storage.postgres.agenda import PostgresAgenda
from storage.postgres.chronicle import PostgresChronicle
from storage.postgres.connections import Connections, OneConnection, transaction
from storage.postgres.cursors import PostgresCursors
from storage.postgres.deliveries import PostgresDeliveries
from storage.postgres.gallery import PostgresGallery
from storage.postgres.library import PostgresLibrary
from storage.postgres.records import PostgresRecords
from storage.postgres.snapshots import PostgresSnapshots


class PostgresStore(
    PostgresChronicle,
    PostgresRecords,
    PostgresSnapshots,
    PostgresAgenda,
    PostgresLibrary,
    PostgresGallery,
    PostgresCursors,
    PostgresDeliveries,
    Store,
):
    """See ``actors.ports.Store``. Every call may raise StoreUnavailable; the next one tries again with a new connection."""

    @classmethod
    def open(cls, url: str, size: int = 4, patience: float = 60.0, doubt: float = 5.0) -> Self:
        """A store of at most ``size`` connections, none of them opened before the first call, whose event loop it then
        belongs to. A single statement that takes longer than ``patience`` seconds counts as no answer, and so does one that the
        server does not work on, when that is looked at ``doubt`` seconds after it was sent, and as long after that."""
        return cls(Connections(url, size, patience, doubt=doubt))

    @asynccontextmanager
    async def frozen(self) -> AsyncIterator[Store]:
        async with self._connections.using() as connection, transaction(connection, isolation="repeatable_read", readonly=True):
            yield PostgresStore(OneConnection(connection))

    async def close(self) -> None:
        await self._connections.close()
