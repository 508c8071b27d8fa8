"""The port Board over Redis: one key for each ecosystem that waits, which expires by itself."""

from collections.abc import Awaitable
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from actors.ports import Board

FADES_SECONDS = 90
"""Longer than a store may be silent before it counts as away, so that a notice is renewed in time."""


class RedisBoard(Board):
    """See ``actors.ports.Board``."""

    def __init__(self, url: str) -> None:
        self._redis = Redis.from_url(
            url, retry=Retry(NoBackoff(), 1), socket_connect_timeout=2, socket_timeout=3, decode_responses=True
        )

    async def pin(self, ecosystem: str, notice: str) -> None:
        await _answered(self._redis.set(_key(ecosystem), notice, ex=FADES_SECONDS))

    async def unpin(self, ecosystem: str) -> None:
        await _answered(self._redis.delete(_key(ecosystem)))

    async def notice(self, ecosystem: str) -> str:
        return await _answered(self._redis.get(_key(ecosystem))) or ""

    async def close(self) -> None:
        await self._redis.aclose()


async def _answered(asked: Awaitable[Any]) -> Any:
    """The answer; None when there is none."""
    try:
        return await asked
    except (RedisError, OSError):
        return None


def _key(ecosystem: str) -> str:
    return f"fabula:{ecosystem}:notice"
