"""Answering at once: having an order take effect when nobody plays, without Ray, in one tick in which nothing else happens."""

import asyncio

from actors.company import shared_out
from actors.errors import StoreUnavailable
from actors.events import Event
from actors.ports import Herald, Store
from actors.supervisor import Supervisor
from runtime.local_company import LocalCompany
from runtime.openers import Openers
from runtime.ordering import Orders, Receipt

PLAYED = ("running", "live")
"""The statuses of an ecosystem that somebody plays."""

ANSWER_SECONDS = 90.0


async def answer(
    openers: Openers, store: Store, herald: Herald, receipt: Receipt, attended: bool, seconds: float = ANSWER_SECONDS
) -> Event:
    """The event that comes of an order that is to happen at once: from whoever plays, or else played here.

    Raises StoreUnavailable when somebody plays and does not answer in time, and whatever a tick raises.
    """
    orders = Orders(store)
    if attended or (await store.head(receipt.ecosystem)).status in PLAYED:
        try:
            async with asyncio.timeout(seconds):
                return await orders.awaited(receipt, herald)
        except TimeoutError:
            what = f"whoever plays {receipt.ecosystem}"
            raise StoreUnavailable(what, f"no answer within {seconds:g} s; what was said stays ordered") from None
    while (event := await orders.event(receipt)) is None:
        await _quiet_tick(openers, store, herald, receipt.ecosystem)
    return event


async def _quiet_tick(openers: Openers, store: Store, herald: Herald, ecosystem: str) -> None:
    whereabouts = await store.whereabouts(ecosystem)
    supervisor = Supervisor(ecosystem, store, herald, LocalCompany(ecosystem, shared_out(whereabouts, 1), openers.store))
    await supervisor.activate()
    await supervisor.tick(quiet=True)
