"""The port Cursors: how far each projection has got."""

from storage.postgres.connections import Part
from storage.queries import load

_CURSOR, _ADVANCE, _NOTE, _LEFTOVERS, _CLEARED = load("cursors", "cursor", "advance", "note", "leftovers", "cleared")


class PostgresCursors(Part):
    """See ``actors.ports.Cursors``."""

    async def cursor(self, ecosystem: str, projection: str) -> tuple[int, str]:
        async with self._connections.using(ecosystem) as connection:
            row = await connection.fetchrow(_CURSOR, ecosystem, projection)
        return (row["seq"], row["owner"]) if row else (0, "")

    async def advance(
        self, ecosystem: str, projection: str, cursor: tuple[int, str], before: tuple[int, str] | None = None
    ) -> None:
        async with self._connections.using(ecosystem) as connection:
            await connection.execute(_ADVANCE, ecosystem, projection, *cursor, *(before or (None, None)))

    async def note(self, ecosystem: str, target: str) -> None:
        async with self._connections.using(ecosystem) as connection:
            await connection.execute(_NOTE, ecosystem, target)

    async def leftovers(self, target: str) -> list[str]:
        async with self._connections.using() as connection:
            return [row["ecosystem"] for row in await connection.fetch(_LEFTOVERS, target)]

    async def cleared(self, ecosystem: str, target: str) -> None:
        async with self._connections.using(ecosystem) as connection:
            await connection.execute(_CLEARED, ecosystem, target)
