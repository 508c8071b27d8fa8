"""The port Herald between coroutines of one event loop."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence

from actors.events import Event
from actors.ports import Herald


class InMemoryHerald(Herald):
    """See ``actors.ports.Herald``."""

    def __init__(self) -> None:
        self._highest: dict[str, int] = {}
        self._rises: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)

    async def announce(self, ecosystem: str, events: Sequence[Event]) -> None:
        highest = max((event.seq for event in events), default=0)
        if highest > self._highest.get(ecosystem, 0):
            self._highest[ecosystem] = highest
            self._rises.pop(ecosystem, asyncio.Event()).set()

    async def listen(self, ecosystem: str) -> AsyncIterator[int]:
        heard = 0
        while True:
            highest = self._highest.get(ecosystem, 0)
            if highest > heard:
                heard = highest
                yield heard
            elif not await _within_a_second(self._rises[ecosystem]):
                yield 0

    async def close(self) -> None:
        """Nothing to give back."""


async def _within_a_second(rise: asyncio.Event) -> bool:
    try:
        await asyncio.wait_for(rise.wait(), 1.0)
    except TimeoutError:
        return False
    return True
