"""What somebody remembers, the last first."""

from collections.abc import Sequence

from actors.records import MemoryRow
from storage.pages.events import NO_END
from storage.postgres.connections import Part
from storage.postgres.records import memories_of, query_of
from storage.queries import load

_PAGE, _SEARCH, _OF_DEED, _TIDINGS, _NAMED = load("pages_memories", "page", "search", "of_deed", "tidings", "named")


class MemoryPages(Part):
    """Reading memories."""

    async def page(self, ecosystem: str, owner: str, limit: int, before: int = NO_END, words: str = "") -> list[MemoryRow]:
        """The last ones before this number; with words, those that have all of them (or words that begin so)."""
        wanted = query_of(words)
        async with self._connections.using(ecosystem) as connection:
            if wanted:
                return memories_of(await connection.fetch(_SEARCH, ecosystem, owner, before, limit, wanted))
            return [] if words else memories_of(await connection.fetch(_PAGE, ecosystem, owner, before, limit))

    async def of_deed(self, ecosystem: str, owner: str, fact: str, before: int) -> MemoryRow | None:
        """What somebody remembered of a deed, by its fact, before this number."""
        async with self._connections.using(ecosystem) as connection:
            return next(iter(memories_of(await connection.fetch(_OF_DEED, ecosystem, owner, fact, before))), None)

    async def tidings(self, ecosystem: str, owner: str, limit: int, before: int = NO_END) -> list[MemoryRow]:
        """The last ones before this number of what somebody was told by others."""
        async with self._connections.using(ecosystem) as connection:
            return memories_of(await connection.fetch(_TIDINGS, ecosystem, owner, before, limit))

    async def named(self, ecosystem: str, owner: str, memories: Sequence[str]) -> dict[str, MemoryRow]:
        """Those of one's own memories that have these ids, by id. (Such an id is that of the event and the owner.)"""
        events = [memory.partition(":")[0] for memory in memories]
        async with self._connections.using(ecosystem) as connection:
            return {row.id: row for row in memories_of(await connection.fetch(_NAMED, ecosystem, owner, events))}
