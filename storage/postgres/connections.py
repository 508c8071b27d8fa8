"""The pool of connections, opened on first use in the loop that uses it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING, Any, Protocol

import asyncpg
import orjson
from asyncpg.pool import PoolConnectionProxy

from storage.postgres.refusals import translated
from storage.postgres.watching import Doubts, Watched

if TYPE_CHECKING:
    Connection = PoolConnectionProxy[asyncpg.Record]
else:
    Connection = PoolConnectionProxy


class Lender(Protocol):
    """Lends connections to one database."""

    def using(self, ecosystem: str = "") -> AbstractAsyncContextManager[Connection]:
        """A connection for the block; what goes wrong inside is raised as ``translated`` says."""

    async def close(self) -> None:
        """Give all connections back; a later use opens new ones."""


class OneConnection:
    """Lends the same connection, and with it the transaction that it is in, again and again; one user at a time."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @asynccontextmanager
    async def using(self, ecosystem: str = "") -> AsyncIterator[Connection]:
        with translated(ecosystem):
            yield self._connection

    async def close(self) -> None:
        """It belongs to whoever opened it."""


Prepare = Callable[[Any], Coroutine[Any, Any, None]]


async def codecs(connection: Any) -> None:
    """json and jsonb go in and come out as bytes; the binary form of jsonb is a version byte and the text."""
    await connection.set_type_codec("json", schema="pg_catalog", encoder=bytes, decoder=bytes, format="binary")
    await connection.set_type_codec(
        "jsonb", schema="pg_catalog", encoder=lambda text: b"\x01" + text, decoder=lambda data: data[1:], format="binary"
    )


async def untouched_json(connection: Any) -> None:
    """json and jsonb go in and come out as text, as the driver has it by itself."""


class Connections:
    """Lends connections to one database. A broken one is replaced by itself when the server is back.

    A statement that is not answered within ``patience`` seconds is given up; one that nobody works on much sooner, at the second
    look, each after ``doubt`` seconds. What fell silent with it is not lent again.
    """

    def __init__(self, url: str, size: int, patience: float, init: Prepare = codecs, doubt: float = 5.0) -> None:
        self._url = url
        self._doubts = Doubts(url, doubt)
        self._init = init
        self._size = size
        self._patience = patience
        self._pool: asyncpg.Pool[asyncpg.Record] | None = None
        self._opening = asyncio.Lock()

    @asynccontextmanager
    async def using(self, ecosystem: str = "") -> AsyncIterator[Connection]:
        with translated(ecosystem):
            pool = self._pool or await self._opened()
            connection = await self._fresh(pool)
            try:
                yield connection
            except TimeoutError:
                connection.terminate()  # else the pool would wait for its answer as well
                raise
            finally:
                await pool.release(connection)

    async def close(self) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            with translated(""):
                await pool.close()

    async def _fresh(self, pool: "asyncpg.Pool[asyncpg.Record]") -> Any:
        """A connection of the pool that nobody doubts."""
        connection: Any = await pool.acquire(timeout=self._patience)
        while connection.is_stale():
            connection.terminate()
            await pool.release(connection)
            connection = await pool.acquire(timeout=self._patience)
        return connection

    async def _prepared(self, connection: Any) -> None:
        connection.trust(self._doubts)
        await self._init(connection)

    async def _opened(self) -> "asyncpg.Pool[asyncpg.Record]":
        async with self._opening:
            if self._pool is None:
                self._pool = await asyncpg.create_pool(
                    self._url,
                    min_size=0,
                    max_size=self._size,
                    timeout=10,
                    command_timeout=self._patience,
                    init=self._prepared,
                    connection_class=Watched,
                    reset=_untouched,
                    server_settings={"application_name": "fabula"},
                )
            return self._pool


@asynccontextmanager
async def transaction(connection: Connection, **options: Any) -> AsyncIterator[None]:
    """A transaction for the block, as asyncpg's own, but one that got no answer in time is not asked to be rolled back:
    whoever is silent would be waited for a second time. Its connection ends, and with that the server gives it up."""
    begun = connection.transaction(**options)
    try:
        await begun.start()
        try:
            yield
        except TimeoutError:
            raise
        except BaseException:
            await begun.rollback()
            raise
        await begun.commit()
    except TimeoutError:
        connection.terminate()
        raise


async def _untouched(connection: Any) -> None:
    """Nothing to reset, since no query here changes its session: saves a round trip on each return to the pool."""


def decoded(body: bytes) -> Any:
    """What a json or jsonb column holds, as values."""
    return orjson.loads(body)


class Part:
    """One port over the shared connections."""

    def __init__(self, connections: Lender) -> None:
        self._connections = connections
