"""The port Cursors: how far each projection has got."""

from storage.postgres.connections import Part
from storage.queries import load

_CURSOR, _ADVANCE = load("cursors", "cursor", "advance")


class PostgresCursors(Part):
    """See ``actors.ports.Cursors``."""

    async def cursor(self, ecosystem: str, projection: str) -> tuple[int, str]:
        async with self._connections.using(ecosystem) as connection:
            row = await connection.fetchrow(_CURSOR, ecosystem, projection)
        return (row["seq"], row["owner"]) if row else (0, "")

    async def advance(self, ecosystem: str, projection: str, cursor: tuple[int, str]) -> None:
        async with self._connections.using(ecosystem) as connection:
            await connection.execute(_ADVANCE, ecosystem, projection, *cursor)
