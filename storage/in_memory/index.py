"""The port MemoryIndex by comparing with every vector of the owner."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from actors.errors import EmbedderMismatch
from actors.ports import MemoryIndex, Recalled
from actors.records import MemoryRow

_Vector = NDArray[np.float64]


class InMemoryIndex(MemoryIndex):
    """See ``actors.ports.MemoryIndex``. Exact; takes vectors of one embedder only."""

    def __init__(self, embedder: str, dimension: int) -> None:
        self._embedder = embedder
        self._dimension = dimension
        self._held: dict[str, dict[str, dict[str, tuple[MemoryRow, _Vector]]]] = {}  # ecosystem → owner → memory

    def upsert(self, ecosystem: str, memories: Sequence[MemoryRow], vectors: Sequence[Sequence[float]]) -> None:
        units = [self._unit(ecosystem, vector) for vector in vectors]
        owners = self._held.setdefault(ecosystem, {})
        for memory, unit in zip(memories, units, strict=True):
            owners.setdefault(memory.owner, {})[memory.id] = (memory, unit)

    def query(self, ecosystem: str, owner: str, vector: Sequence[float], limit: int) -> list[Recalled]:
        unit = self._unit(ecosystem, vector)
        held = self._held.get(ecosystem, {}).get(owner, {}).values()
        found = [
            Recalled(row.id, owner, row.tick, row.importance, row.text, round(float(unit @ other), 6)) for row, other in held
        ]
        return sorted(found, key=lambda recalled: (-recalled.score, recalled.memory))[: max(limit, 0)]

    def ids(self, ecosystem: str) -> list[str]:
        return sorted(id for held in self._held.get(ecosystem, {}).values() for id in held)

    def drop(self, ecosystem: str) -> None:
        self._held.pop(ecosystem, None)

    def close(self) -> None:
        """Nothing to release."""

    def _unit(self, ecosystem: str, vector: Sequence[float]) -> _Vector:
        if len(vector) != self._dimension:
            own = f"{self._embedder} of {self._dimension} dimensions"
            raise EmbedderMismatch(ecosystem, f"one of {len(vector)} dimensions", own)
        values = np.asarray(vector, dtype=np.float64)
        length = float(np.linalg.norm(values))
        return values / length if length else values
