"""Questions to graphs from many who ask at once: the same question is answered once for each state of a story, and whole graphs
are looked through by few at once."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from gateway.errors import TakesTooLong
from runtime.graphs import Answer

T = TypeVar("T")

PATIENCE_SECONDS = 60.0
KEPT = 64
AT_ONCE = 2

Key = tuple[str, ...]


class GraphDesk:
    """Answers, remembered for as long as the story is where it was."""

    def __init__(self) -> None:
        self._kept: dict[Key, asyncio.Future[Answer[Any]]] = {}
        self._few = asyncio.Semaphore(AT_ONCE)

    async def ask(self, key: Key, question: Callable[[], Awaitable[Answer[T]]]) -> Answer[T]:
        """The answer to a question; ``key`` says which it is, with the hash of the story that it is about.

        Raises what the question raises, and TakesTooLong.
        """
        found = self._kept.get(key)
        if found is None or (found.done() and (found.cancelled() or found.exception() is not None)):
            found = self._kept[key] = asyncio.ensure_future(self._asked(question))
            while len(self._kept) > KEPT:
                del self._kept[next(iter(self._kept))]
        try:
            return await asyncio.wait_for(asyncio.shield(found), PATIENCE_SECONDS)
        except TimeoutError:
            raise TakesTooLong(PATIENCE_SECONDS) from None

    async def _asked(self, question: Callable[[], Awaitable[Answer[Any]]]) -> Answer[Any]:
        async with self._few:
            return await question()
