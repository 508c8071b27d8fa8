"""What texts mean, as vectors: the embedder of the settings, loaded when somebody first asks."""

import asyncio
from collections.abc import Sequence
from typing import Any

from actors.ports import Embedder
from storage.embedders import embedder


class Meaning:
    """One for each process. Embedding takes place in threads, so that nothing else waits for it."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._embedder: Embedder | None = None
        self._loading = asyncio.Lock()

    async def embedder(self) -> Embedder:
        """The embedder. Raises InvalidRequest for a name that is none."""
        async with self._loading:
            if self._embedder is None:
                self._embedder = await asyncio.to_thread(embedder, self._name)
        return self._embedder

    async def vectors(self, texts: Sequence[str]) -> list[str]:
        """One vector for each text, as pgvector writes it."""
        found = await self.embedder()
        return [f"[{','.join(map(repr, vector))}]" for vector in await asyncio.to_thread(found.embed, texts)]


def essence(persona: dict[str, Any]) -> str:
    """What there is to a character, in a few sentences."""
    wants = (f"means to {want['text']}" for want in persona.get("wants", ()))
    return ". ".join(part for part in (persona["name"], persona.get("role"), persona.get("bio"), *wants) if part)
