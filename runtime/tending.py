"""Looking after the embedded servers while a world runs: one that dies is started again, so that nobody has to be at hand."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from actors.errors import FabulaError
from runtime.services import fallen, revive
from runtime.settings import Settings

LOOK_SECONDS = 0.5


@asynccontextmanager
async def tended(settings: Settings, note: Callable[[str], None]) -> AsyncIterator[None]:
    """Start again whatever dies while the block runs; ``note`` is told so, and what prevents it, each once.

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
    said = ""
    while not over.is_set():
        if dead := await asyncio.to_thread(fallen, settings):
            news = await asyncio.to_thread(_revived, settings, dead)
            if news != said:
                note(news)
            said = news
        else:
            said = ""
        with suppress(TimeoutError):
            await asyncio.wait_for(over.wait(), LOOK_SECONDS)


def _revived(settings: Settings, dead: list[str]) -> str:
    """What came of starting them again."""
    try:
        revive(settings)
    except FabulaError as error:
        return f"{' and '.join(dead)} died and cannot be started again yet: {error}"
    return f"{' and '.join(dead)} died and was started again"
