"""Ending tasks for certain."""

import asyncio
from typing import Any

AGAIN_SECONDS = 0.5


async def end(task: "asyncio.Future[Any]") -> None:
    """Cancel the task until it is over; what it ended with stays with it.

    One cancellation is not enough: ``asyncio.wait_for`` before Python 3.12, and so redis-py, swallows one that arrives
    together with the result that was waited for (https://github.com/python/cpython/issues/86296).
    """
    while not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=AGAIN_SECONDS)
