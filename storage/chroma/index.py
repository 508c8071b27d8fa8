"""The port MemoryIndex over Chroma."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from actors.errors import EmbedderMismatch
from actors.ports import MemoryIndex, Recalled
from actors.records import MemoryRow
from storage.chroma.client import ChromaClient
from storage.chroma.layout import Layout, layout_of, marker


class ChromaIndex(MemoryIndex):
    """See ``actors.ports.MemoryIndex``. Every call may raise StoreUnavailable.

    An embedded index belongs to one process: its directory is locked until ``close``.
    """

    def __init__(self, place: Path | str, embedder: str, dimension: int, shards: Callable[[str], int] | int = 0) -> None:
        """``place`` is a directory or a server's URL. ``shards`` (a number, or one for each ecosystem's id; see
        ``shards_for``) decides the layout of ecosystems not seen before; those that have memories keep theirs.
        Raises ServicesBusy when another owner has the directory, StoreUnavailable."""
        self._client = ChromaClient(place)
        self._embedder = embedder
        self._dimension = dimension
        self._shards = shards
        self._layouts: dict[str, Layout] = {}
        self._collections: dict[str, Any] = {}

    def upsert(self, ecosystem: str, memories: Sequence[MemoryRow], vectors: Sequence[Sequence[float]]) -> None:
        layout = self._layout(ecosystem) or self._laid_out(ecosystem)
        for vector in vectors:
            self._check(ecosystem, vector)
        by_collection: dict[str, dict[str, tuple[MemoryRow, Sequence[float]]]] = {}
        for memory, vector in zip(memories, vectors, strict=True):
            by_collection.setdefault(layout.collection(memory.owner), {})[memory.id] = (memory, vector)
        for name, held in by_collection.items():
            self._write(self._obtain(name, layout), list(held.values()))

    def query(self, ecosystem: str, owner: str, vector: Sequence[float], limit: int) -> list[Recalled]:
        self._check(ecosystem, vector)
        layout = self._layout(ecosystem)
        collection = self._find(layout.collection(owner)) if layout and limit > 0 else None
        if collection is None:
            return []
        with self._client.answering():
            answer = collection.query(
                query_embeddings=[list(vector)],
                n_results=limit,
                where={"owner": owner},
                include=["documents", "metadatas", "distances"],
            )
        found = zip(answer["ids"][0], answer["documents"][0], answer["metadatas"][0], answer["distances"][0], strict=True)
        recalled = [_recalled(*one) for one in found]
        return sorted((one for one in recalled if one.owner == owner), key=lambda one: (-one.score, one.memory))

    def ids(self, ecosystem: str) -> list[str]:
        found: list[str] = []
        for name in self._client.names(f"{marker(ecosystem)}-"):
            collection = self._find(name)
            with self._client.answering():
                found += collection.get(include=[])["ids"] if collection is not None else []
        return sorted(found)

    def drop(self, ecosystem: str) -> None:
        self._layouts.pop(ecosystem, None)
        for name in [*self._client.names(f"{marker(ecosystem)}-"), marker(ecosystem)]:  # the marker last
            self._collections.pop(name, None)
            self._client.remove(name)

    def close(self) -> None:
        self._client.close()

    def _layout(self, ecosystem: str) -> Layout | None:
        """As stored; None when nothing is. Raises EmbedderMismatch."""
        if ecosystem not in self._layouts:
            found = self._client.find(marker(ecosystem))
            if found is None:
                return None
            layout = layout_of(found.metadata)
            if (layout.embedder, layout.dimension) != (self._embedder, self._dimension):
                raise EmbedderMismatch(ecosystem, _name(layout.embedder, layout.dimension), self._name())
            self._layouts[ecosystem] = layout
        return self._layouts[ecosystem]

    def _laid_out(self, ecosystem: str) -> Layout:
        shards = self._shards if isinstance(self._shards, int) else self._shards(ecosystem)
        layout = Layout(ecosystem, self._embedder, self._dimension, shards)
        self._client.obtain(marker(ecosystem), layout.metadata())
        self._layouts[ecosystem] = layout
        return layout

    def _check(self, ecosystem: str, vector: Sequence[float]) -> None:
        if len(vector) != self._dimension:
            raise EmbedderMismatch(ecosystem, _name("another", len(vector)), self._name())

    def _find(self, name: str) -> Any | None:
        if name not in self._collections:
            found = self._client.find(name)
            if found is None:
                return None
            self._collections[name] = found
        return self._collections[name]

    def _obtain(self, name: str, layout: Layout) -> Any:
        if name not in self._collections:
            self._collections[name] = self._client.obtain(name, layout.metadata())
        return self._collections[name]

    def _write(self, collection: Any, held: list[tuple[MemoryRow, Sequence[float]]]) -> None:
        for start in range(0, len(held), self._client.batch):
            part = held[start : start + self._client.batch]
            with self._client.answering():
                collection.upsert(
                    ids=[memory.id for memory, _ in part],
                    embeddings=[list(vector) for _, vector in part],
                    documents=[memory.text for memory, _ in part],
                    metadatas=[{"owner": m.owner, "tick": m.tick, "importance": m.importance, "seq": m.seq} for m, _ in part],
                )

    def _name(self) -> str:
        return _name(self._embedder, self._dimension)


def _name(embedder: str, dimension: int) -> str:
    return f"{embedder} ({dimension} dimensions)"


def _recalled(id: str, text: str, metadata: dict[str, Any], distance: float) -> Recalled:
    owner, tick, importance = str(metadata["owner"]), int(metadata["tick"]), int(metadata["importance"])
    return Recalled(id, owner, tick, importance, text, round(1.0 - distance, 6))
