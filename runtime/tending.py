"""Looking after the embedded servers while a world runs: one that dies is started again, so that nobody has to be at hand."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from time import monotonic

from actors.errors import FabulaError
from runtime.services import AT_ONCE, fallen, started_again
from runtime.settings import Settings

LOOK_SECONDS = 0.5

PAUSES = (0.0, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
"""Seconds between attempts to start one again; the last one repeats."""

EAGERLY = 5.0
"""The longest pause for servers that a world waits for."""

STEADY_SECONDS = 60.0
"""Of a server that has run for so long since it was started again, it is forgotten that it ever died."""


@asynccontextmanager
async def tended(settings: Settings, note: Callable[[str], None]) -> AsyncIterator[None]:
    """Start again whatever dies while the block runs, ever more rarely when it dies of that; ``note`` is told so, and what
    prevents it, each once.

    For a process with an open lease. Servers that were stopped by ``fabula services down`` stay so.
    """
    over = asyncio.Event()
    tending = asyncio.create_task(_tend(settings, note, over))
    try:
        yield
    finally:
        over.set()
        await tending


async def _tend(settings: Settings, note: Callable[[str], None], over: asyncio.Event) -> None:
    cases: defaultdict[str, Case] = defaultdict(Case)
    while not over.is_set():
        dead = await asyncio.to_thread(fallen, settings)
        for name in dead:
            cases[name].attend(settings, name, note)
        for name in [name for name, case in cases.items() if name not in dead and case.is_closed()]:
            del cases[name]
        with suppress(TimeoutError):
            await asyncio.wait_for(over.wait(), LOOK_SECONDS)
    await asyncio.gather(*(case.attempt for case in cases.values() if case.attempt))


class Case:
    """A server that died, until it has been steady again for a while."""

    def __init__(self) -> None:
        self.attempt: asyncio.Task[None] | None = None
        self._attempts = 0
        self._revivals = 0
        self._ended = 0.0
        self._said = ""

    def attend(self, settings: Settings, name: str, note: Callable[[str], None]) -> None:
        """Begin to start it again, unless somebody is at it or it is too soon."""
        longest = EAGERLY if name in AT_ONCE else PAUSES[-1]
        pause = min(longest, PAUSES[min(self._attempts, len(PAUSES) - 1)])
        if (self.attempt is None or self.attempt.done()) and monotonic() - self._ended >= pause:
            self.attempt = asyncio.create_task(self._try(settings, name, note))

    def is_closed(self) -> bool:
        """Whether it has been running for long enough, as it runs now."""
        return self.attempt is None or (self.attempt.done() and monotonic() - self._ended > STEADY_SECONDS)

    async def _try(self, settings: Settings, name: str, note: Callable[[str], None]) -> None:
        try:
            word = await asyncio.to_thread(started_again, settings, name)
            news = f"{name} died again, and was started again: {word}" if self._revivals else f"{name} died and was started again"
            self._revivals += 1
        except FabulaError as error:
            news = f"{name} died and cannot be started again yet: {error}"
        self._attempts += 1
        self._ended = monotonic()
        if news != self._said:
            note(news)
        self._said = news
