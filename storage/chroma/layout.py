"""Which memories lie in which collection: one for each character in small casts, a few shards in large ones.

A populated collection costs some megabytes and four open files, so a cast of thousands cannot have one each. And each that is
written to costs about five milliseconds of CPU, however little is written: with one for each of 77 people, who all have news,
writing took eight times as long as with four for all.
"""

from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

SMALL_CAST, LARGE_CAST = 12, 1000
FEW_SHARDS, SHARDS = 4, 16


def shards_for(characters: int) -> int:
    """0 (a collection for each character) for a small cast, else how many collections share them all."""
    if characters <= SMALL_CAST:
        return 0
    return FEW_SHARDS if characters <= LARGE_CAST else SHARDS


@dataclass(frozen=True, slots=True)
class Layout:
    """Fixed when the first memory of an ecosystem is written, and kept in the metadata of the marker collection."""

    ecosystem: str
    embedder: str
    dimension: int
    shards: int

    def metadata(self) -> dict[str, Any]:
        """As Chroma keeps it."""
        return {
            "ecosystem": self.ecosystem, "embedder": self.embedder, "dimension": self.dimension, "shards": self.shards,
        }  # fmt: skip

    def collection(self, owner: str) -> str:
        """The name of the collection that holds the owner's memories."""
        if not self.shards:
            return f"{marker(self.ecosystem)}-{_digest(owner)}"
        return f"{marker(self.ecosystem)}-shard-{int(_digest(owner), 16) % self.shards}"


def layout_of(metadata: dict[str, Any]) -> Layout:
    """The inverse of ``Layout.metadata``."""
    return Layout(str(metadata["ecosystem"]), str(metadata["embedder"]), int(metadata["dimension"]), int(metadata["shards"]))


def marker(ecosystem: str) -> str:
    """The name of an empty collection that says how the ecosystem is laid out; all others begin with it and a hyphen."""
    return f"fabula-{_digest(ecosystem)}"


def _digest(id: str) -> str:
    return blake2b(id.encode(), digest_size=12).hexdigest()
