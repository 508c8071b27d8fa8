"""How far a job's work has got, said by whoever does it, in whatever process."""

import time
from contextlib import suppress

from actors.errors import JobStopped, StoreUnavailable
from storage.jobs.book import JobBook

PAUSE_SECONDS = 0.5
"""Between two notes of the same step."""


class Progress:
    """Belongs to one beginning (turn) of one job. Travels to other processes as a value; connects on its first use there."""

    def __init__(self, url: str, job: int, turn: int) -> None:
        self._url = url
        self._job = job
        self._turn = turn
        self._book: JobBook | None = None
        self._step: str | None = None
        self._said = 0.0

    def __reduce__(self) -> "tuple[type[Progress], tuple[str, int, int]]":
        return Progress, (self._url, self._job, self._turn)

    async def say(self, done: int, total: int, step: str) -> None:
        """So much of so much of this step is done; a total of 0 is unknown. Raises JobStopped when the work must end.

        That it cannot be noted now stops nothing.
        """
        now = time.monotonic()
        if step == self._step and now - self._said < PAUSE_SECONDS:
            return
        self._step, self._said = step, now
        self._book = self._book or JobBook(self._url, size=1)
        with suppress(StoreUnavailable):
            if not await self._book.advance(self._job, self._turn, done, total, step):
                raise JobStopped(self._job)

    async def close(self) -> None:
        """Give back the connection."""
        book, self._book = self._book, None
        if book is not None:
            await book.close()
