"""What many people have, read at once: for questions that go from one to the next."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeVar

import asyncpg

from actors.records import InteractionRow, MemoryRow, RelationshipRow
from storage.postgres.connections import Part
from storage.postgres.records import interaction_of, memories_of
from storage.queries import load

_PEOPLE, _REGARDS_OF, _REGARDS_FOR, _INTERACTIONS_OF, _MEMORIES_OF = load(
    "pages_batches", "people", "regards_of", "regards_for", "interactions_of", "memories_of"
)

T = TypeVar("T")


class Sheet(NamedTuple):
    """Somebody, as one is shown by himself or herself."""

    id: str
    name: str
    short: str
    role: str
    portrait: str
    place: str
    bio: str


class Batches(Part):
    """Each answer has one entry for each of the ids, in their order. Any call may raise StoreUnavailable."""

    async def people(self, ecosystem: str, ids: Sequence[str]) -> list[Sheet | None]:
        """Who they are; None for whoever is not there."""
        rows = {row["id"]: Sheet(*row) for row in await self._fetch(_PEOPLE, ecosystem, ids)}
        return [rows.get(id) for id in ids]

    async def regards_of(self, ecosystem: str, ids: Sequence[str], limit: int, kind: str | None) -> list[list[RelationshipRow]]:
        """What each feels for others (of this kind, if given), by target."""
        rows = await self._fetch(_REGARDS_OF, ecosystem, ids, limit, kind)
        return _grouped(ids, (RelationshipRow(*row) for row in rows), lambda row: row.owner)

    async def regards_for(self, ecosystem: str, ids: Sequence[str], limit: int, kind: str | None) -> list[list[RelationshipRow]]:
        """What others feel for each, by owner."""
        rows = await self._fetch(_REGARDS_FOR, ecosystem, ids, limit, kind)
        return _grouped(ids, (RelationshipRow(*row) for row in rows), lambda row: row.target)

    async def interactions_of(self, ecosystem: str, ids: Sequence[str], limit: int) -> list[list[InteractionRow]]:
        """The last ones in which each had a part, or which he or she saw."""
        rows = await self._fetch(_INTERACTIONS_OF, ecosystem, ids, limit)
        pairs = _grouped(ids, rows, lambda row: str(row["whose"]))
        return [[interaction_of(row) for row in part] for part in pairs]

    async def memories_of(self, ecosystem: str, ids: Sequence[str], limit: int) -> list[list[MemoryRow]]:
        """The last ones of each."""
        return _grouped(ids, memories_of(await self._fetch(_MEMORIES_OF, ecosystem, ids, limit)), lambda row: row.owner)

    async def _fetch(self, query: str, ecosystem: str, ids: Sequence[str], *arguments: int | str | None) -> list[asyncpg.Record]:
        async with self._connections.using(ecosystem) as connection:
            return await connection.fetch(query, ecosystem, list(dict.fromkeys(ids)), *arguments)


def _grouped(ids: Sequence[str], rows: Iterable[T], whose: Callable[[T], str]) -> list[list[T]]:
    found: dict[str, list[T]] = {id: [] for id in ids}
    for row in rows:
        found[whose(row)].append(row)
    return [found[id] for id in ids]
