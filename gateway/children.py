"""Processes that are to be there: whoever dies is started again, with a growing pause."""

import asyncio
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from time import monotonic

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
GOOD_SECONDS = 60.0
"""Whoever lived so long may be started again at once."""


class Child:
    """One process that is kept alive. ``command`` is what stands behind ``python -m``; the descriptors are handed on."""

    def __init__(self, name: str, command: Sequence[str], environment: dict[str, str], descriptors: Sequence[int] = ()) -> None:
        self.name = name
        self._command = [sys.executable, "-m", *command]
        self._environment = environment
        self._descriptors = tuple(descriptors)
        self._process: asyncio.subprocess.Process | None = None
        self._ending = False
        self._starting = asyncio.Lock()

    async def live(self, note: Callable[[str], None]) -> None:
        """Keep it alive, until ``end``. ``note`` is told when it died."""
        pause = FIRST_PAUSE
        while not self._ending:
            begun = monotonic()
            async with self._starting:  # whoever ends it waits until it is there, so that none is left
                if self._ending:
                    return
                self._process = await asyncio.create_subprocess_exec(
                    *self._command, env=self._environment, pass_fds=self._descriptors, stdin=asyncio.subprocess.DEVNULL
                )
            status = await self._process.wait()
            if self._ending:
                return
            pause = FIRST_PAUSE if monotonic() - begun > GOOD_SECONDS else min(pause * 2, LONGEST_PAUSE)
            note(f"{self.name} ended ({_cause(status)}) and is started again in {pause:g} s")
            await asyncio.sleep(pause)

    async def end(self, seconds: float) -> None:
        """Tell it to end, and end it if it has not after so many seconds."""
        self._ending = True
        async with self._starting:
            process = self._process
        if process is None or process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            process.terminate()
            try:
                await asyncio.wait_for(process.wait(), seconds)
            except TimeoutError:
                process.kill()
                await process.wait()


def _cause(status: int) -> str:
    return signal.Signals(-status).name if status < 0 else f"exit status {status}"
