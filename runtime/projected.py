"""Having an ecosystem projected while a command works: by an actor of its own, which goes on when the command is gone."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

from actors.errors import ClusterUnavailable, FabulaError, TroupeLost
from actors.ports import Store
from actors.projection import Standing
from runtime import cluster
from runtime.edition import edition
from runtime.ending import end
from runtime.garbage import collect_rarely
from runtime.openers import Openers
from runtime.projections import Projections

LOOK_SECONDS = 1.0

LIVES = 4
"""So often the process may be lost while one waits for it at the end."""

SILENT_SECONDS = 2.0
"""How long one waits for the targets at the end without a word about it."""


class ProjectionsProcess(Projections):
    """Projections with a process to themselves, which they give back when there is nothing to do."""

    def __init__(self, ecosystem: str, openers: Openers) -> None:
        collect_rarely()
        openers.outfit.put_on("projections", ecosystem=ecosystem)
        self._sharing = openers.outfit.share("projections")
        super().__init__(ecosystem, openers)
        self._work.add_done_callback(lambda _: cluster.leave())


class RayProjections:
    """The typed handle of an ecosystem's projections; the same actor, whichever process asks."""

    def __init__(self, ecosystem: str, openers: Openers) -> None:
        self._name = f"projections:{ecosystem}:{edition()}"
        self._arguments = (ecosystem, openers)
        self._actor = self._make()

    async def standings(self) -> list[Standing]:
        """See ``Projections.standings``. Raises TroupeLost while the process is not there, ClusterUnavailable without Ray."""
        return await self._asked("standings")

    async def caught_up(self, seq: int) -> list[Standing]:
        """See ``Projections.caught_up``. Raises TroupeLost when the process dies meanwhile, ClusterUnavailable without Ray."""
        return await self._asked("caught_up", seq)

    async def watch(self, news: "News") -> None:
        """Have the news told, for ever."""
        while True:
            with suppress(FabulaError):  # Ray starts its process again
                news.hear(await self.standings())
            await asyncio.sleep(LOOK_SECONDS)

    def _make(self) -> Any:
        return cluster.detached("projections", self._name, ProjectionsProcess, *self._arguments)

    async def _asked(self, call: str, *arguments: Any) -> list[Standing]:
        if not cluster.connected():  # Ray would begin anew only to be asked
            raise ClusterUnavailable("this machine", "it has been left")
        try:
            return await cluster.unwrapped(getattr(self._actor, call).remote(*arguments), "of projections")  # type: ignore[no-any-return]
        except FabulaError:
            self._actor = self._make()  # it may have left since nothing was to do
            raise


@asynccontextmanager
async def projected(openers: Openers, store: Store, ecosystem: str, note: Callable[[str], None]) -> AsyncIterator[None]:
    """Have the ecosystem projected inside the block, and up to its end when the block ends without an error.

    A target that is away stops nothing: it is noted, once, and it catches up another time.
    """
    if not openers.targets:
        yield
        return
    handle, news = RayProjections(ecosystem, openers), News(note)
    watching = asyncio.create_task(handle.watch(news))
    try:
        yield
        await _ended(handle, (await store.head(ecosystem)).seq, news, note)
    finally:
        await end(watching)


class News:
    """Notes what is wrong with targets, each thing once."""

    def __init__(self, note: Callable[[str], None]) -> None:
        self._note = note
        self._said: dict[str, str] = {}

    def hear(self, standings: list[Standing]) -> None:
        """Note what is new."""
        for standing in standings:
            before = self._said.get(standing.target, "")
            reason = before if standing.state == "behind" else standing.reason  # who catches up is not current yet
            self._said[standing.target] = reason
            if reason and reason != before:
                self._note(f"{reason} (the world goes on, and {standing.target} catches up)")
            elif before and not reason:
                self._note(f"{standing.target} is current again")


async def _caught_up(handle: RayProjections, seq: int) -> list[Standing]:
    """As the handle says, also when the process dies meanwhile and Ray starts it again."""
    for _ in range(LIVES):
        with suppress(TroupeLost):
            return await handle.caught_up(seq)
        await asyncio.sleep(LOOK_SECONDS)
    return await handle.caught_up(seq)


async def _ended(handle: RayProjections, seq: int, news: News, note: Callable[[str], None]) -> None:
    """Wait until every target has all of it or cannot have it now, and say so when that takes long."""
    waiting = asyncio.ensure_future(_caught_up(handle, seq))
    try:
        await asyncio.wait({waiting}, timeout=SILENT_SECONDS)
        if not waiting.done():
            note("the last events are being projected; Ctrl-C leaves them for another time")
        while not waiting.done():
            if await asyncio.to_thread(cluster.is_bereft):
                raise ClusterUnavailable("this machine", "its only node died")
            await asyncio.wait({waiting}, timeout=SILENT_SECONDS)
        news.hear(await waiting)
    except FabulaError as error:
        note(f"the last events are projected another time: {error}")
    finally:
        await end(waiting)
