"""The life of one ecosystem under faults, and what is seen of it meanwhile: heads, marks, and what a subscriber hears."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from actors.errors import FabulaError
from actors.events import START_HASH
from actors.ports import Herald, Store
from actors.world import World
from runtime.chaos.ground import Ground
from runtime.creation import create
from runtime.ending import end
from runtime.following import follow

LOOK_SECONDS = 0.25


@dataclass
class Life:
    """One ecosystem; ``astray`` says what went backwards, ``heard`` what was told to one who follows it from the beginning."""

    ground: Ground
    ecosystem: str
    store: Store
    herald: Herald
    heard: list[int] = field(default_factory=list)
    astray: dict[str, None] = field(default_factory=dict)
    _seen: dict[str, tuple[int, int, str]] = field(default_factory=dict)

    async def follow(self) -> None:
        """Hear everything, for ever, by the ways of those who play."""
        async for batch in follow(self.store, self.herald, self.ecosystem):
            self.heard += [event.seq for event in batch]

    async def watch(self) -> None:
        """Look again and again how far the chronicle and the targets are, for ever."""
        while True:
            with suppress(FabulaError):
                head = await self.ground.host.store.head(self.ecosystem)
                self.see("the chronicle", head.seq, head.epoch, head.hash)
            for target in self.ground.targets:
                with suppress(FabulaError):
                    self.see(target.name, *await target.mark(self.ecosystem))
            await asyncio.sleep(LOOK_SECONDS)

    def see(self, what: str, seq: int, epoch: int, hash: str) -> None:
        """Note where something stands; neither number nor epoch may ever fall, nor the hash of a number change."""
        before = self._seen.get(what, (0, 0, START_HASH))
        if seq < before[0] or epoch < before[1]:
            self.astray[f"{what} went back from event {before[0]} of epoch {before[1]} to event {seq} of epoch {epoch}"] = None
        elif seq == before[0] and hash != before[2] and seq:
            self.astray[f"{what} has two hashes for event {seq}: {before[2]} and {hash}"] = None
        self._seen[what] = (seq, epoch, hash)


@asynccontextmanager
async def lived(ground: Ground, world: World, seed: int) -> AsyncIterator[Life]:
    """A newly founded ecosystem, watched and followed inside the block."""
    ecosystem = (await create(ground.host.store, world, seed)).founding.ecosystem
    life = Life(ground, ecosystem, await ground.openers.store(), await ground.openers.herald())
    tasks = [asyncio.create_task(life.follow()), asyncio.create_task(life.watch())]
    try:
        yield life
    finally:
        for task in tasks:
            await end(task)
            if not task.cancelled() and (error := task.exception()) is not None:
                ground.note(f"whoever followed {life.ecosystem} gave up: {error!r}")
        await life.herald.close()
        await life.store.close()
