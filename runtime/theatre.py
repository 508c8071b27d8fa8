"""A theatre: plays every ecosystem for which something is ordered, whoever ordered it, until it is told to close.

Whoever orders needs no Ray: orders stand in the agenda, and a bell wakes the players. A ring that is lost costs a second.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from time import monotonic

from actors.errors import ClusterUnavailable, EcosystemUnknown, StoreUnavailable
from runtime.ending import end, whole
from runtime.host import Host
from runtime.jobs.worker import working
from runtime.keeping import kept
from runtime.placement import Placement
from runtime.projected import News, RayProjections
from runtime.ray_ecosystem import Casting, RayEcosystem
from runtime.running import Handle
from runtime.settings import Settings
from runtime.stages import Note, ray_host
from runtime.telemetry.sharing import tallied
from storage.bell import RedisBell

LOG = logging.getLogger(__name__)

LOOK_SECONDS = 0.5
AFTERWARDS_SECONDS = 30.0
"""So long after an ecosystem fell asleep its last memories are still looked for."""

ATTEND_SECONDS = 1.0

REST_SECONDS = 20.0
"""For so long an ecosystem with nothing to do keeps its troupes: people who talk with its characters do not wait for new ones."""

SUPERSEDED_SECONDS = 60.0
"""After so long another supervisor, who took over, may be gone: then it is taken over from, which harms neither."""


class Theatre:
    """All ecosystems that play."""

    def __init__(self, host: Host, casting: Casting, bell: RedisBell, note: Note) -> None:
        self._host = host
        self._casting = casting
        self._bell = bell
        self._note = note
        self._playing: dict[str, asyncio.Task[None]] = {}
        self._handles: dict[str, Handle] = {}
        self._superseded: set[str] = set()  # another supervisor took over
        self._played: dict[str, float] = {}  # ecosystem → when it fell asleep
        self._lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def work(self) -> None:
        """For ever. Raises ClusterUnavailable when the cluster is lost: nothing can be played from here any more."""
        answering, attending = asyncio.ensure_future(self._answer()), asyncio.ensure_future(self._attend())
        try:
            await asyncio.wait({answering, attending, self._lost}, return_when=asyncio.FIRST_COMPLETED)
            for ended in (answering, attending, self._lost):
                if ended.done():
                    ended.result()
        finally:
            await whole(self._close(answering, attending))

    def active(self) -> Iterable[str]:
        """The ecosystems that play, or did a moment ago."""
        now = monotonic()
        self._played = {name: when for name, when in self._played.items() if now - when < AFTERWARDS_SECONDS}
        return [*self._playing, *(name for name in self._played if name not in self._playing)]

    async def _close(self, *tasks: "asyncio.Future[None]") -> None:
        for task in (*tasks, *self._playing.values()):
            await end(task)
        await self._bell.leave()

    async def _answer(self) -> None:
        async for rung in self._bell.calls():
            with suppress(StoreUnavailable):  # it is looked again within a second
                await self._look(rung)

    async def _look(self, rung: str) -> None:
        for ecosystem in await self._host.store.pending():
            if ecosystem not in self._playing:
                task = self._playing[ecosystem] = asyncio.create_task(self._play(ecosystem))
                task.add_done_callback(lambda ended, ecosystem=ecosystem: self._ended(ecosystem, ended))  # type: ignore[misc]
            elif ecosystem == rung and ecosystem in self._handles and ecosystem not in self._superseded:
                await self._handles[ecosystem].wake()

    async def _play(self, ecosystem: str) -> None:
        """From waking it until it rests."""
        handle = self._handles[ecosystem] = RayEcosystem(ecosystem, self._host.openers, self._casting)
        async with _projecting(self._host, ecosystem, self._note):
            await handle.wake()
            woken = monotonic()
            while True:
                status = await handle.status()
                if status.state == "unreachable":
                    raise ClusterUnavailable("this theatre", status.reason)
                if status.settled and not await self._due(ecosystem):
                    return
                self._superseded.discard(ecosystem)
                if status.state == "superseded":
                    self._superseded.add(ecosystem)
                # While a person has it paused, others may want something of it at once.
                if status.state in ("asleep", "paused") or (
                    status.state == "superseded" and monotonic() - woken > SUPERSEDED_SECONDS
                ):
                    await handle.wake()
                    woken = monotonic()
                await asyncio.sleep(LOOK_SECONDS)

    async def _due(self, ecosystem: str) -> bool:
        try:
            return ecosystem in await self._host.store.pending()
        except StoreUnavailable:
            return True

    def _ended(self, ecosystem: str, task: "asyncio.Task[None]") -> None:
        self._playing.pop(ecosystem, None)
        self._handles.pop(ecosystem, None)
        self._superseded.discard(ecosystem)
        self._played[ecosystem] = monotonic()
        if task.cancelled() or self._lost.done():
            return
        if isinstance(error := task.exception(), EcosystemUnknown):  # deleted while it played
            return
        if error is not None:
            self._lost.set_exception(error)

    async def _attend(self) -> None:
        accompanied = False
        while True:
            await self._bell.attend()
            now = await self._bell.accompanied()
            if accompanied and now is False:
                await self._inherit()
            accompanied = accompanied if now is None else now
            await asyncio.sleep(ATTEND_SECONDS)

    async def _inherit(self) -> None:
        """Play on what another theatre, which is gone now, took over from this one."""
        for ecosystem in [name for name in self._superseded if name in self._handles]:
            await self._handles[ecosystem].wake()


@asynccontextmanager
async def _projecting(host: Host, ecosystem: str, note: Callable[[str], None]) -> AsyncIterator[None]:
    """Have its projections at work, in their own process, which ends by itself when all is done."""
    if not host.openers.targets:
        yield
        return
    watching = asyncio.create_task(RayProjections(ecosystem, host.openers).watch(News(note)))
    try:
        yield
    finally:
        await end(watching)


async def play(settings: Settings, note: Note) -> None:
    """Open a theatre over these settings, and play until cancelled.

    Raises as ``ray_host``, and ClusterUnavailable when the cluster is lost meanwhile.
    """
    async with AsyncExitStack() as stack:
        host = await stack.enter_async_context(ray_host(settings, note))
        bell = RedisBell(host.services.redis_url)
        stack.push_async_callback(bell.close)
        theatre = Theatre(host, Casting(Placement.AUTO, None, REST_SECONDS), bell, note)
        await stack.enter_async_context(tallied(host.services.redis_url, "theatre"))
        office = await stack.enter_async_context(kept(host, theatre.active, note))
        await stack.enter_async_context(working(host, office.keeper))
        note("the theatre is open")
        await theatre.work()
