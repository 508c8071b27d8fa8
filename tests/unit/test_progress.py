"""The progress of a run: a line now and then where no terminal shows a bar, and nothing where lines are printed anyway."""

from dataclasses import replace

import pytest

from runtime.cli import progress
from runtime.cli.progress import Watcher
from runtime.settings import Settings
from runtime.status import Status

RUNNING = Status("inn-1", "running", "", 0, 1, "", 0, 0, 4_200)


@pytest.fixture
def seconds(monkeypatch):
    """A clock that goes on by ten seconds whenever it is read."""
    now = iter(range(0, 10_000, 10))
    monkeypatch.setattr(progress.time, "monotonic", lambda: float(next(now)))


async def watched(world, set_stage, tmp_path, silent: bool, *statuses: Status) -> None:
    head = (await set_stage(world)).supervisor.head
    with Watcher(head, 100, silent, Settings(home=tmp_path)) as watcher:
        for status in statuses:
            watcher.see(status)


@pytest.mark.usefixtures("seconds")
async def test_a_line_now_and_then_says_how_the_run_gets_on(world, set_stage, tmp_path, capsys):
    statuses = [replace(RUNNING, tick=tick, interactions=tick * 30) for tick in (10, 20, 30, 40)]
    await watched(world, set_stage, tmp_path, False, *statuses)
    lines = [line for line in capsys.readouterr().err.splitlines() if line.startswith("fabula: ")]
    assert len(lines) == 1
    assert lines[0].startswith("fabula: inn-1 at tick 30 of 100: 1.0 ticks/s, 30 interactions/s, ")
    assert lines[0].endswith(" MiB, commit 4.2 ms, 0:01:10 left")


@pytest.mark.usefixtures("seconds")
async def test_nothing_is_shown_where_lines_are_printed_anyway_but_why_it_waits(world, set_stage, tmp_path, capsys):
    waiting = replace(RUNNING, state="waiting", reason="postgres does not answer")
    await watched(world, set_stage, tmp_path, True, *[RUNNING] * 6, waiting, waiting)
    assert capsys.readouterr().err == "fabula: waiting: postgres does not answer\n"
