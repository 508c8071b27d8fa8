"""Looking ahead: while an item is worked on, the next one is already being fetched."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any, TypeVar

T = TypeVar("T")

_END: Any = object()


async def ahead(source: AsyncIterator[T]) -> AsyncGenerator[T, None]:
    """The items of the source, in order, each while the one after it is being fetched: never more than one is held.

    What fetching raises is raised in its place, after all that came before it. To be closed (``contextlib.aclosing``) by whoever
    may stop early: then nothing is fetched any more.
    """
    coming = _fetch(source)
    try:
        while (item := await coming) is not _END:
            coming = _fetch(source)
            yield item
    finally:
        coming.cancel()
        await asyncio.gather(coming, return_exceptions=True)


def _fetch(source: AsyncIterator[T]) -> asyncio.Future[T]:
    async def fetched() -> T:
        return await anext(source, _END)

    return asyncio.ensure_future(fetched())
