"""The process that owns the memory index dies again and again: the world goes on, and every memory is in the index in the end."""

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

from actors.ports import MEMORY_INDEX
from actors.world import World
from runtime.host import hosting
from runtime.keeping import keeping
from runtime.settings import Settings
from runtime.verification import verify
from tests.chaos.playing import playing
from tests.journey.shell import at_home

TICKS = 30

KEEP = """
import asyncio, sys
from runtime.host import hosting
from runtime.keeping import kept
from runtime.settings import Settings

async def main():
    async with hosting(Settings()) as host, kept(host, lambda: (sys.argv[1],), print):
        await asyncio.Event().wait()

asyncio.run(main())
"""
"""Keeps an ecosystem's memories until it is killed."""


async def test_a_killed_owner_of_the_memory_index_never_stops_a_world_and_the_next_one_catches_up(
    settings: Settings, montagues: World
) -> None:
    async with playing(settings, montagues) as play:
        await play.run(TICKS // 3)
        dying = asyncio.create_task(asyncio.to_thread(keep_and_die, settings.home, play.ecosystem))
        await play.run(TICKS)
        assert play.reasons == []
        await dying
        assert await play.store.cursor(play.ecosystem, MEMORY_INDEX) == (0, "")
        await play.is_as_if_nothing_had_happened(TICKS)
        async with hosting(settings) as host, keeping(host) as keeper:
            assert (await verify(host.store, play.ecosystem, keeper)).faults == []


def keep_and_die(home: Path, ecosystem: str) -> None:
    """Two owners in turn, each killed with a batch in the index and the cursor unmoved."""
    for occurrence in (1, 2):
        environment = {**at_home(home), "FABULA_CRASH": f"in_memory_flush:{occurrence}"}
        done = subprocess.run(
            [sys.executable, "-c", KEEP, ecosystem], env=environment, capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == -signal.SIGKILL, done
