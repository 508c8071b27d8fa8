"""An ecosystem at work: one inbox in front of one supervisor. A plain class; on Ray it is one detached actor.

Whatever is ordered stands in the agenda (a table); messages only wake. Nothing depends on a call that came after the
constructor, since after a crash the constructor is all that Ray runs.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from functools import partial
from statistics import median
from typing import cast

from actors.company import Company
from actors.errors import FabulaError, StaleEpoch
from actors.ports import Board, Head, Store
from runtime.clocked import Clocked
from runtime.openers import Openers
from runtime.patience import patiently
from runtime.session import Session
from runtime.status import Status
from runtime.telemetry import playing

LOG = logging.getLogger(__name__)

MakeCompany = Callable[[str, Mapping[str, str]], Company]
"""The troupes for a cast (character → place), placed as the ecosystem's owner wished."""

COMMITS = 32
"""Of so many of the last commits the median latency is published."""


class Ecosystem:
    """Messages and ticks take turns, so that none sees another half done. Must be made where an event loop runs.

    With nothing to do its company stays for ``rest`` seconds, so that whoever calls meanwhile does not wait for a new one.
    """

    def __init__(self, ecosystem: str, openers: Openers, make_company: MakeCompany, rest: float = 0.0) -> None:
        self._openers = openers
        self._make_company = make_company
        self._rest = rest
        self._status = Status(ecosystem, "waking", "", 0, 0, "", 0, 0)
        self._called = asyncio.Event()
        self._commits: deque[float] = deque(maxlen=COMMITS)
        self._work = asyncio.get_running_loop().create_task(self._live())

    def status(self) -> Status:
        """The last published status."""
        return self._status

    async def wake(self) -> Status:
        """Look at the agenda now. Returns at once; ``status`` tells what comes of it."""
        self._called.set()
        if self._status.settled:
            self.publish("waking")
        if self._work.done():
            self._work = asyncio.get_running_loop().create_task(self._live())
        return self._status

    async def finished(self) -> Status:
        """Wait until nothing more will happen without a message."""
        await asyncio.wait([self._work])
        return self._status

    def publish(self, state: str, reason: str = "", head: Head | None = None, interactions: int = 0, restarts: int = 0) -> None:
        """Make known where the ecosystem stands; the counts are added to the earlier ones."""
        known = self._status
        if head is not None:
            known = replace(known, tick=head.tick, seq=head.seq, hash=head.hash)
        self._status = replace(
            known, state=state, reason=reason,
            interactions=known.interactions + interactions, restarts=known.restarts + restarts,
        )  # fmt: skip
        playing.lost(restarts)
        if self._status.settled:
            playing.rests(known.ecosystem)
        elif head is not None:
            playing.plays(known.ecosystem, head.characters)

    def _committed(self, name: str, seconds: float) -> None:
        """Make known what commits take; called as ``Clocked`` does."""
        playing.committed(seconds)
        self._commits.append(seconds)
        self._status = replace(self._status, commit_us=round(median(self._commits) * 1_000_000))

    async def _excuse(self, board: Board, reason: str) -> None:
        """Say, here and on the board, why nothing happens; "" takes the notice down."""
        if reason:
            self.publish("waiting", reason)
            await board.pin(self._status.ecosystem, reason)
        else:
            await board.unpin(self._status.ecosystem)

    async def _live(self) -> None:
        """From waking up to falling asleep; every way out leaves a state with its reason."""
        try:
            while True:
                self._called.clear()  # a session looks at everything itself; at a pause too, but only once
                await self._session()
                if not self._called.is_set():
                    return
        except StaleEpoch as error:
            self.publish("superseded", str(error))
        except FabulaError as error:
            LOG.warning("ecosystem %s stops: %s", self._status.ecosystem, error)
            self.publish("paused", str(error))
        except Exception as error:  # the actor's boundary: a defect must show, not vanish with the task
            LOG.exception("ecosystem %s stops because of a defect", self._status.ecosystem)
            self.publish("paused", f"defect: {error!r}")
            raise

    async def _session(self) -> None:
        async with AsyncExitStack() as stack:
            board = await self._openers.board()
            stack.push_async_callback(board.close)
            excuse = partial(self._excuse, board)
            await excuse("")  # that of a supervisor which died while it waited
            stack.push_async_callback(excuse, "")
            store = await patiently(self._openers.store, excuse)
            stack.push_async_callback(store.close)
            herald = await self._openers.herald()
            stack.push_async_callback(herald.close)
            ecosystem = self._status.ecosystem
            whereabouts = await patiently(lambda: store.whereabouts(ecosystem), excuse)
            company = self._make_company(ecosystem, whereabouts)
            stack.push_async_callback(company.close)
            timed = cast(Store, Clocked(store, ("commit",), self._committed))
            await Session(ecosystem, timed, herald, company, self._called, self.publish, excuse, self._rest).work()
