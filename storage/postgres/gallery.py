"""The port Gallery: pictures by the hash of their content, of each ecosystem its own."""

from collections.abc import Sequence

import asyncpg

from actors.errors import EcosystemUnknown, PictureUnknown
from actors.pictures import Picture
from storage.postgres.connections import Connection, Part
from storage.queries import load

_HANG, _PICTURE = load("gallery", "hang", "picture")


class PostgresGallery(Part):
    """See ``actors.ports.Gallery``."""

    async def hang(self, ecosystem: str, pictures: Sequence[Picture]) -> None:
        try:
            async with self._connections.using(ecosystem) as connection:
                await hung(connection, ecosystem, pictures)
        except asyncpg.ForeignKeyViolationError:
            raise EcosystemUnknown(ecosystem) from None

    async def picture(self, ecosystem: str, name: str) -> bytes:
        async with self._connections.using(ecosystem) as connection:
            body: bytes | None = await connection.fetchval(_PICTURE, ecosystem, name)
        if body is None:
            raise PictureUnknown(name)
        return body


async def hung(connection: Connection, ecosystem: str, pictures: Sequence[Picture]) -> None:
    """Keep them, in whatever transaction this is."""
    if pictures:
        await connection.execute(_HANG, ecosystem, [one.name for one in pictures], [one.body for one in pictures])
