"""The target of a simulated world's projections: in memory at the server's end, with the wire before it."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from actors.errors import StoreUnavailable, TargetUnavailable
from actors.events import Event
from actors.projection import Mark
from storage.in_memory.target import InMemoryTarget
from tests.simulation.wire import Wire


class ObservedTarget(InMemoryTarget):
    """The server's end. Remembers in the time of which epochs something was applied."""

    def __init__(self) -> None:
        super().__init__()
        self.epochs: list[int] = []

    async def apply(self, ecosystem: str, before: Mark, events: Sequence[Event], after: Mark) -> None:
        await super().apply(ecosystem, before, events, after)
        self.epochs.append(after.epoch)

    async def forget(self, ecosystem: str) -> None:
        await super().forget(ecosystem)
        self.epochs.clear()


class WiredTarget:
    """The other end: what a process has in hand when it has opened the target."""

    name = InMemoryTarget.name
    remedy = InMemoryTarget.remedy

    def __init__(self, server: ObservedTarget, wire: Wire) -> None:
        self._server = server
        self._wire = wire

    def __getattr__(self, call: str) -> Any:
        return partial(self._asked, getattr(self._server, call), writes=call in ("apply", "forget"))

    async def _asked(self, served: Any, *how: Any, writes: bool) -> Any:
        try:
            return await self._wire.ask(served, *how, writes=writes)
        except StoreUnavailable as error:
            raise TargetUnavailable(self.name, error.args[1]) from error
