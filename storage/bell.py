"""The bell between those who order something and those who play it, over Redis. Lossy: what is ordered stands in the agenda."""

import asyncio
from collections.abc import AsyncIterator

from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

_CALLS = "fabula:calls"
_PRESENCE = "fabula:theatre"
_WAIT_SECONDS = 1.0

PRESENT_SECONDS = 5
"""So long players count as present after they last said so."""


class RedisBell:
    """Rings for an ecosystem, and says whether anybody is there to hear it. No call raises because Redis is down."""

    def __init__(self, url: str) -> None:
        self._redis = Redis.from_url(
            url, retry=Retry(NoBackoff(), 1), socket_connect_timeout=2, socket_timeout=3, decode_responses=True
        )

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
            await self._redis.set(_PRESENCE, "here", ex=PRESENT_SECONDS)
        except (RedisError, OSError):
            return

    async def leave(self) -> None:
        """Say that they are not there any more."""
        try:
            await self._redis.delete(_PRESENCE)
        except (RedisError, OSError):
            return

    async def attended(self) -> bool | None:
        """Whether players are there; None when that cannot be known."""
        try:
            return bool(await self._redis.exists(_PRESENCE))
        except (RedisError, OSError):
            return None

    async def close(self) -> None:
        """Give back connections."""
        await self._redis.aclose()


async def _next(pubsub: PubSub) -> str:
    message = await pubsub.get_message(timeout=_WAIT_SECONDS)
    return str(message["data"]) if message else ""
