"""The port Agenda: what is due."""

from actors.events import canonical
from actors.ports import Due
from storage.postgres.connections import Part, decoded
from storage.queries import load
from storage.tracing import caused

_ORDER, _DUE, _DONE, _PENDING = load("agenda", "order", "due", "done", "pending")


class PostgresAgenda(Part):
    """See ``actors.ports.Agenda``."""

    async def order(self, ecosystem: str, due: Due) -> None:
        async with self._connections.using(ecosystem) as connection:
            await connection.execute(_ORDER, ecosystem, due.kind, due.key, due.at_tick, canonical(caused(due.body)))

    async def due(self, ecosystem: str) -> list[Due]:
        async with self._connections.using(ecosystem) as connection:
            rows = await connection.fetch(_DUE, ecosystem)
        return [Due(row["kind"], row["key"], row["at_tick"], decoded(row["body"])) for row in rows]

    async def pending(self) -> list[str]:
        async with self._connections.using() as connection:
            return [row["ecosystem"] for row in await connection.fetch(_PENDING)]

    async def done(self, ecosystem: str, due: Due) -> None:
        async with self._connections.using(ecosystem) as connection:
            await connection.execute(_DONE, ecosystem, due.kind, due.key, due.at_tick, canonical(due.body))
