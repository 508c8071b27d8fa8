"""The bell between those who order something and those who play it, over Redis. Lossy: what is ordered stands in the agenda."""

import asyncio
from collections.abc import AsyncIterator
from secrets import token_hex

from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

_CALLS = "fabula:calls"
_PRESENCE = "fabula:theatres"
_WAIT_SECONDS = 1.0

PRESENT_SECONDS = 5
"""So long players count as present after they last said so."""

_ATTEND = """
local now = tonumber(redis.call('TIME')[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('ZADD', KEYS[1], now + tonumber(ARGV[2]), ARGV[1])
redis.call('EXPIRE', KEYS[1], tonumber(ARGV[2]))
"""
_PRESENT = "return redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. redis.call('TIME')[1], '+inf')"


class RedisBell:
    """Rings for an ecosystem, and says whether anybody is there to hear it. No call raises because Redis is down."""

    def __init__(self, url: str) -> None:
        self._redis = Redis.from_url(
            url, retry=Retry(NoBackoff(), 1), socket_connect_timeout=2, socket_timeout=3, decode_responses=True
        )
        self._name = token_hex(8)

    async def ring(self, ecosystem: str) -> None:
        """Have its agenda looked at now."""
        try:
            await self._redis.publish(_CALLS, ecosystem)
        except (RedisError, OSError):
            return  # players look by themselves within a second

    async def calls(self) -> AsyncIterator[str]:
        """The ecosystems that are rung for; and "" first, and once a second while nobody rings, whether Redis is there or not."""
        yield ""
        while True:
            pubsub = self._redis.pubsub(ignore_subscribe_messages=True)
            try:
                await pubsub.subscribe(_CALLS)
                yield ""  # somebody may have rung before we could hear it
                while True:
                    yield await _next(pubsub)
            except (RedisError, OSError):
                await asyncio.sleep(_WAIT_SECONDS)
                yield ""
            finally:
                await pubsub.aclose()  # type: ignore[no-untyped-call]

    async def attend(self) -> None:
        """Say that players are there, for the next few seconds."""
        try:
            await self._redis.eval(_ATTEND, 1, _PRESENCE, self._name, PRESENT_SECONDS)
        except (RedisError, OSError):
            return

    async def leave(self) -> None:
        """Say that these players are not there any more."""
        try:
            await self._redis.zrem(_PRESENCE, self._name)
        except (RedisError, OSError):
            return

    async def attended(self) -> bool | None:
        """Whether players are there; None when that cannot be known."""
        present = await self._present()
        return None if present is None else bool(present)

    async def accompanied(self) -> bool | None:
        """Whether other players are there than those who say so through this bell; None when that cannot be known."""
        present = await self._present()
        return None if present is None else any(name != self._name for name in present)

    async def close(self) -> None:
        """Give back connections."""
        await self._redis.aclose()

    async def _present(self) -> list[str] | None:
        try:
            found: list[str] = await self._redis.eval(_PRESENT, 1, _PRESENCE)
        except (RedisError, OSError):
            return None
        return found


async def _next(pubsub: PubSub) -> str:
    message = await pubsub.get_message(timeout=_WAIT_SECONDS)
    return str(message["data"]) if message else ""
