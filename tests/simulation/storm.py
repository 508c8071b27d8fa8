"""The storm: while it blows, processes are killed, stopped and replaced, orders change, and the store goes away."""

import asyncio
from typing import TYPE_CHECKING

from actors.errors import InvalidRequest
from runtime.ordering import Orders
from tests.simulation.directives import drawn, ordered
from tests.simulation.people import run, surely
from tests.simulation.process import Process
from tests.simulation.stories import ECOSYSTEM
from tests.simulation.trouble import Trouble

if TYPE_CHECKING:
    from tests.simulation.world import SimulatedWorld

BLOWS = 12
"""So many at most, and waits between them; then the storm is over."""

FUSE = 60
"""Steps, at most, from the decision to kill a process to its death, so that any step may be its last."""


class Storm:
    """Over one world, until its story has come to its end or its time is over."""

    def __init__(self, world: "SimulatedWorld") -> None:
        self._world = world
        self._weather = world.weather
        self._dice = world.dice
        self._orders = 0
        blows = {
            Trouble.OUTAGE: self._outage,
            Trouble.SUPERVISOR_KILLED: self._kill_supervisor,
            Trouble.SUPERVISOR_STOPPED: self._stop_supervisor,
            Trouble.SUPERVISOR_REPLACED: self._replace_supervisor,
            Trouble.TROUPE_KILLED: self._kill_troupe,
            Trouble.KEEPER_KILLED: self._kill_keeper,
            Trouble.PROJECTOR_KILLED: self._kill_projector,
            Trouble.PROJECTOR_DOUBLED: self._double_projector,
            Trouble.READER_KILLED: self._kill_reader,
            Trouble.POWER_CUT: self._power_cut,
            Trouble.ORDER_CHANGED: self._order,
            Trouble.PAUSED: self._pause,
            Trouble.DIRECTED: self._direct,
        }
        kinds = self._weather.kinds()
        self._blows = [(kind, blow) for kind, blow in blows.items() if kind in kinds]

    async def blow(self) -> None:
        """Until the target is reached or the storm has spent itself."""
        world = self._world
        interval = self._weather.latency * self._dice.choice((2, 6, 20))
        for _ in range(BLOWS * 2):
            if (await world.store.head(ECOSYSTEM)).tick >= world.target:
                return
            await asyncio.sleep(interval * self._dice.expovariate(1.0))
            if self._blows and self._dice.random() < 0.5:
                kind, blow = self._dice.choice(self._blows)
                if await blow() is not False and kind is not Trouble.OUTAGE:
                    self._weather.note(kind)
            else:
                await world.advance_by_hand()

    async def _outage(self) -> None:
        self._weather.take_away()

    async def _kill_supervisor(self) -> bool:
        return self._light(self._dice.choice(self._world.ray.all).process)

    async def _stop_supervisor(self) -> bool:
        supervisor = self._world.ray.current
        if not supervisor.process.alive:
            return False
        self._world.loop.stop_process(supervisor.process)
        if self._dice.random() < 0.5:
            self._world.ray.start()
        span = self._weather.latency * 100 * self._dice.random()
        self._world.loop.call_later(span, self._world.loop.go_on, supervisor.process)
        return True

    async def _replace_supervisor(self) -> bool:
        if not self._world.ray.current.process.alive:
            return False
        self._world.ray.start()
        return True

    async def _kill_troupe(self) -> bool:
        troupes = [process for company in self._world.ray.current.companies for process in company.processes()]
        return bool(troupes) and self._light(self._dice.choice(troupes))

    async def _kill_keeper(self) -> bool:
        return self._light(self._world.keeper.process)

    async def _kill_projector(self) -> bool:
        return self._light(self._world.projector.process)

    async def _double_projector(self) -> None:
        self._world.projector.start()

    async def _kill_reader(self) -> bool:
        return self._light(self._dice.choice(self._world.readers).process)

    async def _power_cut(self) -> None:
        world = self._world
        everybody = [supervisor.process for supervisor in world.ray.all]
        for process in [*everybody, world.keeper.process, world.projector.process, *(reader.process for reader in world.readers)]:
            world.loop.kill(process)

    async def _order(self) -> bool:
        world = self._world
        if world.lives or world.target > 12:
            return False
        world.target += self._dice.randint(1, 2)
        await surely(world.hand.order, ECOSYSTEM, run(world.target))
        if world.ray.current.process.alive:
            world.ray.current.wake()
        return True

    async def _pause(self) -> None:
        """As after a failure, or as a person does who can be asked why."""
        world = self._world
        if self._dice.random() < 0.5:
            await surely(world.hand.mark, ECOSYSTEM, "paused", "by hand")
        else:
            await surely(Orders(world.hand, world.ring).pause, ECOSYSTEM, "Ada")

    async def _direct(self) -> None:
        """Again and again, until the store has said that it is ordered; and maybe once more when it was done long ago."""
        world = self._world
        order = drawn(self._dice, world.story.cast, [place.id for place in world.story.world.places])
        self._orders += 1
        key = f"directive-{self._orders}"
        world.ordered[key] = order
        at_once = self._dice.random() < 0.4
        for _ in range(self._dice.choice((1, 1, 2))):
            try:
                await surely(ordered, Orders(world.hand, world.ring), ECOSYSTEM, order, key, at_once)
            except InvalidRequest:  # somebody whom it concerns has left: nothing was ordered
                del world.ordered[key]
                return

    def _light(self, process: Process) -> bool:
        """The fuse: it dies after so many more steps of its own."""
        if not process.alive or process.fuse:
            return False
        process.fuse = self._dice.randint(1, FUSE)
        return True
