"""The port Records: what the rows say."""

from collections.abc import Sequence
from typing import Any

import orjson

from actors.records import InteractionRow, MemoryRow, RelationshipRow
from storage.in_memory.shelf import Kept, Part
from storage.words import words as words_of


class InMemoryRecords(Part):
    """See ``actors.ports.Records``."""

    async def personas(self, ecosystem: str, characters: Sequence[str] | None = None) -> dict[str, dict[str, Any]]:
        kept = self._kept(ecosystem)
        there = kept.personas if kept else {}
        wanted = sorted(there if characters is None else set(characters))
        return {id: orjson.loads(there[id]) for id in wanted if id in there}

    async def shorts(self, ecosystem: str, characters: Sequence[str] | None = None) -> dict[str, str]:
        return {id: str(persona.get("short", id)) for id, persona in (await self.personas(ecosystem, characters)).items()}

    async def whereabouts(self, ecosystem: str) -> dict[str, str]:
        kept = self._kept(ecosystem)
        return dict(sorted(kept.whereabouts.items())) if kept else {}

    async def departed(self, ecosystem: str, characters: Sequence[str]) -> list[str]:
        there = await self.whereabouts(ecosystem)
        return sorted({name for name in characters if there.get(name) == ""})

    async def relationships(self, ecosystem: str, owner: str | None = None) -> list[RelationshipRow]:
        kept = self._kept(ecosystem)
        rows = sorted(kept.relationships.items()) if kept else []
        return [row for _, row in rows if owner is None or row.owner == owner]

    async def interactions(self, ecosystem: str) -> list[InteractionRow]:
        kept = self._kept(ecosystem)
        return list(kept.interactions) if kept else []

    async def memories(self, ecosystem: str, after: tuple[int, str] = (0, ""), limit: int = 1000) -> list[MemoryRow]:
        kept = self._kept(ecosystem)
        rows = (row for row in kept.memories.values() if (row.seq, row.owner) > after) if kept else ()
        return sorted(rows, key=lambda row: (row.seq, row.owner))[:limit]

    async def embed(
        self, ecosystem: str, embedder: str, memories: Sequence[MemoryRow], vectors: Sequence[Sequence[float]]
    ) -> None:
        kept = self._kept(ecosystem)
        if kept:
            pairs = zip(memories, vectors, strict=True)
            kept.vectors.update({m.id: (embedder, tuple(v)) for m, v in pairs if m.id in kept.memories})

    async def search(self, ecosystem: str, words: str, limit: int = 20) -> list[MemoryRow]:
        wanted = words_of(words)
        kept = self._kept(ecosystem)
        if not kept or not wanted:
            return []
        found = [(hits, row) for row in kept.memories.values() if (hits := _hits(wanted, row.text))]
        found.sort(key=lambda pair: (-pair[0], -pair[1].importance, pair[1].seq, pair[1].owner))
        return [row for _, row in found[:limit]]

    def _kept(self, ecosystem: str) -> Kept | None:
        return self._shelf.ecosystems.get(ecosystem)


def _hits(wanted: list[str], text: str) -> int:
    """How many words of the text begin with a wanted one; 0 unless every wanted one begins some word."""
    there = words_of(text)
    hits = [sum(word.startswith(start) for word in there) for start in wanted]
    return sum(hits) if all(hits) else 0
