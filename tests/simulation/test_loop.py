"""The simulated loop: order inside a process, none between processes, time that passes only while all wait."""

import asyncio
import threading
from random import Random

import pytest

from tests.simulation import loop as loops
from tests.simulation.loop import Restless, SimulatedLoop, Stuck, quietly
from tests.simulation.process import Process, here


def played(main, seed: int = 1) -> SimulatedLoop:
    loop = SimulatedLoop(Random(seed))
    loop.play(main(loop))
    return loop


async def count(name: str, to: list[str], times: int = 3) -> None:
    for _ in range(times):
        to.append(name)
        await asyncio.sleep(0)


def interleaved(seed: int) -> str:
    """How two processes with two tasks each take turns."""
    told: list[str] = []

    async def main(loop: SimulatedLoop) -> None:
        one, other = Process("one"), Process("other")
        tasks = [loop.spawn(process, count(name, told)) for process, name in ((one, "a"), (one, "b"), (other, "c"))]
        await asyncio.gather(*tasks)

    played(main, seed)
    return "".join(told)


def test_inside_a_process_callbacks_keep_their_order_and_between_processes_dice_decide():
    runs = [interleaved(seed) for seed in range(30)]
    assert {run.replace("c", "") for run in runs} == {"ababab"}
    assert len(set(runs)) > 10
    assert runs == [interleaved(seed) for seed in range(30)]


def test_time_passes_only_while_everybody_waits():
    async def main(loop: SimulatedLoop) -> None:
        begun = loop.time()
        await count("x", [], 50)
        assert loop.time() == begun
        await asyncio.gather(asyncio.sleep(3600), asyncio.sleep(60))
        assert loop.time() == begun + 3600

    played(main)


def test_a_stopped_process_does_nothing_until_it_goes_on():
    async def main(loop: SimulatedLoop) -> None:
        process, told = Process("sleeper"), []
        task = loop.spawn(process, count("x", told))
        loop.stop_process(process)
        await asyncio.sleep(10)
        assert told == []
        loop.go_on(process)
        await task
        assert told == ["x"] * 3

    played(main)


def test_a_killed_process_never_comes_to_its_next_step_and_its_death_is_made_known():
    async def main(loop: SimulatedLoop) -> None:
        process, told = Process("victim"), []
        process.mourners.append(lambda: told.append("dead"))
        tasks = [loop.spawn(process, _sleepy(told)) for _ in range(2)]
        await asyncio.sleep(1)
        loop.kill(process)
        await asyncio.wait(tasks)
        assert told == ["begun", "begun", "dead"]
        assert all(task.cancelled() for task in tasks)

    played(main)


async def _sleepy(told: list[str]) -> None:
    told.append("begun")
    await asyncio.sleep(5)
    told.append("over")


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_a_process_with_a_fuse_dies_after_so_many_steps_of_its_own(steps):
    async def main(loop: SimulatedLoop) -> None:
        process, told = Process("victim"), []
        process.fuse = steps
        await asyncio.wait([loop.spawn(process, count("x", told, 10))])
        assert len(told) == steps - 1

    played(main)


def test_tasks_and_timers_belong_to_the_process_that_began_them():
    async def main(loop: SimulatedLoop) -> None:
        process, told = Process("parent"), []

        async def parent() -> None:
            loop.call_later(1, lambda: told.append(here()))
            await asyncio.create_task(child())

        async def child() -> None:
            told.append(here())

        await loop.spawn(process, parent())
        await asyncio.sleep(2)
        assert told == [process, process]

    played(main)


def test_threads_are_played_and_may_not_touch_the_loop():
    async def main(loop: SimulatedLoop) -> None:
        assert await asyncio.to_thread(threading.current_thread) is threading.main_thread()
        with pytest.raises(ZeroDivisionError):
            await asyncio.to_thread(lambda: 1 / 0)
        with pytest.raises(RuntimeError, match="call_soon_threadsafe"):
            await asyncio.to_thread(loop.call_soon, print)
        told: list[str] = []
        await asyncio.to_thread(loop.call_soon_threadsafe, told.append, "safe")
        await asyncio.sleep(1)
        assert told == ["safe"]

    played(main)


def test_waiting_for_what_can_never_come_is_noticed():
    async def main(loop: SimulatedLoop) -> None:
        await loop.create_future()

    with pytest.raises(Stuck):
        played(main)


def test_going_round_in_circles_is_noticed(monkeypatch):
    monkeypatch.setattr(loops, "PATIENCE", 100)
    with pytest.raises(Restless):
        quietly(count("x", [], 1000))


def test_what_nobody_hears_of_is_a_complaint():
    async def main(loop: SimulatedLoop) -> None:
        loop.call_soon(lambda: 1 / 0)
        await asyncio.sleep(1)

    assert "ZeroDivisionError" in played(main).complaints[0]
