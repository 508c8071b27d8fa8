"""The bare limits that our figures stand beside, measured in the same run: Ray alone, and COPY alone."""

import time
from collections.abc import Sequence
from typing import Any

import asyncpg
import psutil
import ray

CALLS = 4000
PIPELINE = 200
ACTORS = 4


class Echo:
    """The smallest actor: it gives back what it gets."""

    def echo(self, value: bytes) -> bytes:
        """The same bytes."""
        return value

    def pid(self) -> int:
        """The process it runs in."""
        return psutil.Process().pid


def ray_calls_per_s(calls: int = CALLS) -> float:
    """Pipelined calls of one bare actor, with 100 bytes there and back."""
    actor = ray.remote(Echo).remote()
    ray.get(actor.echo.remote(b""))
    payload = b"x" * 100
    start = time.perf_counter()
    for _ in range(max(1, calls // PIPELINE)):
        ray.get([actor.echo.remote(payload) for _ in range(PIPELINE)])
    seconds = time.perf_counter() - start
    ray.kill(actor)
    return max(1, calls // PIPELINE) * PIPELINE / seconds


def ray_actor_bytes() -> int:
    """The memory of one bare Ray actor's process, of what is shared its part (PSS)."""
    actor = ray.remote(Echo).remote()
    full = psutil.Process(ray.get(actor.pid.remote())).memory_full_info()
    ray.kill(actor)
    return int(getattr(full, "pss", full.uss))


def ray_actors_per_s(actors: int = ACTORS) -> float:
    """Bare actors that have answered, for each second from asking for the first."""
    start = time.perf_counter()
    made = [ray.remote(Echo).options(num_cpus=0).remote() for _ in range(actors)]
    ray.get([actor.echo.remote(b"") for actor in made])
    seconds = time.perf_counter() - start
    for actor in made:
        ray.kill(actor)
    return actors / seconds


def ray_restart_s() -> float:
    """Seconds from the kill (SIGKILL) of a bare actor's process until the next one answers."""
    actor = ray.remote(Echo).options(max_restarts=-1, max_task_retries=-1).remote()
    pid = ray.get(actor.pid.remote())
    start = time.perf_counter()
    psutil.Process(pid).kill()
    while ray.get(actor.pid.remote()) == pid:  # it may be heard once more
        time.sleep(0.001)
    seconds = time.perf_counter() - start
    ray.kill(actor)
    return seconds


async def copy_rows_per_s(url: str, tables: Sequence[tuple[str, Sequence[Sequence[Any]]]], batches: int) -> float:
    """COPY of the same bytes into tables of text columns without keys or indexes, one durable commit for each batch of rows.

    ``tables`` are (name, rows); every value is text, as it would be on the wire.
    """
    connection = await asyncpg.connect(url)
    total = 0
    try:
        await connection.execute("CREATE SCHEMA bare")
        for name, rows in tables:
            columns = ", ".join(f"c{number} text" for number in range(len(rows[0])))
            await connection.execute(f'CREATE TABLE bare."{name}" ({columns})')
        start = time.perf_counter()
        for batch in range(batches):
            async with connection.transaction():
                for name, rows in tables:
                    share = rows[len(rows) * batch // batches : len(rows) * (batch + 1) // batches]
                    await connection.copy_records_to_table(name, schema_name="bare", records=share)
                    total += len(share)
        return total / (time.perf_counter() - start)
    finally:
        await connection.execute("DROP SCHEMA IF EXISTS bare CASCADE")
        await connection.close()
