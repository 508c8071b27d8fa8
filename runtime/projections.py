"""The projections of one ecosystem at work, all of them in one process. A plain class; on Ray it is one detached actor.

Nothing depends on a call that came after the constructor, since after a crash the constructor is all that Ray runs.
"""

import asyncio
import logging
from contextlib import AsyncExitStack
from functools import partial
from time import monotonic

import orjson

from actors.errors import EcosystemUnknown, StoreUnavailable
from actors.ports import Board, Store
from actors.projection import Standing
from runtime.ending import end
from runtime.openers import Openers
from runtime.projecting import Projecting, Publish

LOG = logging.getLogger(__name__)

REST_SECONDS = 10.0
"""For so long an ecosystem has to be idle, and every target current, before there is nothing to do here any more."""

RENEWED_SECONDS = 30.0
"""A standing that does not change is made known again after so long, before it fades from the board."""

LOOK_SECONDS = 0.05
AGAIN_SECONDS = 5.0


class Projections:
    """Brings every target up to the ecosystem. Must be made where an event loop runs."""

    def __init__(self, ecosystem: str, openers: Openers) -> None:
        self._ecosystem = ecosystem
        self._openers = openers
        self._parts: list[Projecting] = []
        self._pinned: dict[str, tuple[Standing, float]] = {}
        self._work = asyncio.get_running_loop().create_task(self._live())

    async def standings(self) -> list[Standing]:
        """How each target stands."""
        return [part.standing for part in self._parts]

    async def caught_up(self, seq: int) -> list[Standing]:
        """How each stands, once it has got to this number or cannot get there now."""
        while not self._work.done() and not self._arrived(seq):  # noqa: ASYNC110 - many targets, each with its own pace
            await asyncio.sleep(LOOK_SECONDS)
        return await self.standings()

    def _arrived(self, seq: int) -> bool:
        """Whether nothing is gained by waiting for this number."""
        standings = [part.standing for part in self._parts]
        return bool(standings) and all(_current(one, seq) or one.state not in ("current", "behind") for one in standings)

    async def _live(self) -> None:
        async with AsyncExitStack() as stack:
            store, herald, board = await self._openers.store(), await self._openers.herald(), await self._openers.board()
            for opened in (store, herald, board):
                stack.push_async_callback(opened.close)
            targets = [await target() for target in self._openers.targets]
            for target in targets:
                stack.push_async_callback(target.close)
            publish = partial(self._pin, board)
            self._parts = [Projecting(store, herald, target, self._ecosystem, publish) for target in targets]
            working = [asyncio.create_task(self._guarded(part, publish)) for part in self._parts]
            resting = asyncio.create_task(self._rested(store))
            try:
                await asyncio.wait({resting, asyncio.ensure_future(asyncio.wait(working))}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                await asyncio.gather(*(end(task) for task in (*working, resting)))

    async def _guarded(self, part: Projecting, publish: Publish) -> None:
        """A defect in one projection must show, and leave the others alone."""
        while True:
            try:
                return await part.work()
            except Exception as error:
                LOG.exception("the projection to %s stumbles over a defect", part.standing.target)
                part.standing = part.standing._replace(state="refused", reason=f"defect: {error!r}")
                await publish(part.standing)
                await asyncio.sleep(AGAIN_SECONDS)

    async def _pin(self, board: Board, standing: Standing) -> None:
        """Make known how a target stands, when that is news or would fade."""
        last, when = self._pinned.get(standing.target, (None, 0.0))
        if standing != last or monotonic() - when > RENEWED_SECONDS:
            self._pinned[standing.target] = (standing, monotonic())
            await board.pin(place_on_board(self._ecosystem, standing.target), orjson.dumps(tuple(standing)).decode())

    async def _rested(self, store: Store) -> None:
        """Until nothing has been to do for a while."""
        since = monotonic()
        while monotonic() - since < REST_SECONDS:
            await asyncio.sleep(1.0)
            try:
                head = await store.head(self._ecosystem)
            except StoreUnavailable:
                since = monotonic()
                continue
            except EcosystemUnknown:  # the targets have that long to forget it; of one that is away a note is left
                continue
            if head.status not in ("idle", "paused") or not all(_current(part.standing, head.seq) for part in self._parts):
                since = monotonic()


def place_on_board(ecosystem: str, target: str) -> str:
    """Under what name a target's standing is pinned."""
    return f"{ecosystem}:{target}"


def _current(standing: Standing, seq: int) -> bool:
    return standing.state == "current" and standing.seq >= seq
