"""Background work that takes as long as a test wants: begun as by a worker, which says how far it is when it is told to."""

from dataclasses import dataclass

import asyncpg

from gateway.settings import GatewaySettings
from runtime.host import hosting
from storage.jobs.book import JobBook
from storage.jobs.messages import send
from tests.journey.page.house import House, apart

ATTEMPTS = 5
LATER = 3600.0
"""After so many seconds its message reaches a real worker; until then no sweep sends another."""

_ORDERED = "INSERT INTO fabula.jobs (ecosystem, kind, cap) VALUES ($1, $2, $3) RETURNING id"
_CARRIED = "UPDATE fabula.jobs SET message = $2 WHERE id = $1"


@dataclass
class LongWork:
    """A job in hand."""

    url: str
    id: int
    turn: int

    def advance(self, progress: int, total: int, step: str) -> bool:
        """Say how far it is; whether it is still this worker's."""
        return apart(self._advance(progress, total, step))

    async def _advance(self, progress: int, total: int, step: str) -> bool:
        book = JobBook(self.url)
        try:
            return await book.advance(self.id, self.turn, progress, total, step)
        finally:
            await book.close()


def begun(house: House, ecosystem: str, kind: str) -> LongWork:
    """A job of this kind that a worker has begun."""
    return apart(_begun(house, ecosystem, kind))


async def _begun(house: House, ecosystem: str, kind: str) -> LongWork:
    async with hosting(GatewaySettings(home=house.home, embedder="hashed")) as host:
        url = host.services.postgres_url
    connection = await asyncpg.connect(url)
    async with connection.transaction():
        id = await connection.fetchval(_ORDERED, ecosystem, kind, ATTEMPTS)
        message = await send(connection, id, LATER)
        await connection.execute(_CARRIED, id, message)
    await connection.close()
    book = JobBook(url)
    job = await book.begin(id, message)
    await book.close()
    assert job is not None
    return LongWork(url, id, job.turn)
