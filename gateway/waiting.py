"""``Prefer: wait=5``: a client that would rather wait for what comes of an order than ask again."""

import asyncio
import re
from contextlib import suppress
from typing import Annotated

from fastapi import Header, Response

from actors.events import Event
from actors.ports import Herald
from runtime.ordering import Orders, Receipt

LONGEST = 30
"""Seconds that one may wait."""

Prefer = Annotated[str | None, Header(max_length=200, description="`wait=5` waits up to 5 s (at most 30) for what comes of it.")]


def wished(prefer: str | None) -> int:
    """For how many seconds to wait; 0 when that is not preferred. What cannot be read is no preference, as RFC 7240 says."""
    found = re.search(r"(?:^|[,;])\s*wait=(\d{1,6})\s*(?:$|[,;])", prefer or "", re.IGNORECASE)
    return min(int(found[1]), LONGEST) if found else 0


async def effect(orders: Orders, herald: Herald, receipt: Receipt, prefer: str | None, response: Response) -> Event | None:
    """The event that came of the order, when it has come or comes within the time that is preferred."""
    if event := await orders.event(receipt):
        return event
    if seconds := wished(prefer):
        response.headers["Preference-Applied"] = f"wait={seconds}"
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                return await orders.awaited(receipt, herald)
    return None
