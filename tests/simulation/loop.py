"""An event loop without clock and chance: dice decide which process goes on, and time passes only while all of them wait."""

import asyncio
import heapq
from collections.abc import Callable, Coroutine
from contextvars import Context
from random import Random
from typing import Any, TypeVar

from tests.simulation.process import Process, here, process_of

T = TypeVar("T")

PATIENCE = 200_000
"""Steps after which a world counts as going round in circles."""


class Stuck(Exception):
    """Nobody can ever go on."""


class Restless(Exception):
    """Too many steps: somebody goes round in circles."""


class SimulatedLoop(asyncio.BaseEventLoop):
    """Runs coroutines unchanged. Everything about it follows from the dice: the same dice, the same run, step by step.

    Inside one process callbacks keep their order, as asyncio promises; between processes there is none.
    Threads are played too: what one does happens at one moment, and it may touch the loop only where a thread may.
    """

    def __init__(self, dice: Random) -> None:
        super().__init__()
        self.outside = Process("outside")
        self.steps = 0
        self._last_step = PATIENCE
        self.complaints: list[str] = []
        self.tell: Callable[[str], None] = lambda what: None
        self._dice = dice
        self._now = 0.0
        self._able: list[Process] = []
        self._begun: dict[asyncio.Task[Any], Process] = {}
        self._in_thread = False
        self.set_exception_handler(self._complain)

    def time(self) -> float:
        """Seconds of simulated time."""
        return self._now

    def play(self, main: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine that belongs to no process to its end, then let everybody else end."""
        try:
            return self.run_until_complete(self.spawn(self.outside, main))
        finally:
            self._wind_up()

    def spawn(self, process: Process, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Begin this work inside the process."""
        return self.create_task(work, context=process.context())

    # ---------------------------------------------------------------- processes

    def stop_process(self, process: Process) -> None:
        """It does nothing more until it goes on; what comes for it waits."""
        if process.alive and not process.stopped:
            process.stopped = True
            if process.ready:
                self._able.remove(process)

    def go_on(self, process: Process) -> None:
        """After a stop."""
        if process.stopped:
            process.stopped = False
            if process.ready:
                self._able.append(process)

    def kill(self, process: Process) -> None:
        """It dies where it stands. Its tasks unwind, but a dead process reaches nobody (see ``Wire``)."""
        if process.alive:
            self.tell(f"{process} dies")
            process.alive, process.fuse = False, 0
            self.go_on(process)
            for task in process.tasks:
                task.cancel()
            for mourner in process.mourners:
                self.outside.run(mourner)

    # ---------------------------------------------------------------- what asyncio asks of a loop

    def create_task(self, coro: Any, *, context: Context | None = None, **how: Any) -> asyncio.Task[Any]:
        task = super().create_task(coro, context=context, **how)
        process = (here() if context is None else process_of(context)) or self.outside
        process.tasks.append(task)
        self._begun[task] = process
        return task

    def call_soon(self, callback: Callable[..., Any], *args: Any, context: Context | None = None) -> asyncio.Handle:
        if self._in_thread:
            raise RuntimeError(f"a thread calls {callback!r} in the loop, which only call_soon_threadsafe may")
        return self._call_soon(callback, args, context)

    def call_soon_threadsafe(self, callback: Callable[..., Any], *args: Any, context: Context | None = None) -> asyncio.Handle:
        return self._call_soon(callback, args, context)

    def run_in_executor(self, executor: Any, func: Callable[..., Any], *args: Any) -> asyncio.Future[Any]:
        future = self.create_future()
        self.call_later(self._dice.random() / 100, self._thread, future, func, args)
        return future

    def _thread(self, future: asyncio.Future[Any], func: Callable[..., Any], args: tuple[Any, ...]) -> None:
        if future.done():
            return
        self._in_thread, settle = True, future.set_result
        try:
            outcome = func(*args)
        except Exception as error:  # noqa: BLE001 - whatever a thread raises is raised where it is awaited
            outcome, settle = error, future.set_exception
        finally:
            self._in_thread = False
        self.call_later(self._dice.random() / 100, lambda: future.done() or settle(outcome))

    def _call_soon(self, callback: Callable[..., Any], args: tuple[Any, ...], context: Context | None) -> asyncio.Handle:
        handle = asyncio.Handle(callback, args, self, context)
        self._admit(handle)
        return handle

    def _admit(self, handle: asyncio.Handle) -> None:
        process = process_of(handle._context) or self.outside
        if not process.ready and not process.stopped:
            self._able.append(process)
        process.ready.append(handle)

    def _run_once(self) -> None:
        self.steps += 1
        if self.steps > self._last_step:
            raise Restless(f"{PATIENCE} steps, and no end")
        while not self._able:
            self._pass_time()
        process = self._able[int(self._dice.random() * len(self._able))]
        if process.fuse:
            process.fuse -= 1
            if not process.fuse:
                self.kill(process)
        handle = process.ready.popleft()
        if not process.ready:
            self._able.remove(process)
        if not handle.cancelled():
            handle._run()

    def _pass_time(self) -> None:
        """To the next moment for which somebody has set a timer."""
        timers = self._scheduled
        while timers and timers[0].cancelled():
            heapq.heappop(timers)
        if not timers:
            raise Stuck("everybody waits, and for nothing that could come")
        self._now = max(self._now, timers[0].when())
        while timers and timers[0].when() <= self._now:
            timer = heapq.heappop(timers)
            timer._scheduled = False
            if not timer.cancelled():
                self._admit(timer)

    def _write_to_self(self) -> None:
        """Nobody sleeps in a selector."""

    def _process_events(self, event_list: object) -> None:
        """There is no selector."""

    def _complain(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        self.complaints.append(f"{context['message']}: {context.get('exception')!r}")

    def _wind_up(self) -> None:
        """Cancel what is left, in every process, until nothing is."""
        self._last_step = self.steps + PATIENCE
        self._hear_of_silent_ends()
        try:
            while left := [task for task in self._begun if not task.done()]:
                for task in left:
                    task.cancel()
                self.run_until_complete(self.spawn(self.outside, _ended(left)))
            self.run_until_complete(self.spawn(self.outside, self.shutdown_asyncgens()))
        finally:
            self.close()
            self._begun.clear()  # tasks, loops and processes know each other; without this only a collector parts them

    def _hear_of_silent_ends(self) -> None:
        """Complain of tasks that ended with an error which nobody has asked for: asyncio would when they are collected."""
        for task, process in self._begun.items():
            if process.alive and task.done() and not task.cancelled() and task._log_traceback:  # type: ignore[attr-defined]
                self.complaints.append(f"{process} ended with {task.exception()!r}")


def quietly(main: Coroutine[Any, Any, T]) -> T:
    """What the coroutine returns when nothing disturbs it: as ``asyncio.run``, without its selector and threads."""
    return SimulatedLoop(Random(0)).play(main)


async def _ended(tasks: list[asyncio.Task[Any]]) -> None:
    await asyncio.wait(tasks, timeout=1.0)
