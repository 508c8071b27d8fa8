"""The port Agenda: what is due."""

import asyncpg

from actors.errors import EcosystemUnknown
from actors.events import canonical
from actors.ports import Due
from storage.postgres.connections import Part, decoded, transaction
from storage.queries import load
from storage.tracing import caused

_ORDER, _DUE, _DONE, _PENDING, _HOLD, _REQUEST, _REQUESTED, _ANSWER = load(
    "agenda", "order", "due", "done", "pending", "hold", "request", "requested", "answer"
)


class PostgresAgenda(Part):
    """See ``actors.ports.Agenda``."""

    async def order(self, ecosystem: str, due: Due) -> None:
        async with self._connections.using(ecosystem) as connection:
            await connection.execute(_ORDER, ecosystem, due.kind, due.key, due.at_tick, canonical(caused(due.body)))

    async def request(self, ecosystem: str, due: Due) -> tuple[Due, int]:
        """No commit comes between the question whether it was answered, and remembering it."""
        async with self._connections.using(ecosystem) as connection, transaction(connection):
            if await connection.fetchval(_HOLD, ecosystem) is None:
                raise EcosystemUnknown(ecosystem)
            if seq := await connection.fetchval(_ANSWER, ecosystem, due.kind, due.key):
                return due, seq
            await connection.execute(_REQUEST, ecosystem, due.kind, due.key, due.at_tick, canonical(caused(due.body)))
            row = await connection.fetchrow(_REQUESTED, ecosystem, due.kind, due.key)
            assert row is not None  # nobody takes it away while the head is held
        return _due(row), 0

    async def answer(self, ecosystem: str, kind: str, key: str) -> int:
        async with self._connections.using(ecosystem) as connection:
            return await connection.fetchval(_ANSWER, ecosystem, kind, key) or 0

    async def due(self, ecosystem: str) -> list[Due]:
        async with self._connections.using(ecosystem) as connection:
            rows = await connection.fetch(_DUE, ecosystem)
        return [_due(row) for row in rows]

    async def pending(self) -> list[str]:
        async with self._connections.using() as connection:
            return [row["ecosystem"] for row in await connection.fetch(_PENDING)]

    async def done(self, ecosystem: str, due: Due) -> None:
        async with self._connections.using(ecosystem) as connection:
            await connection.execute(_DONE, ecosystem, due.kind, due.key, due.at_tick, canonical(due.body))


def _due(row: asyncpg.Record) -> Due:
    return Due(row["kind"], row["key"], row["at_tick"], decoded(row["body"]))
