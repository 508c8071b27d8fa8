"""Metering: owners are charged for the ticks that were committed, and pause when the day's are used up."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from actors.errors import EcosystemUnknown, FabulaError, StaleEpoch
from actors.ports import Store
from runtime.ending import end
from storage.accounts import Accounts
from storage.accounts.quotas import Overdrawn

LOG = logging.getLogger(__name__)

LOOK_SECONDS = 5.0
SWEEP_SECONDS = 600.0


@asynccontextmanager
async def metering(accounts: Accounts, store: Store, seconds: float = LOOK_SECONDS) -> AsyncIterator[None]:
    """Look every so many seconds inside the block, and now and then forget what is over. Any number of processes may: each
    tick is charged once."""
    looking = asyncio.create_task(_for_ever(accounts, store, seconds))
    try:
        yield
    finally:
        await end(looking)


async def meter(accounts: Accounts, store: Store) -> list[str]:
    """Charge what was committed since last time, and pause what goes on without anything left; the ids of what was paused."""
    await accounts.charge()
    paused = []
    for over in await accounts.overdrawn():
        with suppress(StaleEpoch, EcosystemUnknown):  # somebody else did it, or it is gone: next time will tell
            await _pause(store, over)
            paused.append(over.ecosystem)
    return paused


async def _pause(store: Store, over: Overdrawn) -> None:
    """Take over from its supervisor, which then writes nothing more, and do nothing."""
    head = await store.activate(over.ecosystem, (await store.head(over.ecosystem)).epoch)
    reason = f"its owner's {over.allowed} ticks of today are used up (role '{over.role}'); it can go on after 00:00 UTC"
    await store.mark(over.ecosystem, "paused", reason, head.epoch)


async def _for_ever(accounts: Accounts, store: Store, seconds: float) -> None:
    swept = -SWEEP_SECONDS
    while True:
        try:
            await meter(accounts, store)
            if (now := asyncio.get_running_loop().time()) - swept > SWEEP_SECONDS:
                swept = now
                await accounts.sweep()
        except FabulaError as error:  # the store is away: what is not charged now is charged later
            LOG.debug("nothing is metered: %s", error)
        except Exception:  # an endless loop: a defect must show, and not end it
            LOG.exception("metering failed")
        await asyncio.sleep(seconds)
