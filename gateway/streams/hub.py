"""All ecosystems that are watched in this process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from actors.ports import Head, Herald, Store
from gateway.streams.bounds import Bounds
from gateway.streams.channel import Channel
from gateway.streams.reader import Reader
from gateway.streams.snapshot import Snapshots
from gateway.streams.wanted import Wanted
from runtime.ending import end

BEFORE = 100
"""A channel begins so much before its first reader, for those who come back with it after a restart."""


@dataclass(slots=True)
class _Watched:
    channel: Channel
    snapshots: Snapshots
    following: "asyncio.Task[None]"
    readers: int = 0
    ending: asyncio.TimerHandle | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A stream that has been opened. ``snapshot`` is what has to be told first, as JSON; b"" for nothing."""

    reader: Reader
    head: Head
    snapshot: bytes


class Hub:
    """Gives readers, and follows each ecosystem once as long as somebody reads it."""

    def __init__(self, store: Store, herald: Herald, bounds: Bounds) -> None:
        self._store = store
        self._herald = herald
        self._bounds = bounds
        self._watched: dict[str, _Watched] = {}
        self._restarting = False
        self._endings: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def reading(self, ecosystem: str, wanted: Wanted, after: int | None) -> AsyncIterator[Opened]:
        """A reader of what comes after this number; None: of what comes from now on.

        Who is too far behind, or ahead of the chronicle, gets a snapshot to begin with. Raises EcosystemUnknown and
        StoreUnavailable.
        """
        head = await self._store.head(ecosystem)
        begin = head.seq if after is None else after
        watched = self._entered(ecosystem, head, begin)
        reader = None
        try:
            snapshot = b""
            if not 0 <= head.seq - begin <= self._bounds.backlog:
                begin, snapshot = await watched.snapshots.newest()
            reader = Reader(watched.channel, wanted, begin)
            yield Opened(reader, head, snapshot)
        finally:
            if reader is not None:
                reader.leave()
            self._left(ecosystem, watched)

    def restart(self) -> None:
        """Have all who read told that this process ends; also those who come from now on."""
        self._restarting = True
        for watched in self._watched.values():
            watched.channel.restart()

    async def close(self) -> None:
        """Follow nothing any more."""
        for ecosystem in list(self._watched):
            self._forget(ecosystem)
        await asyncio.gather(*self._endings)

    @property
    def readers(self) -> int:
        """How many read."""
        return sum(watched.readers for watched in self._watched.values())

    def _entered(self, ecosystem: str, head: Head, after: int) -> _Watched:
        watched = self._watched.get(ecosystem)
        if watched is None:
            near = 0 <= head.seq - after <= self._bounds.queue - BEFORE
            channel = Channel(self._store, self._herald, ecosystem, max(0, after - BEFORE) if near else head.seq, self._bounds)
            channel.restarting = self._restarting
            following = asyncio.create_task(channel.run())
            watched = self._watched[ecosystem] = _Watched(channel, Snapshots(self._store, ecosystem), following)
        if watched.ending is not None:
            watched.ending.cancel()
            watched.ending = None
        watched.readers += 1
        return watched

    def _left(self, ecosystem: str, watched: _Watched) -> None:
        watched.readers -= 1
        if watched.readers == 0 and self._watched.get(ecosystem) is watched:
            loop = asyncio.get_running_loop()
            watched.ending = loop.call_later(self._bounds.linger, self._forget, ecosystem)

    def _forget(self, ecosystem: str) -> None:
        watched = self._watched.pop(ecosystem)
        if watched.ending is not None:
            watched.ending.cancel()
        task = asyncio.create_task(end(watched.following))
        self._endings.add(task)
        task.add_done_callback(self._endings.discard)


@asynccontextmanager
async def hub_of(store: Store, herald: Herald, bounds: Bounds, draining: asyncio.Event) -> AsyncIterator[Hub]:
    """A hub for the block, which says to its readers when this process is told to end."""
    hub = Hub(store, herald, bounds)

    async def drained() -> None:
        await draining.wait()
        hub.restart()

    waiting = asyncio.create_task(drained())
    try:
        yield hub
    finally:
        await end(waiting)
        await hub.close()
