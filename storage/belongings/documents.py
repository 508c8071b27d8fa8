"""Documents that users upload: their texts, whole or in parts."""

import secrets
import time
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import asyncpg

from actors.errors import BelongingsFull, BelongingUnknown
from storage.belongings.texts import ReadText
from storage.postgres.connections import Part
from storage.queries import load

_ADD, _ONE, _PAGE, _PART, _REMOVE = load("belongings_documents", "add", "one", "page", "part", "remove")

MOST = 500
"""So many documents one user may keep."""

MOST_BYTES = 256 * 1024 * 1024
"""So much one user may keep in all; a little more when several come at once."""


@dataclass(frozen=True, slots=True)
class Document:
    """What is known of a document beside its text."""

    id: str
    name: str
    media_type: str
    encoding: str
    bytes: int  # as it came
    length: int  # of the text, in characters
    removed: int  # so many were taken out of it, since they steer a screen or are none
    created_at: datetime


class Documents(Part):
    """The documents of all users; each call is about one of them. Any may raise StoreUnavailable."""

    async def add(self, owner: str, name: str, raw: bytes, read: ReadText) -> Document:
        """Keep it; the same bytes read in the same encoding are kept once, under their first name. Raises BelongingsFull."""
        facts = (name, read.media_type, read.encoding, len(raw), read.removed, sha256(raw).digest(), read.text)
        async with self._connections.using() as connection:
            row = await connection.fetchrow(_ADD, owner, _new_id(), *facts, MOST, MOST_BYTES)
        if row is None:
            raise BelongingsFull("documents", f"{MOST}, or {MOST_BYTES // 1024**2} MiB of")
        return Document(*row)

    async def get(self, owner: str, id: str) -> Document:
        """Raises BelongingUnknown."""
        async with self._connections.using() as connection:
            row: asyncpg.Record | None = await connection.fetchrow(_ONE, owner, id)
        if row is None:
            raise BelongingUnknown("document", id)
        return Document(*row)

    async def page(self, owner: str, after: str, limit: int) -> list[Document]:
        """By id, and so by age, oldest first: those after it; "" is before all."""
        async with self._connections.using() as connection:
            return [Document(*row) for row in await connection.fetch(_PAGE, owner, after, limit)]

    async def part(self, owner: str, id: str, start: int, length: int) -> str:
        """So many characters of the text from there on; fewer at its end. Raises BelongingUnknown."""
        async with self._connections.using() as connection:
            text: str | None = await connection.fetchval(_PART, owner, id, start, length)
        if text is None:
            raise BelongingUnknown("document", id)
        return text

    async def remove(self, owner: str, id: str) -> None:
        """Forget it. Raises BelongingUnknown."""
        async with self._connections.using() as connection:
            if await connection.fetchval(_REMOVE, owner, id) is None:
                raise BelongingUnknown("document", id)


def _new_id() -> str:
    """Greater than those of earlier milliseconds."""
    return f"{time.time_ns() // 1_000_000:012x}{secrets.token_hex(4)}"
