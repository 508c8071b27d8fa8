"""The fuse behind the crash points: counts how often each was passed, and kills at the times that were named."""

import logging
import signal
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from threading import get_ident
from typing import Any

from runtime.crash_points import Crash, Point

LOG = logging.getLogger(__name__)


class Fuse:
    """Burns once for each crash, however often its process is started again.

    Passes are counted durably: each appends one byte to a file of its ecosystem and point, whose length is the count. So the
    process that comes after a killed one counts on, and no count comes twice. Travels to other processes as a value.
    """

    def __init__(self, crashes: Sequence[Crash], folder: Path, blow: signal.Signals = signal.SIGKILL) -> None:
        self._crashes = tuple(crashes)
        self._folder = folder
        self._blow = blow
        self._fell: Callable[[int], Awaitable[None]] | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        return Fuse, (self._crashes, self._folder, self._blow)  # a troupe is felled by its own supervisor only

    def aim(self, fell: Callable[[int], Awaitable[None]]) -> None:
        """From now on ``fell(n)`` is how to kill a troupe; ``n`` varies."""
        self._fell = fell

    async def reached(self, point: Point, ecosystem: str = "") -> None:
        """Tell that this point is being passed. Does not return when this process is to die of it."""
        if all(crash.point is not point for crash in self._crashes):
            return
        occurrence = self._counted(point, ecosystem)
        for crash in self._crashes:
            if (crash.point, crash.occurrence) == (point, occurrence):
                await self._burn(crash)

    async def migrated(self) -> None:
        """A migration is applied and not yet committed."""
        await self.reached(Point.IN_MIGRATION)

    def passes(self, point: Point, ecosystem: str = "") -> int:
        """How often a point that has a crash was passed."""
        path = self._path(point, ecosystem)
        return path.stat().st_size if path.exists() else 0

    def _counted(self, point: Point, ecosystem: str) -> int:
        path = self._path(point, ecosystem)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            file.write(b".")
            file.flush()
            return file.tell()

    def _path(self, point: Point, ecosystem: str) -> Path:
        return self._folder / ecosystem / point

    async def _burn(self, crash: Crash) -> None:
        victim = "a troupe" if crash.troupe else "this process"
        LOG.warning("crash point %s:%d: %s dies", crash.point, crash.occurrence, victim)
        if not crash.troupe:
            signal.pthread_kill(get_ident(), self._blow)  # to this very thread, so that it does nothing more
        elif self._fell is not None:
            await self._fell(crash.occurrence)
