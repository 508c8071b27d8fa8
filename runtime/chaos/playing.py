"""Playing a round: the world goes on by so many ticks, and is struck on its way."""

import asyncio
import os
import signal
import time
from asyncio.subprocess import Process
from contextlib import AsyncExitStack, suppress
from functools import partial

import psutil

from runtime.chaos import owner
from runtime.chaos.commands import resumed
from runtime.chaos.faults import BY_COMMAND
from runtime.chaos.life import Life
from runtime.chaos.schedule import Injection
from runtime.chaos.striking import Blow, Deed, harm, struck
from runtime.chaos.victims import awaited, send, workers
from runtime.ending import end
from runtime.keeping import kept
from runtime.projected import projected
from runtime.ray_ecosystem import RayEcosystem
from runtime.running import run_until
from runtime.status import Status

ATTEMPTS = 4
"""So many commands may be needed until the world has got where it should: one dies of the fault."""


async def played(life: Life, handle: RayEcosystem, injection: Injection, until: int, ticks: int) -> Blow:
    """Play a round of so many ticks up to tick ``until``; the blow that it got."""
    if injection.fault.victim in BY_COMMAND:
        return await _by_commands(life, injection, until, ticks)
    async with AsyncExitStack() as stack:
        deed = await _deed(life, injection, stack)
        await stack.enter_async_context(projected(life.ground.openers, life.ground.host.store, life.ecosystem, _silent))
        striking = asyncio.create_task(struck(life.ground, injection, life.ecosystem, until, ticks, deed))
        try:
            status = await run_until(lambda: handle, life.ground.host.store, life.ecosystem, until, _unseen)
            if status.tick < until:
                return Blow(status.tick, None, stopped=f"{status.state} at tick {status.tick}: {status.reason}")
            return await striking
        finally:
            await end(striking)


async def _deed(life: Life, injection: Injection, stack: AsyncExitStack) -> Deed:
    """What is to be done; the memories are kept from here on, by this process or by the one that is to be killed."""
    keep = partial(kept, life.ground.host, lambda: (life.ecosystem,), _silent)
    if injection.fault.victim != "index":
        await stack.enter_async_context(keep())
        return partial(harm, life.ground, injection, os.getpid())
    process = await owner.begun(life.ground.settings, life.ecosystem)
    stack.push_async_callback(_ended, process)

    async def kill() -> float:
        process.kill()
        await process.wait()
        died = time.perf_counter()
        await stack.enter_async_context(keep())
        return died

    return kill


async def _by_commands(life: Life, injection: Injection, until: int, ticks: int) -> Blow:
    """By a command of its own, and another one when that has died or given up."""
    process = await resumed(life.ground.settings, life.ecosystem, until)
    doomed: list[psutil.Process] = []

    async def kill() -> float | None:
        doomed.extend(_descendants(process))
        return time.perf_counter() if await _killed(process, injection.fault.victim) else None

    striking = asyncio.create_task(struck(life.ground, injection, life.ecosystem, until, ticks, kill))
    try:
        for _ in range(ATTEMPTS):
            code = await process.wait()
            send([one for one in doomed if _is_of_ray(one)], signal.SIGKILL)  # a head that is killed leaves some behind
            left = until - (await life.ground.host.store.head(life.ecosystem)).tick
            if left <= 0:
                return await striking
            process = await resumed(life.ground.settings, life.ecosystem, until)
        return Blow(0, None, stopped=f"the last of {ATTEMPTS} commands ended with status {code}, {left} ticks before the end")
    finally:
        await end(striking)
        await _ended(process)


async def _killed(process: Process, victim: str) -> bool:
    """Kill the command, or what it depends on; False when that is not there any more."""
    find = partial(_itself, process) if victim == "command" else partial(workers, victim, process.pid)
    victims = await awaited(find)
    send(victims, signal.SIGKILL)
    return bool(victims)


def _itself(process: Process) -> list[psutil.Process]:
    return [psutil.Process(process.pid)] if process.returncode is None else []


def _descendants(process: Process) -> list[psutil.Process]:
    with suppress(psutil.Error):
        return psutil.Process(process.pid).children(recursive=True)
    return []


def _is_of_ray(process: psutil.Process) -> bool:
    with suppress(psutil.Error):
        return any(part.startswith("ray::") or "/ray/" in part for part in process.cmdline()[:3])
    return False


async def _ended(process: Process) -> None:
    """Leave nothing of a process that may be over by now."""
    with suppress(ProcessLookupError):
        process.kill()
    await process.wait()


def _silent(text: str) -> None:
    """What is expected need not be said."""


def _unseen(status: Status) -> None:
    """Nobody watches."""
