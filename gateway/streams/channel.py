"""One ecosystem as this process follows it: one listener and one reading of the chronicle, however many watch."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import aclosing

from actors.errors import StoreUnavailable
from actors.ports import Herald, Store
from gateway.streams.bounds import Bounds
from gateway.streams.ring import Ring
from gateway.streams.told import Told, told
from runtime.following import follow

LOG = logging.getLogger(__name__)

PAUSE_SECONDS = 0.5
"""After so long a chronicle that did not answer is asked again."""

LOOK_SECONDS = 0.01

HISTORY = 4
"""So many may read what is older than the ring at once: they have a connection of the store each."""


class Channel:
    """Follows from a number on, as long as ``run`` runs. Keeps the newest events, and wakes whoever waits for more."""

    def __init__(self, store: Store, herald: Herald, ecosystem: str, after: int, bounds: Bounds) -> None:
        self.ecosystem = ecosystem
        self.bounds = bounds
        self.ring = Ring(after, bounds.queue, bounds.size)
        self.positions: dict[object, int] = {}  # of those who read along
        self.restarting = False
        self._store = store
        self._herald = herald
        self._rise = asyncio.Event()
        self._history = asyncio.Semaphore(HISTORY)

    async def run(self) -> None:
        """For ever. A chronicle that does not answer is waited for, and so is whatever else goes wrong: who watches waits too."""
        while True:
            try:
                following = follow(self._store, self._herald, self.ecosystem, self.ring.last)
                async with aclosing(following) as batches:  # type: ignore[type-var]
                    async for batch in batches:
                        await self._publish([told(event) for event in batch])
            except StoreUnavailable as error:
                LOG.warning("%s is not followed just now: %s", self.ecosystem, error)
            except Exception:
                LOG.exception("a defect while following %s", self.ecosystem)
            await asyncio.sleep(PAUSE_SECONDS)

    async def beyond(self, seq: int, seconds: float) -> None:
        """Wait until there is something after this number, or the process ends, but no longer than so many seconds."""
        rise = self._rise
        if self.ring.last > seq or self.restarting:
            return
        try:
            async with asyncio.timeout(seconds):
                await rise.wait()
        except TimeoutError:
            return

    async def past(self, seq: int, most: int) -> list[Told]:
        """Up to so many that come after this number, from the chronicle. Raises StoreUnavailable."""
        async with self._history:
            return [told(event) async for batch in self._store.events(self.ecosystem, seq, seq + most) for event in batch]

    def restart(self) -> None:
        """Have everybody told that this process ends."""
        self.restarting = True
        self._wake()

    async def _publish(self, batch: Sequence[Told]) -> None:
        await self._room(batch)
        self.ring.append(batch)
        self._wake()

    async def _room(self, batch: Sequence[Told]) -> None:
        """Wait a moment when this batch would push something out of the ring that somebody still needs. Who stands still is
        pushed out then, and not waited for again."""
        floor = self.ring.floor_with(batch)
        for _ in range(int(self.bounds.patience / LOOK_SECONDS)):
            if all(position >= floor for position in self.positions.values()):
                return
            await asyncio.sleep(LOOK_SECONDS)
        for reader in [reader for reader, position in self.positions.items() if position < floor]:
            del self.positions[reader]

    def _wake(self) -> None:
        rise, self._rise = self._rise, asyncio.Event()
        rise.set()
