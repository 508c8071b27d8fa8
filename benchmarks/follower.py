"""The other process of D4: follows a chronicle, or a bare stream, and says at which moment it saw what.

python -m benchmarks.follower chronicle TICKS POSTGRES_URL REDIS_URL ECOSYSTEM AFTER
python -m benchmarks.follower bare MESSAGES REDIS_URL
python -m benchmarks.follower published MESSAGES REDIS_URL
"""

import asyncio
import sys
import time
from typing import Any

import orjson
from redis.asyncio import Redis

from actors.events import TICKED
from runtime.following import follow
from runtime.openers import served

READY = "ready"
STREAM = "benchmarks:bare"


async def chronicle(ticks: int, postgres_url: str, redis_url: str, ecosystem: str, after: int) -> list[int]:
    """When each of so many ticks was seen, in nanoseconds of ``perf_counter``."""
    openers = served(postgres_url, redis_url)
    store, herald = await openers.store(), await openers.herald()
    seen: list[int] = []
    try:
        await store.head(ecosystem)  # connects
        _say(READY)
        async for batch in follow(store, herald, ecosystem, after):
            now = time.perf_counter_ns()
            seen += [now for event in batch if event.kind == TICKED]
            if len(seen) >= ticks:
                break
    finally:
        await herald.close()
        await store.close()
    return seen


async def bare(messages: int, redis_url: str) -> list[int]:
    """When each of so many messages was seen."""
    redis: Any = Redis.from_url(redis_url, protocol=2)
    seen: list[int] = []
    last = "0-0"
    try:
        await redis.ping()
        _say(READY)
        while len(seen) < messages:
            for _, entries in await redis.xread({STREAM: last}, block=1000):
                now = time.perf_counter_ns()
                seen += [now] * len(entries)
                last = entries[-1][0]
    finally:
        await redis.aclose()
    return seen


async def published(messages: int, redis_url: str) -> list[int]:
    """When each of so many messages of a channel was heard."""
    redis: Any = Redis.from_url(redis_url, protocol=2)
    seen: list[int] = []
    async with redis.pubsub(ignore_subscribe_messages=True) as channel:
        await channel.subscribe("benchmarks:published")
        await channel.get_message(timeout=5.0)
        _say(READY)
        while len(seen) < messages:
            if await channel.get_message(timeout=5.0):
                seen.append(time.perf_counter_ns())
    await redis.aclose()
    return seen


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> None:
    """Follow to the end, then say all moments as one JSON array."""
    what, number, *where = sys.argv[1:]
    if what == "bare":
        seen = asyncio.run(bare(int(number), where[0]))
    elif what == "published":
        seen = asyncio.run(published(int(number), where[0]))
    else:
        seen = asyncio.run(chronicle(int(number), where[0], where[1], where[2], int(where[3])))
    _say(orjson.dumps(seen).decode())


if __name__ == "__main__":
    main()
