"""D4: from a commit to whoever follows the chronicle in another process, beside bare XADD to XREAD on the same server.

There is no gateway yet; what is measured is the way that every client's events will take to it: commit, announcement,
``runtime.following.follow``.
"""

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

import orjson
from redis.asyncio import Redis

from actors.company import shared_out
from actors.ports import Store
from actors.supervisor import Supervisor
from benchmarks.follower import READY, STREAM
from benchmarks.plan import Plan
from benchmarks.playing import SEED, WARM_TICKS, WrongRun, first_tick
from benchmarks.spread import percentile
from benchmarks.stand import Stand
from benchmarks.worlds import world
from runtime import cluster
from runtime.clocked import Clocked
from runtime.creation import create
from runtime.ray_company import RayCompany
from runtime.verification import verify

CAST = 77
PAYLOAD = 4_000
PAUSE_SECONDS = 0.01


async def fanout(stand: Stand, plan: Plan) -> dict[str, float]:
    """One round: median and 99th percentile of both, in microseconds."""
    bare = await _bare(stand, plan.followed)
    ours = await _followed(stand, plan.followed)
    return {
        "p50_us": percentile(ours, 50), "p99_us": percentile(ours, 99),
        "bare": percentile(bare, 50), "bare_p99_us": percentile(bare, 99),
    }  # fmt: skip


async def _followed(stand: Stand, ticks: int) -> list[float]:
    store, herald = await stand.openers.store(), await stand.openers.herald()
    committed: list[int] = []
    timed = cast(Store, Clocked(store, ("commit",), lambda name, seconds: committed.append(time.perf_counter_ns())))
    try:
        ecosystem = (await create(store, world(CAST), SEED)).founding.ecosystem
        company = RayCompany(ecosystem, shared_out(await store.whereabouts(ecosystem), cluster.cpus()), stand.openers.store)
        supervisor = Supervisor(ecosystem, timed, herald, company)
        await supervisor.activate()
        await first_tick(supervisor)
        for _ in range(WARM_TICKS):
            await supervisor.tick()
        committed.clear()
        where = (stand.postgres_url, stand.redis_url, ecosystem, str(supervisor.head.seq))
        async with _follower("chronicle", str(ticks), *where) as seen:
            for _ in range(ticks):
                await supervisor.tick()
            found = await seen
        await company.close()
        report = await verify(store, ecosystem, None)
        if not report.ok:
            raise WrongRun(report.faults[0])
        await store.delete(ecosystem)
    finally:
        await herald.close()
        await store.close()
    return _between(committed, found)


async def _bare(stand: Stand, messages: int) -> list[float]:
    redis: Any = Redis.from_url(stand.redis_url, protocol=2)
    sent: list[int] = []
    try:
        await redis.delete(STREAM)
        async with _follower("bare", str(messages), stand.redis_url) as seen:
            for _ in range(messages):
                await asyncio.sleep(PAUSE_SECONDS)
                sent.append(time.perf_counter_ns())
                await redis.xadd(STREAM, {"body": b"x" * PAYLOAD})
            found = await seen
        await redis.delete(STREAM)
    finally:
        await redis.aclose()
    return _between(sent, found)


@asynccontextmanager
async def _follower(*arguments: str) -> AsyncIterator["asyncio.Future[list[int]]"]:
    """Another process that follows; what it saw when, as soon as it has seen all. ``perf_counter`` is one clock for both."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.follower", *arguments, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    if (await process.stdout.readline()).decode().strip() != READY:
        raise WrongRun("the follower did not start")
    seen = asyncio.ensure_future(_moments(process.stdout))
    try:
        yield seen
    finally:
        seen.cancel()
        if process.returncode is None and not seen.done():
            process.kill()
        await process.wait()


async def _moments(said: asyncio.StreamReader) -> list[int]:
    return cast(list[int], orjson.loads(await said.read()))


def _between(begun: list[int], seen: list[int]) -> list[float]:
    """Microseconds; one that was seen before its own commit's answer came counts as none."""
    return [max(0, there - here) / 1000 for here, there in zip(begun, seen, strict=True)]
