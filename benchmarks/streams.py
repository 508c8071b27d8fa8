"""Streams: from a commit to WebSocket clients, beside bare Redis publish-subscribe; how many frames a second one gateway sends,
beside a bare uvicorn; what one who takes nothing costs the others; and how soon a command is acknowledged, and its outcome seen.

The gateway is a process of its own, as ``fabula serve`` has it. Events are committed and announced by the measuring process.
"""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, cast
from urllib.request import urlopen

import orjson
from redis.asyncio import Redis

from actors.events import FOUNDED, MOVED, START_HASH, TICKED, Draft, Event, numbered
from actors.ports import Founding, Herald, Store
from actors.records import rows_of
from benchmarks.commanding import commands
from benchmarks.plan import Plan
from benchmarks.playing import WrongRun
from benchmarks.spread import percentile
from benchmarks.stand import Stand
from benchmarks.watchers import READY
from gateway.security import keyring
from gateway.security.tokens import Tokens
from gateway.serving import listening
from storage.accounts import Accounts, By

CROWDS = (100, 500)
STALLED = 1
PAUSE_SECONDS = 0.01
NOBODY = By(None, "benchmark")
HASH = "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA"
EVENTS_A_TICK = 50


@dataclass
class Town:
    """An ecosystem in which somebody walks, tick after tick."""

    id: str
    store: Store
    herald: Herald
    seq: int = 0
    tick: int = -1

    async def found(self) -> None:
        """Begin it."""
        events = self._next([Draft(FOUNDED, "", 0, {"scenario": "bench", "seed": 1, "places": []})])
        await self.store.found(Founding(self.id, "bench", "Bench", 1, "none"), events, rows_of(events), START_HASH)

    async def happen(self, events: int) -> int:
        """Commit a tick of so many events and announce it; the moment at which the commit was answered."""
        walks = [Draft(MOVED, f"move:{n}", 0, {"character": f"c{n}", "from": "here", "to": "there"}) for n in range(events - 1)]
        told = self._next([*walks, Draft(TICKED, "tick", 0, {"interactions": 0, "idle": {}})])
        await self.store.commit(self.id, 0, self.tick, told, rows_of(told), START_HASH)
        moment = time.perf_counter_ns()
        await self.herald.announce(self.id, told)
        return moment

    def _next(self, drafts: list[Draft]) -> list[Event]:
        self.tick += 1
        events = numbered(self.id, self.tick, self.seq, drafts)
        self.seq = events[-1].seq
        return events


@dataclass(frozen=True, slots=True)
class Gate:
    """A gateway that runs, and who may watch there."""

    port: int
    token: str

    def frames(self, **wish: Any) -> list[str]:
        """What a client says to be told."""
        return [
            orjson.dumps({"type": "auth", "token": self.token}).decode(),
            orjson.dumps({"type": "subscribe", **wish}).decode(),
        ]


