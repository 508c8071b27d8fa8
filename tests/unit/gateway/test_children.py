"""Processes that are to be there as long as we are, and no longer."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from gateway import children
from gateway.children import Child

WAITS = "import time; time.sleep(600)"
ENDS = "from gateway.parent import end_with_parent; end_with_parent(); import time; time.sleep(600)"
SERVES = f"""
import os, subprocess, sys
from gateway.parent import served_by_us
child = subprocess.Popen([sys.executable, "-c", {ENDS!r}], env={{**os.environ, **served_by_us()}})
print(child.pid, flush=True)
child.wait()
"""


@pytest.fixture
def waiting(tmp_path: Path) -> Child:
    (tmp_path / "waits.py").write_text(WAITS)
    return Child("waiting", ["waits"], {**os.environ, "PYTHONPATH": str(tmp_path)})


async def until_it_runs(child: Child) -> int:
    async with asyncio.timeout(120):
        while child._process is None or child._process.returncode is not None:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.01)
    return child._process.pid


async def test_who_dies_is_started_again_and_said_to_have_died(waiting, monkeypatch):
    monkeypatch.setattr(children, "FIRST_PAUSE", 0.01)
    said = []
    living = asyncio.create_task(waiting.live(said.append))
    first = await until_it_runs(waiting)
    os.kill(first, signal.SIGKILL)
    async with asyncio.timeout(120):
        while await until_it_runs(waiting) == first:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.01)
    assert "SIGKILL" in said[0]
    await waiting.end(10)
    await living


async def test_who_is_ended_while_it_is_being_started_is_ended_all_the_same(waiting, monkeypatch):
    begun, make = asyncio.Event(), asyncio.create_subprocess_exec

    async def slowly(*how, **more):
        begun.set()
        await asyncio.sleep(0)
        return await make(*how, **more)

    monkeypatch.setattr(asyncio, "create_subprocess_exec", slowly)
    living = asyncio.create_task(waiting.live(lambda text: None))
    await begun.wait()
    await waiting.end(10)
    await living
    assert waiting._process is not None
    assert not psutil.pid_exists(waiting._process.pid)


def test_what_was_started_ends_with_its_parent_also_when_that_is_killed():
    serving = subprocess.Popen([sys.executable, "-c", SERVES], stdout=subprocess.PIPE, text=True)
    assert serving.stdout is not None
    child = psutil.Process(int(serving.stdout.readline()))
    serving.kill()
    serving.wait()
    serving.stdout.close()
    psutil.wait_procs([child], timeout=120)
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE
