"""A process that owns the memory index and keeps one ecosystem's memories, so that there is one to be killed."""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process

from runtime.chaos.commands import environment
from runtime.host import hosting
from runtime.keeping import kept
from runtime.settings import Settings

READY = b"keeping\n"


async def begun(settings: Settings, ecosystem: str) -> Process:
    """Start one; it is at work when this returns."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", __name__, ecosystem, env=environment(settings), stdout=PIPE, stderr=DEVNULL, start_new_session=True
    )
    assert process.stdout is not None
    await process.stdout.readline()
    return process


async def _keep(ecosystem: str) -> None:
    """Until it is killed."""
    async with hosting(Settings()) as host, kept(host, lambda: (ecosystem,), print):
        os.write(1, READY)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_keep(sys.argv[1]))
