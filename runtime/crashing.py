"""The ports of a process that may die at a crash point: they do what they always do, and tell the fuse when they pass one."""

from collections.abc import Mapping, Sequence
from itertools import islice

from actors.events import Event
from actors.ports import Answered
from actors.records import MemoryRow, Rows
from runtime.crash_points import Point
from runtime.fuse import Fuse
from storage.bus import RedisHerald
from storage.postgres.store import PostgresStore


class CrashingStore(PostgresStore):
    """A store over Postgres."""

    fuse: Fuse

    async def commit(
        self, ecosystem: str, epoch: int, tick: int, events: Sequence[Event], rows: Rows, hash: str,
        answered: Sequence[Answered] = (),
    ) -> None:  # fmt: skip
        await self.fuse.reached(Point.BEFORE_COMMIT, ecosystem)
        await super().commit(ecosystem, epoch, tick, events, rows, hash, answered)
        await self.fuse.reached(Point.AFTER_COMMIT, ecosystem)

    async def sent(self, ecosystem: str) -> None:
        await self.fuse.reached(Point.IN_COMMIT, ecosystem)

    async def save(self, ecosystem: str, seq: int, tick: int, states: Mapping[str, bytes]) -> None:
        """In two halves, so that there is a moment between them."""
        half = len(states) // 2
        await super().save(ecosystem, seq, tick, dict(islice(states.items(), half)))
        await self.fuse.reached(Point.IN_SNAPSHOT, ecosystem)
        await super().save(ecosystem, seq, tick, dict(islice(states.items(), half, None)))

    async def embed(
        self, ecosystem: str, embedder: str, memories: Sequence[MemoryRow], vectors: Sequence[Sequence[float]]
    ) -> None:
        await self.fuse.reached(Point.IN_MEMORY_FLUSH, ecosystem)
        await super().embed(ecosystem, embedder, memories, vectors)


class CrashingHerald(RedisHerald):
    """A herald over Redis."""

    fuse: Fuse

    async def announce(self, ecosystem: str, events: Sequence[Event]) -> None:
        await super().announce(ecosystem, events)
        await self.fuse.reached(Point.AFTER_ANNOUNCE, ecosystem)


async def open_crashing_store(url: str, fuse: Fuse) -> CrashingStore:
    """See ``PostgresStore.open``."""
    store = CrashingStore.open(url)
    store.fuse = fuse
    return store


async def open_crashing_herald(url: str, fuse: Fuse) -> CrashingHerald:
    """See ``RedisHerald``."""
    herald = CrashingHerald(url)
    herald.fuse = fuse
    return herald
