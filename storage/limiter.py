"""How often somebody has asked lately, counted in Redis for all processes; while it is away each process counts by itself."""

import math
from time import monotonic, time
from typing import NamedTuple, cast

from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.storage.redis.redispy import RedispyBridge
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from limits.errors import StorageError

WINDOW_SECONDS = 60

AWAY_SECONDS = 2.0
"""So long Redis is not asked again when it did not answer."""


class Allowance(NamedTuple):
    """What somebody may still do in this window."""

    granted: bool
    most: int
    left: int
    seconds: int  # until there is more


class Limiter:
    """So many requests a minute, over a window that slides. No call raises because Redis is down."""

    def __init__(self, url: str) -> None:
        self._redis = RedisStorage(
            _named(url), wrap_exceptions=True, implementation="redispy", key_prefix="fabula:limits",
            socket_connect_timeout=1, socket_timeout=1,
        )  # fmt: skip
        self._memory = MemoryStorage()
        self._shared = SlidingWindowCounterRateLimiter(self._redis)
        self._alone = SlidingWindowCounterRateLimiter(self._memory)
        self._away_until = 0.0

    async def ask(self, who: str, most: int) -> Allowance:
        """Count one request of somebody who has ``most`` a minute."""
        if monotonic() > self._away_until:
            try:
                return await _asked(self._shared, who, most)
            except StorageError:
                self._away_until = monotonic() + AWAY_SECONDS
        return await _asked(self._alone, who, most)

    async def close(self) -> None:
        """Give back connections."""
        await cast(RedispyBridge, self._redis.bridge).storage.aclose()


async def _asked(limiter: SlidingWindowCounterRateLimiter, who: str, most: int) -> Allowance:
    item = RateLimitItemPerMinute(most)
    granted = await limiter.hit(item, who)
    stats = await limiter.get_window_stats(item, who)
    seconds = min(max(1, math.ceil(stats.reset_time - time())), WINDOW_SECONDS)
    return Allowance(granted, most, max(0, int(stats.remaining)), seconds)


def _named(url: str) -> str:
    """The URL as ``limits`` has it."""
    return f"async+{url.replace('unix://', 'redis+unix://', 1)}" if url.startswith("unix://") else f"async+{url}"
