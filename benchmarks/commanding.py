"""From a command over a WebSocket to its acknowledgement, and to what comes of it on a stream, where nothing else happens."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager

from actors.events import CONVERSED
from benchmarks.spread import percentile
from benchmarks.stand import Stand
from benchmarks.worlds import world
from gateway.client import AsyncClient
from runtime.creation import create
from runtime.ending import end
from runtime.host import Host
from runtime.placement import Placement
from runtime.ray_ecosystem import Casting
from runtime.services import open_services
from runtime.theatre import REST_SECONDS, Theatre
from storage.bell import RedisBell

CAST = 8
COMMANDS = 50
PAUSE_SECONDS = 0.06
"""Slower than the gateway lets frames in."""


async def commands(stand: Stand, port: int, token: str) -> dict[str, float]:
    """Somebody says something to a character, again and again, and waits for the answer each time; in microseconds."""
    taken, seen = [], []
    async with _theatre(stand) as host:
        ecosystem = (await create(host.store, world(CAST), 1)).founding.ecosystem
        character = next(iter(await host.store.personas(ecosystem)))
        async with (
            AsyncClient(f"http://127.0.0.1:{port}", token) as client,
            client.talk(ecosystem) as talk,
            aclosing(client.watch(ecosystem, after=0, kinds=[CONVERSED])) as stream,
        ):
            for _ in range(COMMANDS + 1):
                await asyncio.sleep(PAUSE_SECONDS)
                begun = time.perf_counter_ns()
                await talk.command("chat", {"character": character, "words": "Good day!"})
                taken.append((time.perf_counter_ns() - begun) / 1000)
                await anext(stream)
                seen.append((time.perf_counter_ns() - begun) / 1000)
        await host.store.delete(ecosystem)
    return {  # the first one wakes the ecosystem
        "ack_p50_us": percentile(taken[1:], 50), "ack_p99_us": percentile(taken[1:], 99),
        "seen_p50_us": percentile(seen[1:], 50), "seen_p99_us": percentile(seen[1:], 99),
    }  # fmt: skip


@asynccontextmanager
async def _theatre(stand: Stand) -> AsyncIterator[Host]:
    """Players, in this process; their actors are on the stand's cluster."""
    async with open_services(stand.settings) as services:
        store, herald = await stand.openers.store(), await stand.openers.herald()
        host, bell = Host(stand.settings, services, stand.openers, store, herald), RedisBell(stand.redis_url)
        playing = asyncio.create_task(Theatre(host, Casting(Placement.AUTO, None, REST_SECONDS), bell, lambda text: None).work())
        try:
            await bell.attend()  # as the theatre does in a moment, by the same bell
            yield host
        finally:
            await end(playing)
            await bell.close()
            await herald.close()
            await store.close()
