"""Asking again: a store that does not answer, or a cluster without room, makes a world wait, never stop."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from actors.errors import NotPlaced, StoreUnavailable

T = TypeVar("T")

Excuse = Callable[[str], Awaitable[None]]

WAITS = (0.2, 0.5, 1.0, 2.0, 5.0)
"""Seconds before asking again; the last one repeats."""


async def patiently(call: Callable[[], Awaitable[T]], excuse: Excuse) -> T:
    """The call's result, however long its store or a place for its process is away.

    ``excuse`` is told the reason of each wait, and "" when the waiting is over.
    """
    attempt = 0
    while True:
        try:
            result = await call()
        except (StoreUnavailable, NotPlaced) as error:
            await excuse(str(error))
            await asyncio.sleep(WAITS[min(attempt, len(WAITS) - 1)])
            attempt += 1
        else:
            if attempt:
                await excuse("")
            return result
