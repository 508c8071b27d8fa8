"""The memory index of a simulated world: it outlives its keepers, and fails half way in a batch."""

from collections.abc import Sequence
from zlib import crc32

from actors.errors import StoreUnavailable
from actors.ports import Embedder
from actors.records import MemoryRow
from storage.in_memory.index import InMemoryIndex
from tests.simulation.trouble import Trouble, Weather


class TinyEmbedder(Embedder):
    """Two numbers for each text: enough to tell texts apart, and quick."""

    id = "tiny"
    dimension = 2

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        return [[1.0, crc32(text.encode()) / 2**32] for text in texts]


class BrittleIndex(InMemoryIndex):
    """See ``actors.ports.MemoryIndex``. Of a batch that fails, the first memories are written."""

    def __init__(self, weather: Weather) -> None:
        super().__init__(TinyEmbedder.id, TinyEmbedder.dimension)
        self._weather = weather

    def upsert(self, ecosystem: str, memories: Sequence[MemoryRow], vectors: Sequence[Sequence[float]]) -> None:
        if self._weather.strikes(Trouble.INDEX_BREAKS):
            half = int(self._weather.dice.random() * (len(memories) + 1))
            super().upsert(ecosystem, memories[:half], vectors[:half])
            raise StoreUnavailable("the simulated index", f"it broke after {half} of {len(memories)} memories")
        super().upsert(ecosystem, memories, vectors)
