"""The disk of Postgres is full in the middle of a run: the world waits with the reason, and goes on when there is space."""

import asyncio
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from actors.world import World
from runtime.services import down
from runtime.settings import Settings
from runtime.tending import tended
from tests.chaos.playing import command, playing
from tests.cluster.running import until, until_async

SIZE = "192m"
TICKS = 40


@pytest.fixture
def small() -> Iterator[Settings]:
    """A data directory on a disk of its own, that is easily filled."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    place = Path(tempfile.mkdtemp(prefix="fabula-disk-"))
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=755", "fabula", str(place)], capture_output=True, text=True, check=False
    )
    if mounted.returncode != 0:
        place.rmdir()
        pytest.skip(f"no small disk can be mounted here: {mounted.stderr.strip()}")
    try:
        made = Settings(home=place / "home", embedder="hashed")
        yield made
        down(made, force=True)
    finally:
        subprocess.run(["umount", str(place)], check=True)
        place.rmdir()


def fill(home: Path) -> Path:
    """Take all the space that is left; the file that holds it."""
    filler = home / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 20, 4096):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError:
                continue
    assert shutil.disk_usage(home).free < 4096
    return filler


async def test_a_full_disk_is_waited_out_and_named_by_show(small: Settings, montagues: World) -> None:
    async with playing(small, montagues) as play:
        running = asyncio.create_task(play.run(TICKS))
        await play.reached(6)
        filler = fill(small.home)
        reason = await play.waits()
        assert reason.startswith("Postgres has no space left (could not ") and reason.endswith("); free some")
        assert "\n" not in reason

        async def shown() -> bool:
            """Postgres may find a little space once more, and the world go on for some ticks."""
            page = await asyncio.to_thread(command, small.home, "show", play.ecosystem)
            return "it waits, and goes on by itself: Postgres has no space left (could not " in page.stdout

        await until_async(shown)
        assert not running.done()
        filler.unlink()
        await running
        await play.is_as_if_nothing_had_happened(TICKS)


async def test_a_postgres_that_died_of_a_full_disk_is_started_again_with_space(small: Settings, montagues: World) -> None:
    notes: list[str] = []
    async with playing(small, montagues) as play, tended(small, notes.append):
        running = asyncio.create_task(play.run(TICKS))
        await play.reached(6)
        filler = fill(small.home)
        await use_up_the_log(play.services.postgres_url)
        await until(lambda: any("cannot be started again yet" in note and "No space left" in note for note in notes))
        assert await play.waits()
        filler.unlink()
        await running
        assert notes[-1] == "Postgres died and was started again"
        await play.is_as_if_nothing_had_happened(TICKS)


async def use_up_the_log(url: str) -> None:
    """Have Postgres need a new file for its log until it gives up: then it cannot even say no."""
    connection = await asyncpg.connect(url)
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
        while True:
            await connection.execute("SELECT pg_logical_emit_message(false, 'fabula', 'x'), pg_switch_wal()")
