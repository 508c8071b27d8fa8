"""The port Library: genres by content hash."""

from actors.errors import ChronicleDamaged
from storage.postgres.connections import Part
from storage.queries import load

_PUT, _GET = load("library", "put", "get")


class PostgresLibrary(Part):
    """See ``actors.ports.Library``."""

    async def put(self, hash: str, body: bytes) -> None:
        async with self._connections.using() as connection:
            await connection.execute(_PUT, hash, body)

    async def get(self, hash: str) -> bytes:
        async with self._connections.using() as connection:
            body: bytes | None = await connection.fetchval(_GET, hash)
        if body is None:
            raise ChronicleDamaged("", f"the genre {hash} is missing from the library")
        return body