async def streams(stand: Stand, plan: Plan) -> dict[str, float]:
    """One round. Latencies in microseconds, speeds in frames a second."""
    store, herald = await stand.openers.store(), await stand.openers.herald()
    found: dict[str, float] = {}
    try:
        async with gateway(stand) as gate:
            town = Town(f"bench-{time.monotonic_ns()}", store, herald)
            await town.found()
            await _latency(gate, town, plan.followed)  # a gateway that has just started opens connections
            bare = await _published(stand, plan.followed)
            found |= {"bare_p50_us": percentile(bare, 50), "bare_p99_us": percentile(bare, 99)}
            told = await _latency(gate, town, plan.followed)
            found |= {"p50_us": percentile(told, 50), "p99_us": percentile(told, 99)}
            for clients in CROWDS:
                ticks = max(2, plan.sent // clients // EVENTS_A_TICK)
                found[f"bare_{clients}"] = await _bare(clients, ticks * EVENTS_A_TICK)
                found[f"frames_{clients}"] = await _crowd(gate, town, clients, ticks)
            found["frames_stalled"] = await _crowd(
                gate, town, CROWDS[0], max(2, plan.sent // CROWDS[0] // EVENTS_A_TICK), STALLED
            )
            await store.delete(town.id)
            found |= await commands(stand, gate.port, gate.token)
    finally:
        await herald.close()
        await store.close()
    return found


@asynccontextmanager
async def gateway(stand: Stand, **more: str) -> AsyncIterator[Gate]:
    """One process that answers, and an administrator's token; ``more`` are variables of its environment."""
    accounts = Accounts.open(stand.postgres_url, size=1)
    user = await accounts.add_user(f"bench{time.monotonic_ns()}", None, HASH, NOBODY, "admin")
    session = (await accounts.begin_session(user.id)).session.id
    await accounts.close()
    token = Tokens(keyring.opened(stand.settings.home, None)).issue(user.id, session)
    variables = {
        "FABULA_HOME": str(stand.settings.home), "FABULA_POSTGRES_URL": stand.postgres_url, "FABULA_REDIS_URL": stand.redis_url,
        "FABULA_EMBEDDER": "hashed", "FABULA_LOG_LEVEL": "error", "FABULA_RATE_LIMIT": "1000000",
        "FABULA_PUBLIC_DEMO": "1",
    }  # fmt: skip
    with listening("127.0.0.1", 0, False) as listener:
        port = listener.getsockname()[1]
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "gateway.worker", str(listener.fileno()), env={**os.environ, **variables, **more},
            pass_fds=[listener.fileno()],
        )  # fmt: skip
        try:
            # It answers with the page as soon as it is no longer busy making that.
            await asyncio.to_thread(lambda: urlopen(f"http://127.0.0.1:{port}/", timeout=60).read())
            yield Gate(port, token)
        finally:
            process.terminate()
            await process.wait()


async def _latency(gate: Gate, town: Town, ticks: int) -> list[float]:
    """From commit to client, with one client."""
    path = f"/api/v1/ecosystems/{town.id}/ws"
    async with _watchers(gate.port, path, 1, ticks, 0, gate.frames()) as heard:
        committed = []
        for _ in range(ticks):
            await asyncio.sleep(PAUSE_SECONDS)
            committed.append(await town.happen(1))
        found = await heard
    return _between(committed, found["moments"])


async def _crowd(gate: Gate, town: Town, clients: int, ticks: int, stalled: int = 0) -> float:
    """Frames a second that so many hear, until all have heard everything."""
    path, frames = f"/api/v1/ecosystems/{town.id}/ws", ticks * EVENTS_A_TICK
    async with _watchers(gate.port, path, clients, frames, stalled, gate.frames()) as heard:
        begun = time.perf_counter_ns()
        for _ in range(ticks):
            await town.happen(EVENTS_A_TICK)
        found = await heard
    return float(clients * frames / ((found["ended"] - begun) / 1e9))


async def _bare(clients: int, frames: int) -> float:
    """The same of a bare uvicorn, with a frame of the same size."""
    text = '{"type":"event",' + '"filling":"' + "x" * 290 + '"}'
    with listening("127.0.0.1", 0, False) as listener:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "benchmarks.bare_socket", str(listener.fileno()), str(frames), text,
            pass_fds=[listener.fileno()],
        )  # fmt: skip
        try:
            async with _watchers(listener.getsockname()[1], f"/{clients}", clients, frames, 0, []) as heard:
                begun = time.perf_counter_ns() + 500_000_000  # it waits half a second for the last one
                found = await heard
        finally:
            process.kill()
            await process.wait()
    return float(clients * frames / ((found["ended"] - begun) / 1e9))


async def _published(stand: Stand, messages: int) -> list[float]:
    """From PUBLISH to a subscriber in another process."""
    redis: Any = Redis.from_url(stand.redis_url, protocol=2)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.follower", "published", str(messages), stand.redis_url, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    if (await process.stdout.readline()).decode().strip() != READY:
        raise WrongRun("the subscriber did not start")
    sent = []
    for _ in range(messages):
        await asyncio.sleep(PAUSE_SECONDS)
        sent.append(time.perf_counter_ns())
        await redis.publish("benchmarks:published", b"x" * 300)
    found = orjson.loads(await process.stdout.read())
    await process.wait()
    await redis.aclose()
    return _between(sent, found)


@asynccontextmanager
async def _watchers(
    port: int, path: str, clients: int, frames: int, stalled: int, said: list[str]
) -> AsyncIterator["asyncio.Future[dict[str, Any]]"]:
    """Clients in another process; what they heard, as soon as they have heard all."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.watchers", str(port), path, str(clients), str(frames), str(stalled), *said,
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    if (await process.stdout.readline()).decode().strip() != READY:
        raise WrongRun("the watchers did not start")
    heard = asyncio.ensure_future(_answer(process.stdout))
    try:
        yield heard
    finally:
        heard.cancel()
        if process.returncode is None and not heard.done():
            process.kill()
        await process.wait()


async def _answer(said: asyncio.StreamReader) -> dict[str, Any]:
    return cast(dict[str, Any], orjson.loads(await said.read()))


def _between(begun: list[int], seen: list[int]) -> list[float]:
    return [max(0, there - here) / 1000 for here, there in zip(begun, seen, strict=True)]
