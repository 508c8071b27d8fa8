"""Requests/s that one process of the gateway answers: an ecosystem, a page of fifty events, a character's sheet.

Each stands beside a bare uvicorn route with the very same body.
"""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from benchmarks.alone import alone, played
from benchmarks.plan import Plan
from benchmarks.playing import WrongRun
from benchmarks.stand import Stand
from gateway.security import keyring
from gateway.security.tokens import Tokens
from gateway.serving import listening
from storage.accounts import Accounts, By

CONNECTIONS = 16
SECONDS = 2.0
TICKS = 60
PATIENCE_SECONDS = 60.0
HASH = "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA"
"""Of no password."""

READS = {"ecosystem": "", "events": "/events?limit=50&after=500", "sheet": "/characters/{character}"}


async def reads(stand: Stand, plan: Plan) -> dict[str, float]:
    """One round: requests/s of each read, and of the bare route beside it."""
    found: dict[str, float] = {}
    async with alone(stand) as (supervisor, store):
        await played(supervisor, TICKS)
        character = next(iter(await store.personas(supervisor.ecosystem)))
        token = await _token(stand)
        async with _served(stand, ["gateway.worker"]) as port:
            asked = {
                name: _request(f"/api/v1/ecosystems/{supervisor.ecosystem}{path.format(character=character)}", token)
                for name, path in READS.items()
            }
            bodies = {name: await _body(port, request) for name, request in asked.items()}
            for name, request in asked.items():
                found[f"{name}_per_s"] = await _rate(port, request)
        for name, body in bodies.items():
            file = stand.settings.home / f"{name}.json"
            await asyncio.to_thread(file.write_bytes, body)
            async with _served(stand, ["benchmarks.bare_route"], str(file)) as port:
                found[f"{name}_bare"] = await _rate(port, _request("/", token))
    return found


async def _token(stand: Stand) -> str:
    """What an administrator shows."""
    accounts = Accounts.open(stand.postgres_url)
    try:
        user = await accounts.add_user(f"reader-{time.time_ns()}", None, HASH, By(None, "benchmarks"), "admin")
        session = (await accounts.begin_session(user.id)).session.id
    finally:
        await accounts.close()
    return Tokens(keyring.opened(stand.settings.home, None)).issue(user.id, session)


def _request(path: str, token: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer {token}\r\n\r\n".encode()


async def _rate(port: int, request: bytes) -> float:
    """Answers/s over a few connections, each of which asks again as soon as it is answered; the first second does not count."""
    end = time.perf_counter() + SECONDS / 2
    await asyncio.gather(*(_asking(port, request, end) for _ in range(CONNECTIONS)))
    begun = time.perf_counter()
    counts = await asyncio.gather(*(_asking(port, request, begun + SECONDS) for _ in range(CONNECTIONS)))
    return sum(counts) / (time.perf_counter() - begun)


async def _asking(port: int, request: bytes, end: float) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    count = 0
    try:
        while time.perf_counter() < end:
            await _answered(reader, writer, request)
            count += 1
    finally:
        writer.close()
    return count


async def _body(port: int, request: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        return await _answered(reader, writer, request)
    finally:
        writer.close()


async def _answered(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> bytes:
    """The body. Raises WrongRun for anything but 200."""
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise WrongRun(head.split(b"\r\n", maxsplit=1)[0].decode())
    length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    return await reader.readexactly(int(length.partition(b":")[2]))


@asynccontextmanager
async def _served(stand: Stand, module: Sequence[str], *more: str) -> AsyncIterator[int]:
    """A process that answers on a port, as soon as it does."""
    listener = listening("127.0.0.1", 0, False)
    environment = {
        **os.environ, "FABULA_HOME": str(stand.settings.home), "FABULA_POSTGRES_URL": stand.postgres_url,
        "FABULA_REDIS_URL": stand.redis_url, "FABULA_RATE_LIMIT": "1000000000", "FABULA_EMBEDDER": "hashed",
        "FABULA_PUBLIC_DEMO": "1",
        "PYTHONPATH": str(Path(__file__).parents[1]),
    }  # fmt: skip
    command = [sys.executable, "-m", *module, str(listener.fileno()), *more]
    process = await asyncio.create_subprocess_exec(*command, env=environment, pass_fds=[listener.fileno()])
    try:
        port = int(listener.getsockname()[1])
        await asyncio.wait_for(_ready(port), PATIENCE_SECONDS)
        yield port
    finally:
        process.kill()
        await process.wait()
        listener.close()


async def _ready(port: int) -> None:
    """Until somebody answers with the page, which the gateway is busy making at first; the socket listens already, so that the
    question waits for it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET / HTTP/1.1\r\nHost: gateway\r\n\r\n")
    await reader.readuntil(b"\r\n\r\n")
    writer.close()
