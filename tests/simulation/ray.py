"""As much of Ray as matters here: a named supervisor whose process is started again when it dies."""

from collections.abc import Callable
from functools import partial
from typing import Any

from actors.company import Company, shared_out
from runtime.ecosystem import Ecosystem
from runtime.openers import Openers
from runtime.status import Status
from tests.simulation.company import SimulatedCompany
from tests.simulation.loop import SimulatedLoop
from tests.simulation.process import Process
from tests.simulation.trouble import Weather


class ToldEcosystem(Ecosystem):
    """Tells what it publishes, for the trace."""

    def __init__(self, tell: Callable[[str], None], *how: Any) -> None:
        self._tell = tell
        super().__init__(*how)

    def publish(self, state: str, reason: str = "", *how: Any, **more: Any) -> None:
        super().publish(state, reason, *how, **more)
        self._tell(f"{state} at tick {self.status().tick} {reason}")


class SupervisorProcess:
    """One process with an ``Ecosystem`` in it."""

    def __init__(
        self, number: int, ecosystem: str, openers: Openers, troupes: int, loop: SimulatedLoop, weather: Weather
    ) -> None:
        self.process = Process(f"supervisor {number}")
        self.companies: list[SimulatedCompany] = []
        self._openers = openers
        self._troupes = troupes
        self._loop = loop
        self._weather = weather
        self._actor: Ecosystem = self.process.run(ToldEcosystem, self._tell, ecosystem, openers, self._company, weather.rest)

    def wake(self) -> None:
        """Send the message."""
        self._loop.spawn(self.process, self._actor.wake())

    def status(self) -> Status:
        """As published."""
        return self._actor.status()

    @property
    def rests(self) -> bool:
        """Whether nothing more will happen in it without a message."""
        return not self.process.alive or self.status().settled

    def _tell(self, what: str) -> None:
        self._weather.tell(f"{self.process}: {what}")

    def _company(self, ecosystem: str, cast: list[str]) -> Company:
        members = shared_out(cast, self._troupes)
        company = SimulatedCompany(ecosystem, members, self._openers.store, self._loop, self._weather)
        self.companies.append(company)
        return company


class SimulatedRay:
    """Keeps one supervisor of the name; those that it gave up may go on without it."""

    def __init__(self, ecosystem: str, openers: Openers, troupes: int, loop: SimulatedLoop, weather: Weather) -> None:
        self.all: list[SupervisorProcess] = []
        self._make = partial(SupervisorProcess, ecosystem=ecosystem, openers=openers, troupes=troupes, loop=loop, weather=weather)
        self._loop = loop
        self._weather = weather
        self.start()

    @property
    def current(self) -> SupervisorProcess:
        """The one that the name leads to; dead while it is being started again."""
        return self.all[-1]

    def start(self) -> None:
        """A new process under the name."""
        started = self._make(len(self.all) + 1)
        self.all.append(started)
        started.process.mourners.append(partial(self._died, started))

    def _died(self, supervisor: SupervisorProcess) -> None:
        if supervisor is self.current:
            self._loop.call_later(self._weather.dice.random() * self._weather.latency * 20, self._restart, supervisor)

    def _restart(self, supervisor: SupervisorProcess) -> None:
        if supervisor is self.current:
            self.start()
