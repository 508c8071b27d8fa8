"""Projecting: keeping one target up to one ecosystem for as long as the ecosystem is there, whatever goes wrong meanwhile."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from time import monotonic

from actors.errors import EcosystemUnknown, FabulaError, MarkAstray, StoreUnavailable, TargetRefused
from actors.ports import Herald, Store
from actors.projection import Standing, Target
from runtime.projector import Projector
from runtime.telemetry.instruments import PROJECTION_LAG, PROJECTION_LAG_SECONDS

LOG = logging.getLogger(__name__)

WAITS = (0.2, 0.5, 1.0, 2.0, 5.0)
"""Seconds before the next attempt after so many failures in a row; the last one repeats."""

PATIENT_WAITS = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0)
"""The same where only a person can mend it, at most: who asks too often with a wrong password is shut out with the right one."""

SAYS_SECONDS = 5.0
"""Who waits for longer says again and again how it stands."""

STATES: dict[type[FabulaError], str] = {TargetRefused: "refused", MarkAstray: "astray"}

Publish = Callable[[Standing], Awaitable[None]]


class Projecting:
    """One projector at work. It wakes by the herald, looks once a second without it, and says how it stands."""

    def __init__(self, store: Store, herald: Herald, target: Target, ecosystem: str, publish: Publish) -> None:
        self._store = store
        self._herald = herald
        self._target = target
        self._ecosystem = ecosystem
        self._projector = Projector(store, target, ecosystem)
        self._publish = publish
        self._since = monotonic()  # when it was up to date the last time
        self._failures = 0  # in a row, of those that somebody has to mend or of the others
        self._refused = False
        self._said: set[str] = set()  # reasons, since it was up to date the last time
        self.standing = Standing(target.name, "behind")

    async def work(self) -> None:
        """Catch up again and again, until the ecosystem is gone. What goes wrong is said once, waited for, and never raised."""
        try:
            await self._clear()
            await self._try()
            async for _ in self._herald.listen(self._ecosystem):
                await self._try()
        except EcosystemUnknown:
            LOG.info("%s: ecosystem '%s' is gone", self._target.name, self._ecosystem)

    async def _try(self) -> None:
        try:
            mark = await self._projector.catch_up(self._told)
        except EcosystemUnknown:
            raise
        except FabulaError as error:
            await self._failed(error)
        else:
            self._recovered()
            self._since = monotonic()
            await self._stands(Standing(self._target.name, "current", "", mark.seq))

    async def _told(self, seq: int, until: int) -> None:
        """Who has much to catch up with says how far it is."""
        if seq < until:
            seconds = round(monotonic() - self._since, 1)
            await self._stands(Standing(self._target.name, "behind", "", seq, until - seq, seconds))

    async def _failed(self, error: FabulaError) -> None:
        reason = str(error)
        if reason not in self._said:
            LOG.warning("the projection to %s waits: %s", self._target.name, error)
        self._said.add(reason)
        refused = isinstance(error, TargetRefused)
        if refused is not self._refused:
            self._refused, self._failures = refused, 0
        await self._wait(_pause(refused, self._failures), error, reason)
        self._failures += 1

    async def _wait(self, seconds: float, error: FabulaError, reason: str) -> None:
        """Wait for so long, and say meanwhile how it stands."""
        while True:
            await self._stands(await self._late(error, reason))
            await asyncio.sleep(min(seconds, SAYS_SECONDS))
            seconds -= SAYS_SECONDS
            if seconds <= 0:
                return

    async def _late(self, error: FabulaError, reason: str) -> Standing:
        """How far behind it is: by what was applied last as far as is known, and the head as far as that can be asked."""
        seq, behind = self.standing.seq, self.standing.behind
        with suppress(StoreUnavailable):  # the last known number has to do
            behind = max(0, (await self._store.head(self._ecosystem)).seq - seq)
        state = STATES.get(type(error), "unavailable")
        return Standing(self._target.name, state, reason, seq, behind, round(monotonic() - self._since, 1))

    def _recovered(self) -> None:
        if self._said:
            LOG.warning("the projection to %s goes on", self._target.name)
        self._said, self._failures = set(), 0

    async def _stands(self, standing: Standing) -> None:
        self.standing = standing
        PROJECTION_LAG.labels(standing.target).set(standing.behind)
        PROJECTION_LAG_SECONDS.labels(standing.target).set(standing.seconds)
        await self._publish(standing)

    async def _clear(self) -> None:
        """Remove from the target what is left of ecosystems that are gone, if it answers; else another time."""
        try:
            for ecosystem in await self._store.leftovers(self._target.name):
                await Projector(self._store, self._target, ecosystem).forget()
        except FabulaError as error:
            LOG.info("what %s holds of deleted ecosystems stays for now: %s", self._target.name, error)


def _pause(refused: bool, failures: int) -> float:
    """Seconds before the next attempt. Those that only a person can mend are not made by all projectors at once."""
    waits = PATIENT_WAITS if refused else WAITS
    longest = waits[min(failures, len(waits) - 1)]
    return longest * random.uniform(0.5, 1.0) if refused else longest
