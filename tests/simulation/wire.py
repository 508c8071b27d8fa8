"""The way between a process and a server: everything may be late or lost on it, and the dead reach nobody."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from actors.errors import FabulaError, StoreUnavailable
from tests.simulation.loop import SimulatedLoop
from tests.simulation.process import here
from tests.simulation.trouble import Trouble, Weather

T = TypeVar("T")

SERVER = "the simulated store"


class Wire:
    """From the process in which it was made."""

    def __init__(self, loop: SimulatedLoop, weather: Weather) -> None:
        self._loop = loop
        self._weather = weather
        self._process = here() or loop.outside

    async def ask(
        self, call: Callable[..., Awaitable[T]], *arguments: Any, commit: bool = False, writes: bool = True, late: bool = True
    ) -> T:
        """The server's answer. Raises StoreUnavailable, whatever came of the request. ``late`` ones may arrive after that."""
        weather = self._weather
        self.check()
        if weather.away() or weather.strikes(Trouble.COMMIT_REFUSED if commit else Trouble.STORE_REFUSES):
            await weather.pause()
            raise StoreUnavailable(SERVER, "it is away")
        if writes and late and weather.strikes(Trouble.GIVEN_UP):
            self._leave_behind(call, arguments)
            await weather.pause()
            raise StoreUnavailable(SERVER, "it was given up")
        try:
            await weather.pause()
        except asyncio.CancelledError:
            if writes and late and weather.strikes(Trouble.OUTLIVES):
                self._leave_behind(call, arguments)
            raise
        self.check()
        answer = await call(*arguments)
        await weather.pause()
        if writes and weather.strikes(Trouble.COMMIT_REPLY_LOST if commit else Trouble.REPLY_LOST):
            raise StoreUnavailable(SERVER, "its reply was lost")
        self.check()
        return answer

    def check(self) -> None:
        """The dead neither send nor hear."""
        if not self._process.alive:
            raise asyncio.CancelledError

    def _leave_behind(self, call: Callable[..., Awaitable[Any]], arguments: tuple[Any, ...]) -> None:
        self._loop.spawn(self._loop.outside, self._arrive(call, arguments))

    async def _arrive(self, call: Callable[..., Awaitable[Any]], arguments: tuple[Any, ...]) -> None:
        """A request whose sender does not wait any more; the server's answer goes nowhere."""
        await asyncio.sleep(self._weather.dice.random() * self._weather.latency * 30)
        try:
            await call(*arguments)
        except FabulaError as refusal:
            self._weather.tell(f"a late request is refused: {refusal}")
