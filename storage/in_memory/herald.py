"""The port Herald between coroutines of one event loop."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Coroutine, Sequence
from typing import Any, Literal

from actors.events import Event
from actors.ports import Herald


class InMemoryHerald(Herald):
    """See ``actors.ports.Herald``."""

    def __init__(self) -> None:
        self._highest: dict[str, int] = {}
        self._rises: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self._offers: defaultdict[str, dict[str, asyncio.Semaphore]] = defaultdict(dict)

    async def announce(self, ecosystem: str, events: Sequence[Event]) -> None:
        highest = max((event.seq for event in events), default=0)
        before = self._highest.get(ecosystem, 0)
        if highest > before:
            self._highest[ecosystem] = highest
            for offers in self._offers[ecosystem].values():
                for _ in range(min(highest - before, len(events))):
                    offers.release()
            self._rises.pop(ecosystem, asyncio.Event()).set()

    async def listen(self, ecosystem: str) -> AsyncIterator[int]:
        heard = 0
        while True:
            highest = self._highest.get(ecosystem, 0)
            if highest > heard:
                heard = highest
                yield heard
            elif not await _within_a_second(self._rises[ecosystem].wait()):
                yield 0

    async def offers(self, ecosystem: str, group: str) -> AsyncIterator[int]:
        offers = self._offers[ecosystem].setdefault(group, asyncio.Semaphore(0))
        yield 0
        while True:
            offered = int(await _within_a_second(offers.acquire()))
            while offered and not offers.locked():
                offered += await offers.acquire()
            yield offered

    async def forget(self, ecosystem: str) -> None:
        self._highest.pop(ecosystem, None)

    async def close(self) -> None:
        """Nothing to give back."""


async def _within_a_second(sign: Coroutine[Any, Any, Literal[True]]) -> bool:
    try:
        await asyncio.wait_for(sign, 1.0)
    except TimeoutError:
        return False
    return True
