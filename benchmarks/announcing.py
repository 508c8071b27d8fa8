"""How fast events are announced on Valkey, tick by tick, beside bare XADD of the very same rows in as many pipelines."""

import time
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from redis.asyncio import Redis

from actors.events import Event
from benchmarks.alone import alone, played
from benchmarks.plan import Plan
from benchmarks.playing import WrongRun
from benchmarks.stand import Stand
from storage.bus import entries

NOBODY = "benchmarks"
KEY = "benchmarks:announced"
KEPT = 10_000


async def announcing(stand: Stand, plan: Plan) -> dict[str, float]:
    """One round: events/s of both, each into a stream that does not exist yet."""
    async with alone(stand) as (supervisor, store):
        await played(supervisor, plan.announced)
        events = [event async for batch in store.events(supervisor.ecosystem) for event in batch]
    ticks = [list(tick) for _, tick in groupby(events, key=lambda event: event.tick)]
    redis: Any = Redis.from_url(stand.redis_url, protocol=2)
    try:
        await _bare(redis, ticks)  # what is slow the first time is so for both
        bare = await _bare(redis, ticks)
        seconds = await _announced(stand, redis, ticks)
    finally:
        await redis.delete(KEY, f"fabula:{NOBODY}:events")
        await redis.aclose()
    return {"events_per_s": len(events) / seconds, "bare": len(events) / bare, "events": len(events)}


async def _announced(stand: Stand, redis: Any, ticks: Sequence[Sequence[Event]]) -> float:
    """Seconds. Raises WrongRun unless the stream holds what was announced."""
    herald = await stand.openers.herald()
    await herald.announce(NOBODY, ticks[0])
    await redis.delete(f"fabula:{NOBODY}:events")
    begun = time.perf_counter()
    for tick in ticks:
        await herald.announce(NOBODY, tick)
    seconds = time.perf_counter() - begun
    await herald.close()
    kept = [(event.seq, event.encoded) for tick in ticks for event in tick]
    held = await entries(stand.redis_url, NOBODY)
    if not held or held != kept[-len(held) :]:
        raise WrongRun("the stream does not hold what was announced")
    return seconds


async def _bare(redis: Any, ticks: Sequence[Sequence[Event]]) -> float:
    """Seconds for the same rows: one pipeline of XADD for each tick."""
    await redis.delete(KEY)
    begun = time.perf_counter()
    for tick in ticks:
        async with redis.pipeline(transaction=False) as pipeline:
            for event in tick:
                fields = {
                    "kind": event.kind, "tick": event.tick, "scene": event.scene, "index": event.index, "body": event.encoded,
                }  # fmt: skip
                pipeline.xadd(KEY, fields, id=f"{event.seq}-0", maxlen=KEPT)
            await pipeline.execute()
    return time.perf_counter() - begun
