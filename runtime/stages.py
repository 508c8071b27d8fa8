"""Where a command's ecosystem plays: on Ray over real servers, or within this process only."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from actors.events import TICKED
from actors.ports import Due, Head, Herald, Store
from actors.world import World
from runtime import cluster
from runtime.creation import create
from runtime.ending import end
from runtime.host import Host, hosting
from runtime.jobs.worker import working
from runtime.keeping import kept
from runtime.nodes import check_nodes, check_reach
from runtime.openers import Openers, ephemeral
from runtime.ordering import Orders
from runtime.projected import projected
from runtime.ray_ecosystem import Casting, RayEcosystem
from runtime.running import Handle, LocalEcosystem, Stopwatch, Summary, run_until, summarize, troupes_of
from runtime.settings import Settings
from runtime.status import Status
from runtime.tending import tended
from storage.in_memory.herald import InMemoryHerald
from storage.in_memory.store import InMemoryStore

Note = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Order:
    """What to play: an ecosystem to go on with, or a world to found with a seed."""

    resume: str | None
    world: World | None
    seed: int


class Stage:
    """An open stage: stores that answer, and a way to put an ecosystem to work."""

    def __init__(self, openers: Openers, store: Store, herald: Herald, casting: Casting, host: Host | None, note: Note) -> None:
        self.store = store
        self.herald = herald
        self._openers = openers
        self._casting = casting
        self._host = host
        self._note = note

    @property
    def keeps(self) -> bool:
        """Whether what is played here can be gone on with later."""
        return self._host is not None

    async def begin(self, order: Order) -> Head:
        """The ecosystem to play. Raises CastTooLarge before anything is founded, EcosystemUnknown."""
        if order.world is None:
            assert order.resume is not None
            head = await self.store.head(order.resume)
            self._troupes(head.characters)
            await Orders(self.store).resume(order.resume)
            return head
        self._troupes(len(order.world.cast))
        return await create(self.store, order.world, order.seed)

    async def run(
        self, head: Head, ticks: int, see: Callable[[Status], None], tell: Callable[[], Awaitable[None]] | None,
        ending: asyncio.Event | None = None,
    ) -> tuple[Summary, Status]:  # fmt: skip
        """Play so many ticks from this head on, or until after the tick in which ``ending`` is set; ``tell`` goes on beside it
        and is ended with it."""
        ecosystem, troupes = head.founding.ecosystem, self._troupes(head.characters)
        async with self._keeping(ecosystem):
            telling = asyncio.ensure_future(tell()) if tell else None
            watch = Stopwatch()
            try:
                status = await run_until(lambda: self._handle(ecosystem), self.store, ecosystem, head.tick + ticks, see, ending)
            finally:
                if telling is not None:
                    await end(telling)
            seconds = watch.seconds()
            if status.state == "unreachable":
                await asyncio.to_thread(cluster.disconnect)  # else Ray ends this process before it could say so
        after = await self.store.head(ecosystem)
        played = await self._interactions(ecosystem, head.seq)
        return summarize(after, self._casting, troupes, after.tick, played, seconds), status

    @asynccontextmanager
    async def living(self, ecosystem: str, tempo_ms: int) -> AsyncIterator[Handle]:
        """Have it live at this tempo inside the block."""
        due = Due("live", "cli", 0, {"tempo_ms": tempo_ms})
        await self.store.order(ecosystem, due)
        try:
            async with self._keeping(ecosystem):
                handle = self._handle(ecosystem)
                await handle.wake()
                yield handle
        finally:
            await self.store.done(ecosystem, due)
            if (await self.store.head(ecosystem)).status != "paused":  # a reason to be paused must not be wiped out
                await self.store.mark(ecosystem, "idle")

    def _handle(self, ecosystem: str) -> Handle:
        if self._host is None:
            return LocalEcosystem(ecosystem, self._openers, self._casting)
        return RayEcosystem(ecosystem, self._openers, self._casting)

    def _troupes(self, characters: int) -> int:
        return troupes_of(self._casting, characters, self._host is None)

    @asynccontextmanager
    async def _keeping(self, ecosystem: str) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            if self._host is not None:
                office = await stack.enter_async_context(kept(self._host, lambda: (ecosystem,), self._note))
                await stack.enter_async_context(projected(self._openers, self.store, ecosystem, self._note))
                await stack.enter_async_context(working(self._host, office.keeper))
            yield

    async def _interactions(self, ecosystem: str, after: int) -> int:
        return sum(
            [
                event.body["interactions"]
                async for batch in self.store.events(ecosystem, after)
                for event in batch
                if event.kind == TICKED
            ]
        )


@asynccontextmanager
async def ephemeral_stage(casting: Casting) -> AsyncIterator[Stage]:
    """A stage in this process: no server, no Ray, nothing kept."""
    store, herald = InMemoryStore(), InMemoryHerald()
    yield Stage(ephemeral(store, herald), store, herald, casting, None, _silent)


@asynccontextmanager
async def ray_stage(settings: Settings, casting: Casting, note: Note) -> AsyncIterator[Stage]:
    """A stage on Ray, over the services of these settings. What it started ends with the block."""
    async with ray_host(settings, note) as host:
        yield Stage(host.openers, host.store, host.herald, casting, host, note)


@asynccontextmanager
async def ray_host(settings: Settings, note: Note) -> AsyncIterator[Host]:
    """A host in a cluster. What it started ends with the block. Raises as ``hosting`` and ``cluster.connect``."""
    try:
        async with _connected(settings) as connecting, hosting(settings) as host, tended(settings, note):
            await connecting
            yield host
    finally:
        cluster.disconnect()


@asynccontextmanager
async def _connected(settings: Settings) -> AsyncIterator[Awaitable[None]]:
    """Connect to Ray: to a cluster of others before anything else, to one of our own beside it, since that takes longest."""
    if settings.cluster is None:
        connecting = asyncio.create_task(asyncio.to_thread(cluster.connect, None))
    else:
        await asyncio.to_thread(cluster.connect, settings.cluster)
        check_reach(settings)
        connecting = asyncio.create_task(asyncio.to_thread(check_nodes, settings))
    try:
        yield connecting
    finally:
        await asyncio.gather(connecting, return_exceptions=True)


def _silent(text: str) -> None:
    """Nobody to tell."""
