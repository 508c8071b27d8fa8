"""The keeper of memories: the one owner of the memory index. It writes behind the chronicle, in batches, off the tick's path.

A projection like any other: it reads memories from a cursor, embeds them, writes them where recall by meaning looks, and moves
the cursor. All of it may be repeated, so that a crash between two steps costs nothing but the repetition.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from actors.ports import MEMORY_INDEX, Embedder, Head, MemoryIndex, Recalled, Store
from actors.projection import Standing
from actors.records import MemoryRow
from runtime.ending import whole

BATCH = 500
NOTHING = (0, "")

Seen = Callable[[int, int], Awaitable[None]]
"""Is told after each batch up to which event's memories the index goes, and where the chronicle ended."""


async def _unseen(seq: int, until: int) -> None:
    """Nobody looks."""


class Keeper:
    """Brings the index up to the chronicle, and recalls by meaning."""

    def __init__(self, store: Store, index: MemoryIndex, embedder: Embedder) -> None:
        self._store = store
        self._index = index
        self._embedder = embedder
        self._writing = asyncio.Lock()  # a batch must not move on a cursor that is being set back

    async def catch_up(self, ecosystem: str, enough: Callable[[], bool] = lambda: False, seen: Seen = _unseen) -> int:
        """Index what the ecosystem's characters came to know since the cursor and before this call, or as many batches of it
        as there are before it is ``enough``; how many memories that were."""
        head, total = await self._store.head(ecosystem), 0
        while not enough() and (written := await whole(self._batch(ecosystem))):
            total += len(written)
            await seen(written[-1].seq, head.seq)
            if written[-1].seq > head.seq:  # in a world that lives on there is always more
                break
        return total

    async def rebuild(self, ecosystem: str, seen: Seen = _unseen) -> int:
        """Forget the index of this ecosystem and make it anew; how many memories it holds then.

        The cursor goes first: whatever happens after that, all memories will be written again.
        """
        await whole(self._reset(ecosystem))
        return await self.catch_up(ecosystem, seen=seen)

    async def recall(self, ecosystem: str, character: str, words: str, limit: int) -> list[Recalled]:
        """The character's own memories nearest to the words, best first, including everything committed before the call."""
        await self.catch_up(ecosystem)
        vectors = await asyncio.to_thread(self._embedder.embed, [words])
        return await asyncio.to_thread(self._index.query, ecosystem, character, vectors[0], limit)

    async def ids(self, ecosystem: str) -> Sequence[str]:
        """The ids of all memories in the index."""
        return await asyncio.to_thread(self._index.ids, ecosystem)

    async def forget(self, ecosystem: str) -> None:
        """Remove the ecosystem from the index, and the note that it holds something of it."""
        async with self._writing:
            await asyncio.to_thread(self._index.drop, ecosystem)
            await self._store.cleared(ecosystem, MEMORY_INDEX)

    async def tidy(self) -> None:
        """Remove what the index holds of ecosystems that were removed."""
        for ecosystem in await self._store.leftovers(MEMORY_INDEX):
            await self.forget(ecosystem)

    async def behind(self, ecosystem: str) -> int:
        """By how many events the index of this ecosystem is behind."""
        return (await indexed(self._store, await self._store.head(ecosystem))).behind

    async def _reset(self, ecosystem: str) -> None:
        async with self._writing:
            await self._store.advance(ecosystem, MEMORY_INDEX, NOTHING)
            await asyncio.to_thread(self._index.drop, ecosystem)

    async def _batch(self, ecosystem: str) -> Sequence[MemoryRow]:
        async with self._writing:
            cursor = await self._store.cursor(ecosystem, MEMORY_INDEX)
            memories = await self._store.memories(ecosystem, cursor, BATCH)
            if memories:
                vectors = await asyncio.to_thread(self._embedder.embed, [memory.text for memory in memories])
                await asyncio.to_thread(self._index.upsert, ecosystem, memories, vectors)
                await self._store.embed(ecosystem, self._embedder.id, memories, vectors)
                await self._store.advance(ecosystem, MEMORY_INDEX, (memories[-1].seq, memories[-1].owner), cursor)
            return memories


async def indexed(store: Store, head: Head) -> Standing:
    """How the memory index stands: while it lacks memories, it is behind by the events after its cursor."""
    ecosystem = head.founding.ecosystem
    cursor = await store.cursor(ecosystem, MEMORY_INDEX)
    if not await store.memories(ecosystem, cursor, 1):
        return Standing(MEMORY_INDEX, "current", "", head.seq)
    return Standing(MEMORY_INDEX, "behind", "", cursor[0], head.seq - cursor[0])
