"""The Redis behind the cache, over cashews: asked quickly or not at all."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from cashews.backends.redis import Redis
from cashews.exceptions import CacheBackendInteractionError
from cashews.serialize import NULL_SERIALIZER
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as Disconnected
from redis.exceptions import RedisError

from storage.cache.keys import EVERYTHING

_log = logging.getLogger(__name__)

T = TypeVar("T")

Question = Callable[[Redis], Awaitable[T]]

_TROUBLE = (CacheBackendInteractionError, RedisError, OSError, TimeoutError)
_MOST_OWED = 1000


class _Backend(Redis):
    """As cashews has it, but for the name of a call that redis-py has given up."""

    async def close(self) -> None:
        if self.is_init:
            await self._client.aclose()


class CacheServer:
    """A pool of connections of its own, so that nobody who waits for the cache keeps the bus or the board waiting.

    * A server that does not answer within ``patience`` seconds is left alone for ``pause`` seconds, and then asked by one caller
      while the others go on without. One warning is logged for each outage.
    * What could not be forgotten meanwhile is forgotten before anything is read again.
    """

    def __init__(self, url: str, size: int, patience: float, pause: float) -> None:
        self._redis = _Backend(
            url,
            suppress=False,
            serializer=NULL_SERIALIZER,
            max_connections=size,
            wait_for_connection_timeout=patience,
            socket_timeout=patience,
            socket_connect_timeout=patience,
            health_check_interval=0,
            client_name="fabula-cache",
            protocol=2,
            retry=Retry(NoBackoff(), 1, supported_errors=(Disconnected,)),
        )
        self._opening = asyncio.Lock()
        self._pause = pause
        self._closed = False
        self._down_until: float | None = None
        self._owed: dict[str, None] = {}

    async def asked(self, question: Question[T], otherwise: T) -> T:
        """The answer; ``otherwise`` while there is none to be had."""
        if self._closed or self._is_left_alone():
            return otherwise
        try:
            await self._opened()
            await self._pay()
            answer = await question(self._redis)
        except _TROUBLE as error:
            self._went_down(error)
            return otherwise
        self._came_back()
        return answer

    async def forget(self, pattern: str) -> None:
        """Delete all keys that match, now or as soon as the server answers again."""
        self._owed[pattern] = None
        if len(self._owed) > _MOST_OWED:
            self._owed = {EVERYTHING: None}
        await self.asked(_nothing, None)

    async def close(self) -> None:
        """Give back the connections, and never take any again."""
        self._closed = True
        await self._redis.close()

    async def _opened(self) -> None:
        async with self._opening:
            if not self._redis.is_init:
                await self._redis.init()  # type: ignore[no-untyped-call]

    async def _pay(self) -> None:
        for pattern in list(self._owed):
            await self._redis.delete_match(pattern)
            self._owed.pop(pattern, None)

    def _is_left_alone(self) -> bool:
        now = asyncio.get_running_loop().time()
        if self._down_until is None:
            return False
        if now < self._down_until:
            return True
        self._down_until = now + self._pause  # this caller asks; until it knows, others go on without
        return False

    def _went_down(self, error: Exception) -> None:
        if self._down_until is None:
            _log.warning("the cache does not answer (%s); everything is computed", error.__cause__ or error)
        self._down_until = asyncio.get_running_loop().time() + self._pause

    def _came_back(self) -> None:
        if self._down_until is not None:
            _log.info("the cache answers again")
        self._down_until = None


async def _nothing(redis: Redis) -> None:
    """Ask nothing: what is owed is paid on the way."""
