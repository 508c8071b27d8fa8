"""Where all processes add up what they count, over Redis, so that whoever is asked can tell the sum.

Counts only grow, whichever processes come and go: what is added is a difference, and what a process has counted stays when it is
gone. They begin anew only with Redis itself. What is so just now (gauges) fades when its process does not say it again.
"""

import time
from collections.abc import Awaitable, Mapping, Sequence
from typing import Any, NamedTuple

import orjson
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

MOST = 50
"""So many ecosystems have sums of their own; those of all others are one."""

IDLE_SECONDS = 3600
"""An ecosystem of which nothing was heard for so long makes room for another."""

FADES_SECONDS = 15

OTHER = "other"

_SUMS = "fabula:tally:sums:"
_KNOWN = "fabula:tally:ecosystems"
_NOW = "fabula:tally:now:"
_PROCESSES = "fabula:tally:processes"

_ADD = """
local known, sums, ecosystem = KEYS[1], ARGV[1], ARGV[2]
local now, most, idle, other = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5]), ARGV[6]
local group = ecosystem
if ecosystem ~= '' then
  if redis.call('ZSCORE', known, ecosystem) == false and redis.call('ZCARD', known) >= most then
    local oldest = redis.call('ZRANGE', known, 0, 0, 'WITHSCORES')
    if tonumber(oldest[2]) < now - idle then
      local left = redis.call('HGETALL', sums .. oldest[1])
      for i = 1, #left, 2 do redis.call('HINCRBYFLOAT', sums .. other, left[i], left[i + 1]) end
      redis.call('DEL', sums .. oldest[1])
      redis.call('ZREM', known, oldest[1])
    else
      group = other
    end
  end
  if group ~= other then redis.call('ZADD', known, now, ecosystem) end
end
for i = 7, #ARGV, 2 do redis.call('HINCRBYFLOAT', sums .. group, ARGV[i], ARGV[i + 1]) end
return group
"""


class Reading(NamedTuple):
    """All that is known. ``sums`` are by ecosystem ("" for what is of none), then by field; ``now`` is what each process says."""

    sums: Mapping[str, Mapping[str, float]]
    now: Sequence[Sequence[Any]]


class RedisTally:
    """Adds and tells sums. No call raises because Redis is down: it says so by its result."""

    def __init__(self, url: str) -> None:
        self._redis = Redis.from_url(
            url, retry=Retry(NoBackoff(), 1), socket_connect_timeout=2, socket_timeout=3, decode_responses=True
        )
        self._add = self._redis.register_script(_ADD)

    async def add(self, ecosystem: str, counts: Mapping[str, float]) -> bool:
        """Add these differences to the sums of an ecosystem, or with "" to those that are of none. False: it is not known to be
        done."""
        pairs = [part for field, count in counts.items() for part in (field, repr(count))]
        arguments: list[str | int] = [_SUMS, ecosystem, int(time.time()), MOST, IDLE_SECONDS, OTHER, *pairs]
        return await _done(self._add(keys=[_KNOWN], args=arguments))

    async def show(self, process: str, now: Sequence[Sequence[Any]]) -> bool:
        """Say what is so just now in a process, for the next few seconds."""
        async with self._redis.pipeline() as pipe:
            pipe.sadd(_PROCESSES, process)
            pipe.set(_NOW + process, orjson.dumps(now), ex=FADES_SECONDS)
            return await _done(pipe.execute())

    async def hide(self, process: str) -> bool:
        """Nothing is so any more in a process: it ends."""
        async with self._redis.pipeline() as pipe:
            pipe.srem(_PROCESSES, process)
            pipe.delete(_NOW + process)
            return await _done(pipe.execute())

    async def read(self) -> Reading | None:
        """All that is known, None when Redis does not answer. What was of more ecosystems than are kept is of ``OTHER``."""
        try:
            ecosystems = await self._redis.zrange(_KNOWN, 0, -1)
            sums = {group: await self._sums(group) for group in ("", *ecosystems, OTHER)}
            return Reading(sums, await self._shown())
        except (RedisError, OSError):
            return None

    async def close(self) -> None:
        """Give back connections."""
        await self._redis.aclose()

    async def _sums(self, group: str) -> dict[str, float]:
        found = await self._redis.hgetall(_SUMS + group)
        return {str(field): float(count) for field, count in found.items()}

    async def _shown(self) -> list[list[Any]]:
        processes = sorted(map(str, await self._redis.smembers(_PROCESSES)))
        if not processes:
            return []
        said = await self._redis.mget([_NOW + process for process in processes])
        if gone := [process for process, text in zip(processes, said, strict=True) if text is None]:
            await self._redis.srem(_PROCESSES, *gone)
        return [gauge for text in said if text is not None for gauge in orjson.loads(text)]


async def _done(asked: Awaitable[Any]) -> bool:
    try:
        await asked
    except (RedisError, OSError):
        return False
    return True
