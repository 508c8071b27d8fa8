"""The company of a simulated world: each troupe a process of its own, which may die, fall silent, or come back as it was."""

import asyncio
from collections.abc import Sequence
from typing import Any

from actors.errors import TroupeLost
from actors.troupe import OpenStore, Troupe
from tests.simulation.loop import SimulatedLoop
from tests.simulation.process import Process, here
from tests.simulation.trouble import Trouble, Weather


class HostedTroupe:
    """A troupe in its process: one inbox, one message at a time."""

    def __init__(self, number: int, process: Process, troupe: Troupe, loop: SimulatedLoop, weather: Weather) -> None:
        self.number = number
        self.process = process
        self._troupe = troupe
        self._loop = loop
        self._weather = weather
        self._inbox = asyncio.Lock()

    async def advance(self, *message: Any) -> Any:
        return await self._ask("advance", message)

    async def meet(self, *message: Any) -> Any:
        return await self._ask("meet", message)

    async def converse(self, *message: Any) -> Any:
        return await self._ask("converse", message)

    async def respond(self, *message: Any) -> Any:
        return await self._ask("respond", message)

    async def states(self, *message: Any) -> Any:
        return await self._ask("states", message)

    async def _ask(self, call: str, message: tuple[Any, ...]) -> Any:
        weather = self._weather
        if weather.strikes(Trouble.TROUPE_DIES):
            self._loop.kill(self.process)
        await weather.pause()
        if not self.process.alive:
            raise TroupeLost(self.number, f"it was dead when asked to {call}")
        reply = self._loop.create_future()
        work = self._loop.spawn(self.process, self._serve(call, weather.posted(message)))
        work.add_done_callback(lambda work: self._deliver(work, reply))
        answer = await reply
        await weather.pause()
        if weather.strikes(Trouble.TROUPE_REPLY_LOST):
            raise TroupeLost(self.number, f"no reply to {call}")
        return answer

    async def _serve(self, call: str, message: tuple[Any, ...]) -> Any:
        async with self._inbox:
            return self._weather.posted(await getattr(self._troupe, call)(*message))

    def _deliver(self, work: "asyncio.Task[Any]", reply: "asyncio.Future[Any]") -> None:
        error = TroupeLost(self.number, "killed at work") if work.cancelled() else work.exception()
        if reply.done():
            return
        if error is None:
            reply.set_result(work.result())
        else:
            reply.set_exception(error)


class SimulatedCompany:
    """See ``actors.company.Company``. Its troupes belong to the process that made it and end with it."""

    def __init__(
        self, ecosystem: str, members: Sequence[Sequence[str]], open_store: OpenStore, loop: SimulatedLoop, weather: Weather
    ) -> None:
        self.members = members
        self._ecosystem = ecosystem
        self._open_store = open_store
        self._loop = loop
        self._weather = weather
        self._troupes: dict[int, HostedTroupe] = {}
        self._aside: dict[int, HostedTroupe] = {}
        self._owner = here() or loop.outside
        self._owner.mourners.append(self._end)

    def processes(self) -> list[Process]:
        """Of the troupes that work."""
        return [troupe.process for troupe in self._troupes.values()]

    async def handle(self, troupe: int) -> HostedTroupe:
        if self._weather.strikes(Trouble.TROUPES_SWAPPED):
            self._swap(troupe)
        if troupe not in self._troupes:
            self._troupes[troupe] = self._started(troupe)
        return self._troupes[troupe]

    async def replace(self, troupe: int) -> None:
        gone = self._troupes.pop(troupe, None)
        if gone is not None:
            self._loop.kill(gone.process)

    async def close(self) -> None:
        self._end()

    def _swap(self, number: int) -> None:
        """The troupe goes aside, and the one that went aside before comes back as it was then."""
        aside = self._aside.pop(number, None)
        if number in self._troupes:
            self._aside[number] = self._troupes.pop(number)
        if aside is not None and aside.process.alive:
            self._troupes[number] = aside

    def _started(self, number: int) -> HostedTroupe:
        process = Process(f"troupe {number} of {self._owner}")
        troupe = Troupe(self._ecosystem, self.members[number], self._open_store)
        return process.run(HostedTroupe, number, process, troupe, self._loop, self._weather)

    def _end(self) -> None:
        for troupe in (*self._troupes.values(), *self._aside.values()):
            self._loop.kill(troupe.process)
        self._troupes.clear()
        self._aside.clear()
