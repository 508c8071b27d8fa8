"""The store of a simulated world: in memory at the server's end, and at the other end whatever the wire lets through."""

from collections.abc import AsyncIterator, Sequence
from functools import partial
from typing import Any, NamedTuple

from actors.events import Event
from actors.ports import Answered
from actors.records import Rows
from storage.in_memory.store import InMemoryStore
from tests.simulation.wire import Wire

PAGE = 5
"""Events in one answer."""

WRITES = ("activate", "mark", "embed", "save", "done", "request")
PUNCTUAL = ("advance", "order")
"""Never late: a cursor may be set back and an order be replaced, and what was sent before that must not arrive after it."""


class Commit(NamedTuple):
    """A commit that was written: its tick and epoch, and the epoch that was in force."""

    tick: int
    epoch: int
    current: int


class ObservedStore(InMemoryStore):
    """The server's end. Remembers who wrote."""

    def __init__(self) -> None:
        super().__init__()
        self.commits: list[Commit] = []

    async def commit(
        self, ecosystem: str, epoch: int, tick: int, events: Sequence[Event], rows: Rows, hash: str,
        answered: Sequence[Answered] = (),
    ) -> None:  # fmt: skip
        current = (await self.head(ecosystem)).epoch
        await super().commit(ecosystem, epoch, tick, events, rows, hash, answered)
        self.commits.append(Commit(tick, epoch, current))


class WiredStore:
    """The other end: what a process has in hand when it has opened the store."""

    def __init__(self, server: ObservedStore, wire: Wire) -> None:
        self._server = server
        self._wire = wire

    def __getattr__(self, call: str) -> Any:
        served = getattr(self._server, call)
        return partial(self._wire.ask, served, writes=call in (*WRITES, *PUNCTUAL), late=call in WRITES)

    async def commit(self, *how: Any) -> None:
        await self._wire.ask(self._server.commit, *how, commit=True)

    async def events(self, ecosystem: str, after: int = 0, until: int | None = None) -> AsyncIterator[list[Event]]:
        """Page by page, as over a network: others may commit between two pages."""
        while page := await self._wire.ask(self._page, ecosystem, after, until, writes=False):
            yield page
            after = page[-1].seq
            if len(page) < PAGE:
                return

    async def _page(self, ecosystem: str, after: int, until: int | None) -> list[Event]:
        end = after + PAGE if until is None else min(until, after + PAGE)
        return [event async for batch in self._server.events(ecosystem, after, end) for event in batch]

    async def close(self) -> None:
        self._wire.check()
