"""Characters that users keep: kept, changed, listed, and found by words, by spelling and by meaning."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg

from actors.errors import BelongingsFull, BelongingUnknown
from actors.events import canonical
from actors.pictures import Picture
from storage.belongings.meaning import Meaning, essence
from storage.postgres.connections import Connection, Lender, Part, decoded
from storage.queries import load
from storage.words import folded, words

_ADD, _ONE, _SEVERAL, _PAGE, _CHANGE, _REMOVE, _BY_WORDS, _BY_SPELLING, _BY_MEANING, _UNEMBEDDED, _EMBED, _PORTRAY, _PICTURES = (
    load(
        "belongings_characters",
        "add", "one", "several", "page", "change", "remove", "by_words", "by_spelling", "by_meaning", "unembedded", "embed",
        "portray", "pictures",
    )
)  # fmt: skip

MOST = 2_000
"""So many characters one user may keep; a few more when they come at once."""

ALIKE = 0.25
"""Names that share less of their trigrams are not alike."""

_BATCH = 200


@dataclass(frozen=True, slots=True)
class KeptCharacter:
    """A character in somebody's library. ``persona`` is as an author writes it (``scenarios.schema.PersonaBlock``)."""

    id: str
    version: int  # rises with each change
    persona: dict[str, Any]
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class FoundCharacter:
    """One that was searched for; what ``score`` means depends on how, more is better."""

    character: KeptCharacter
    score: float


class Characters(Part):
    """The libraries of all users; each call is about one of them. Any may raise StoreUnavailable."""

    def __init__(self, connections: Lender, meaning: Meaning) -> None:
        super().__init__(connections)
        self._meaning = meaning

    async def add(self, owner: str, persona: dict[str, Any]) -> KeptCharacter:
        """Keep a new one. Raises BelongingsFull."""
        async with self._connections.using() as connection:
            row = await connection.fetchrow(_ADD, owner, secrets.token_hex(8), canonical(persona), MOST)
        if row is None:
            raise BelongingsFull("characters", MOST)
        return _kept(row)

    async def get(self, owner: str, id: str) -> KeptCharacter:
        """Raises BelongingUnknown."""
        async with self._connections.using() as connection:
            row = await connection.fetchrow(_ONE, owner, id)
        return _kept(_known(row, id))

    async def several(self, owner: str, ids: Sequence[str]) -> list[KeptCharacter]:
        """These, in this order. Raises BelongingUnknown for the first that is not there."""
        async with self._connections.using() as connection:
            rows = {row["id"]: row for row in await connection.fetch(_SEVERAL, owner, list(ids))}
        return [_kept(_known(rows.get(id), id)) for id in ids]

    async def page(self, owner: str, after: tuple[str, str], limit: int) -> list[KeptCharacter]:
        """By (name, id), those after it; ("", "") is before all."""
        async with self._connections.using() as connection:
            return [_kept(row) for row in await connection.fetch(_PAGE, owner, *after, limit)]

    async def change(self, owner: str, id: str, version: int, persona: dict[str, Any]) -> KeptCharacter | None:
        """Make it this persona; None, and nothing is changed, when it is another version by now, or gone. One without a portrait
        has no picture any more."""
        async with self._connections.using() as connection:
            row = await connection.fetchrow(_CHANGE, owner, id, version, canonical(persona))
        return _kept(row) if row else None

    async def portray(self, owner: str, id: str, version: int, picture: Picture) -> KeptCharacter | None:
        """Have it look so; None as in ``change``."""
        async with self._connections.using() as connection:
            row = await connection.fetchrow(_PORTRAY, owner, id, version, picture.name, picture.body)
        return _kept(row) if row else None

    async def pictures(self, owner: str, ids: Sequence[str]) -> dict[str, Picture]:
        """Id → what they look like, of those of these that have a picture."""
        async with self._connections.using() as connection:
            rows = await connection.fetch(_PICTURES, owner, list(ids))
        return {row["id"]: Picture(row["name"], row["body"]) for row in rows}

    async def remove(self, owner: str, id: str, version: int) -> bool:
        """Forget it; False as in ``change``."""
        async with self._connections.using() as connection:
            return await connection.fetchval(_REMOVE, owner, id, version) is not None

    async def by_words(self, owner: str, text: str, limit: int) -> list[FoundCharacter]:
        """Those in whose names, role and bio all words occur, or words that begin so; those that say most of them first."""
        wanted = words(text)
        if not wanted:
            return []
        return await self._found(_BY_WORDS, owner, " & ".join(f"'{word}':*" for word in wanted), limit)

    async def by_spelling(self, owner: str, text: str, limit: int) -> list[FoundCharacter]:
        """Those whose names are spelt like it, 1.0 being the same; small slips do no harm."""
        return await self._found(_BY_SPELLING, owner, folded(text), limit, ALIKE)

    async def by_meaning(self, owner: str, text: str, limit: int) -> list[FoundCharacter]:
        """The nearest in meaning, by the cosine of their vectors. What has changed since the last search is embedded first."""
        embedder = await self._meaning.embedder()
        async with self._connections.using() as connection:
            while rows := await connection.fetch(_UNEMBEDDED, owner, embedder.id, _BATCH):
                await self._embed(connection, owner, embedder.id, rows)
        return await self._found(_BY_MEANING, owner, (await self._meaning.vectors([text]))[0], limit, embedder.id)

    async def _embed(self, connection: Connection, owner: str, embedder: str, rows: Sequence[asyncpg.Record]) -> None:
        vectors = await self._meaning.vectors([essence(decoded(row["persona"])) for row in rows])
        embedded = zip(rows, vectors, strict=True)
        await connection.executemany(_EMBED, [(owner, row["id"], row["version"], embedder, vector) for row, vector in embedded])

    async def _found(self, query: str, owner: str, *arguments: Any) -> list[FoundCharacter]:
        async with self._connections.using() as connection:
            return [FoundCharacter(_kept(row), row["score"]) for row in await connection.fetch(query, owner, *arguments)]


def _kept(row: asyncpg.Record) -> KeptCharacter:
    return KeptCharacter(row["id"], row["version"], decoded(row["persona"]), row["created_at"], row["changed_at"])


def _known(row: asyncpg.Record | None, id: str) -> asyncpg.Record:
    if row is None:
        raise BelongingUnknown("character", id)
    return row
