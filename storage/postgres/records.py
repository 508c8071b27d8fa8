"""The port Records: reading the tables beside the chronicle."""

from collections.abc import Iterable, Sequence
from typing import Any

import asyncpg

from actors.ports import MEMORY_INDEX
from actors.records import InteractionRow, MemoryRow, RelationshipRow
from storage.postgres.connections import Part, decoded
from storage.queries import load
from storage.words import words as words_of

(
    _PERSONAS, _PERSONAS_OF, _SHORTS, _WHEREABOUTS, _DEPARTED, _RELATIONSHIPS, _RELATIONSHIPS_OF, _INTERACTIONS, _MEMORIES,
    _EMBED, _SEARCH,
) = load(
    "records",
    "personas", "personas_of", "shorts", "whereabouts", "departed", "relationships", "relationships_of", "interactions",
    "memories", "embed", "search",
)  # fmt: skip


class PostgresRecords(Part):
    """See ``actors.ports.Records``."""

    async def personas(self, ecosystem: str, characters: Sequence[str] | None = None) -> dict[str, dict[str, Any]]:
        if characters is None:
            rows = await self._fetch(_PERSONAS, ecosystem)
        else:
            rows = await self._fetch(_PERSONAS_OF, ecosystem, list(characters))
        return {row["id"]: decoded(row["persona"]) for row in rows}

    async def shorts(self, ecosystem: str, characters: Sequence[str] | None = None) -> dict[str, str]:
        wanted = None if characters is None else list(characters)
        return {row["id"]: row["short"] for row in await self._fetch(_SHORTS, ecosystem, wanted)}

    async def whereabouts(self, ecosystem: str) -> dict[str, str]:
        return {row["id"]: row["place"] for row in await self._fetch(_WHEREABOUTS, ecosystem)}

    async def departed(self, ecosystem: str, characters: Sequence[str]) -> list[str]:
        return [row["id"] for row in await self._fetch(_DEPARTED, ecosystem, list(characters))]

    async def relationships(self, ecosystem: str, owner: str | None = None) -> list[RelationshipRow]:
        if owner is None:
            return [RelationshipRow(*row) for row in await self._fetch(_RELATIONSHIPS, ecosystem)]
        return [RelationshipRow(*row) for row in await self._fetch(_RELATIONSHIPS_OF, ecosystem, owner)]

    async def interactions(self, ecosystem: str) -> list[InteractionRow]:
        return [interaction_of(row) for row in await self._fetch(_INTERACTIONS, ecosystem)]

    async def memories(self, ecosystem: str, after: tuple[int, str] = (0, ""), limit: int = 1000) -> list[MemoryRow]:
        return memories_of(await self._fetch(_MEMORIES, ecosystem, *after, limit))

    async def embed(
        self, ecosystem: str, embedder: str, memories: Sequence[MemoryRow], vectors: Sequence[Sequence[float]]
    ) -> None:
        async with self._connections.using(ecosystem) as connection:
            await connection.executemany(
                _EMBED,
                [(ecosystem, embedder, m.seq, m.owner, _vector(v)) for m, v in zip(memories, vectors, strict=True)],
            )

    async def search(self, ecosystem: str, words: str, limit: int = 20) -> list[MemoryRow]:
        query = query_of(words)
        if not query:
            return []
        return memories_of(await self._fetch(_SEARCH, ecosystem, query, limit, MEMORY_INDEX))

    async def _fetch(self, query: str, ecosystem: str, *arguments: Any) -> list[asyncpg.Record]:
        async with self._connections.using(ecosystem) as connection:
            return await connection.fetch(query, ecosystem, *arguments)


def interaction_of(r: asyncpg.Record) -> InteractionRow:
    """What a row of ``fabula.interactions`` holds."""
    return InteractionRow(
        r["id"], r["seq"], r["tick"], r["place"], r["move"], r["outcome"],
        r["initiator"], r["responder"], tuple(r["witnesses"]),
    )  # fmt: skip


def memories_of(rows: Iterable[asyncpg.Record]) -> list[MemoryRow]:
    """What rows of ``fabula.memories`` hold."""
    return [
        MemoryRow(r["id"], r["owner"], r["seq"], r["tick"], r["importance"], r["feeling"], tuple(r["tags"]), r["text"])
        for r in rows
    ]


def query_of(words: str) -> str:
    """The full-text query for memories that have all of these words, or words that begin so; "" without any words."""
    return " & ".join(f"'{word}':*" for word in words_of(words))  # a word has letters and digits only


def _vector(values: Sequence[float]) -> str:
    """As pgvector writes it."""
    return f"[{','.join(map(repr, map(float, values)))}]"
