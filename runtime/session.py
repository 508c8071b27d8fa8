"""One session of an ecosystem: from taking over (a new epoch) to falling asleep. The same ticks, live or run."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from time import perf_counter
from typing import Protocol, TypeVar

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from actors.company import Company
from actors.errors import CodeMismatch, TroupeLost
from actors.ports import Due, Head, Herald, Store
from actors.supervisor import Supervisor
from runtime.agenda import BY_A_PERSON, read
from runtime.patience import Excuse, patiently
from runtime.telemetry import playing
from runtime.telemetry.causes import Causes
from runtime.telemetry.logs import bound
from runtime.telemetry.traces import span

T = TypeVar("T")

LOSSES = 3
"""The restart budget: so many troupes lost in a row without a tick between them, and the ecosystem is paused."""

STALLS = 6
"""So many supervisors in a row that committed nothing, and the ecosystem is paused."""

HOUSEKEEPING_SECONDS = 60


class Publish(Protocol):
    """Makes the state known (see ``Ecosystem.publish``)."""

    def __call__(
        self, state: str, reason: str = "", head: Head | None = None, interactions: int = 0, restarts: int = 0
    ) -> None: ...


class Session:
    """Works through the agenda: runs at full speed, then lives at its tempo while that is ordered."""

    def __init__(
        self, ecosystem: str, store: Store, herald: Herald, company: Company, called: asyncio.Event,
        publish: Publish, excuse: Excuse, rest: float = 0.0,
    ) -> None:  # fmt: skip
        self._ecosystem = ecosystem
        self._store = store
        self._supervisor = Supervisor(ecosystem, store, herald, company)
        self._called = called
        self._publish = publish
        self._excuse = excuse
        self._rest = rest
        self._losses = 0
        self._freeze = False  # a snapshot is asked for
        self._state = ""
        self._beat = asyncio.Event()
        self._causes = Causes()
        self._tempo_ms = 0  # of the beat
        self._scheduler = AsyncIOScheduler(job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None})

    async def work(self) -> None:
        """Until nothing is due any more, or the ecosystem is paused, and no message comes for the seconds of its rest.

        Raises StaleEpoch when another supervisor took over.
        """
        head = await self._ask(self._supervisor.activate)
        if head.status == "paused" and not head.reason.startswith(BY_A_PERSON):  # a person's pause stands in the agenda
            self._publish("paused", head.reason, head)
            return
        if head.stalls > STALLS:
            await self._pause(f"{head.stalls - 1} supervisors in a row died before they could commit tick {head.tick + 1}")
            return
        self._publish("waking", head=head)
        if self._supervisor.outgrown:  # somebody joined between the company's making and taking over
            self._called.set()  # so that another session begins
            return
        self._scheduler.start()
        try:
            while await self._agenda() and await self._called_again():
                continue
        finally:
            self._scheduler.shutdown(wait=False)

    async def _agenda(self) -> bool:
        """Do what is due. True when all is done, or a person has it stand still; False when this session cannot go on."""
        while True:
            self._called.clear()
            due = await self._ask(lambda: self._store.due(self._ecosystem))
            self._causes.note(due)
            agenda = read(due, self._supervisor.head.tick)
            if agenda.steps:
                goes_on = await self._run(agenda.steps)
            elif agenda.at_once and (agenda.pause or not agenda.runs):
                goes_on = await self._answer()
            elif agenda.pause:
                await self._hold(agenda.pause)
                return True
            elif agenda.runs:
                goes_on = await self._run(agenda.run_until)
                if goes_on:
                    await self._done(agenda.runs)
            elif agenda.tempo_ms:
                goes_on = await self._live(agenda.tempo_ms)
            else:
                await self._asleep()
                return True
            if not goes_on:
                return False

    async def _called_again(self) -> bool:
        """Whether a message came within the rest, for which the company stays, and nobody took over meanwhile."""
        self._state, self._tempo_ms = "", 0
        if not self._rest:
            return False
        try:
            async with asyncio.timeout(self._rest):
                await self._called.wait()
        except TimeoutError:
            return False
        head = await self._ask(partial(self._store.head, self._ecosystem))
        return head.epoch == self._supervisor.head.epoch

    async def _answer(self) -> bool:
        """What people wait for happens in a tick in which nobody does anything by himself."""
        if self._state != "live":
            self._state = "answering"
        return await self._tick(quiet=True)

    async def _hold(self, reason: str) -> None:
        """Stand still as long as a person wishes."""
        if self._state:
            await self._snapshot()
        await self._pause(reason)

    async def _run(self, until: int) -> bool:
        await self._enter("running")
        while self._supervisor.head.tick < until:
            if not await self._tick():
                return False
            if self._called.is_set():
                return True
        return True

    async def _done(self, runs: list[Due]) -> None:
        for order in runs:
            if int(order.body["until"]) <= self._supervisor.head.tick:
                await self._ask(partial(self._store.done, self._ecosystem, order))

    async def _live(self, tempo_ms: int) -> bool:
        """Tick at the tempo until a message comes, or it is time to look at the agenda in case one was lost.

        The first tick comes at once. The beat goes on when a message has changed nothing.
        """
        await self._enter("live")
        if self._tempo_ms != tempo_ms:
            self._keep_time(tempo_ms)
        while True:
            await _first(self._beat.wait(), self._called.wait())
            if self._beat.is_set():
                self._beat.clear()
                if not await self._tick():
                    return False
                if self._freeze:
                    self._freeze = False
                    await self._snapshot()
                    return True
            if self._called.is_set():
                return True

    def _keep_time(self, tempo_ms: int) -> None:
        self._tempo_ms = tempo_ms
        self._scheduler.add_job(self._strike, "interval", seconds=tempo_ms / 1000, id="tempo", replace_existing=True)
        self._scheduler.add_job(
            self._housekeep, "interval", seconds=HOUSEKEEPING_SECONDS, id="housekeeping", replace_existing=True
        )
        self._beat.set()

    async def _tick(self, quiet: bool = False) -> bool:
        """One tick, again until it is committed. False when the restart budget is spent, or another session has to go on."""
        tick = self._supervisor.head.tick + 1
        with bound(tick=tick), span("tick", self._causes.of(tick), ecosystem=self._ecosystem, tick=tick):
            return await self._ticked(quiet)

    async def _ticked(self, quiet: bool) -> bool:
        while True:
            begun = perf_counter()
            try:
                done = await self._ask(partial(self._supervisor.tick, quiet))
            except CodeMismatch as mismatch:
                await self._pause(str(mismatch))
                return False
            except TroupeLost as lost:
                self._losses += 1
                if self._losses >= LOSSES:
                    await self._pause(f"{lost} (and {LOSSES - 1} before it, all at tick {self._supervisor.head.tick + 1})")
                    return False
                self._publish(self._state, str(lost), restarts=1)
                continue
            self._losses = 0
            playing.ticked(self._ecosystem, done, perf_counter() - begun)
            self._publish(self._state, head=self._supervisor.head, interactions=done.interactions)
            if done.recast:
                self._called.set()  # so that another session begins, with a company that knows who is there
            return not done.recast

    async def _enter(self, state: str) -> None:
        if self._state != state:
            self._state = state
            await self._mark(state)
            self._publish(state, head=self._supervisor.head)

    async def _strike(self) -> None:
        """The beat. A coroutine, since the scheduler gives plain functions to a thread, which may not touch the loop."""
        self._beat.set()

    async def _housekeep(self) -> None:
        """Ask for a snapshot after the next tick; the scheduler never works by itself."""
        self._freeze = True

    async def _asleep(self) -> None:
        if self._state:  # something happened since waking
            await self._snapshot()
        await self._mark("idle")
        self._publish("asleep", head=self._supervisor.head)

    async def _snapshot(self) -> None:
        with suppress(TroupeLost):  # a snapshot only saves time at the next waking
            await self._ask(self._supervisor.snapshot)

    async def _pause(self, reason: str) -> None:
        await self._mark("paused", reason)
        self._publish("paused", reason, self._supervisor.head)

    async def _mark(self, status: str, reason: str = "") -> None:
        await self._ask(partial(self._store.mark, self._ecosystem, status, reason, self._supervisor.head.epoch))

    async def _ask(self, call: Callable[[], Awaitable[T]]) -> T:
        return await patiently(call, self._excuse)


async def _first(*waits: Awaitable[object]) -> None:
    """Until one of them is over; the others are given up."""
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
