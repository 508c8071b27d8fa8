"""Ending tasks for certain, and keeping some from ending half way."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

AGAIN_SECONDS = 0.5


async def end(task: "asyncio.Future[Any]") -> None:
    """Cancel the task until it is over; what it ended with stays with it.

    One cancellation is not enough: ``asyncio.wait_for`` before Python 3.12, and so redis-py, swallows one that arrives
    together with the result that was waited for (https://github.com/python/cpython/issues/86296).
    """
    while not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=AGAIN_SECONDS)


def heed() -> None:
    """Raise CancelledError when this task was told to end, and whatever it waited for has swallowed that (see ``end``)."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError


async def whole(work: Coroutine[Any, Any, T]) -> T:
    """What the work returns. A cancellation waits until it is done: threads, which nothing can cancel, are a part of it."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        while not task.done():
            try:
                await asyncio.wait({task})
            except asyncio.CancelledError:
                continue
        raise
