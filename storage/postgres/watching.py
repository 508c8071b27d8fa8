"""Connections that notice when they are dead: one that gets no answer is compared with what its server does, over another one.

A router that forgot a connection tells nobody. Whoever waits on it would wait as long as any statement may take; the server,
which has long been idle, knows better.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import asyncpg

from storage.postgres.refusals import AWAY
from storage.queries import load

(_DOING,) = load("connections", "doing")

CONNECTING_SECONDS = 5.0
FORGOTTEN_SECONDS = 300.0


@dataclass
class Doubts:
    """What the connections of one pool have in common: where to ask, and how long to wait before.

    ``seconds`` double with every verdict, until there was none for some minutes: should a very slow way have been taken for a
    dead one, then not for ever.
    """

    url: str
    seconds: float
    judged: float = field(default=float("-inf"))  # when the last verdict was
    _verdicts: int = 0

    def wait(self) -> float:
        """Seconds of silence after which one asks, and asks again."""
        if monotonic() - self.judged > FORGOTTEN_SECONDS:
            self._verdicts = 0
        return float(self.seconds * 2**self._verdicts)

    def judge(self) -> None:
        """Note a verdict; of connections that went silent together the first one counts."""
        if monotonic() - self.judged > self.wait():
            self._verdicts += 1
        self.judged = monotonic()

    async def doing(self, pid: int) -> Any:
        """What the server's side of a connection does, as something to compare; None when it is at work or cannot be seen."""
        connection = None
        try:
            connection = await asyncpg.connect(self.url, timeout=CONNECTING_SECONDS, command_timeout=CONNECTING_SECONDS)
            return await connection.fetchrow(_DOING, pid)
        except (*AWAY, asyncpg.PostgresError):
            return None
        finally:
            if connection is not None:
                connection.terminate()


class Watched(asyncpg.Connection):
    """A connection whose statements end with a connection error when nobody works on them at the other end."""

    doubts: Doubts | None = None
    heard: float = 0.0

    def trust(self, doubts: Doubts) -> None:
        """Begin to be watched."""
        self.doubts, self.heard = doubts, monotonic()

    def is_stale(self) -> bool:
        """Whether it has not been heard since another one was found dead."""
        return self.doubts is not None and self.heard < self.doubts.judged

    async def fetch(self, *how: Any, **more: Any) -> Any:
        async with self._awaited():
            return await super().fetch(*how, **more)

    async def fetchrow(self, *how: Any, **more: Any) -> Any:
        async with self._awaited():
            return await super().fetchrow(*how, **more)

    async def fetchval(self, *how: Any, **more: Any) -> Any:
        async with self._awaited():
            return await super().fetchval(*how, **more)

    async def execute(self, *how: Any, **more: Any) -> Any:
        async with self._awaited():
            return await super().execute(*how, **more)

    async def executemany(self, *how: Any, **more: Any) -> Any:
        async with self._awaited():
            return await super().executemany(*how, **more)

    async def copy_records_to_table(self, *how: Any, **more: Any) -> Any:
        async with self._awaited():
            return await super().copy_records_to_table(*how, **more)

    @asynccontextmanager
    async def _awaited(self) -> AsyncIterator[None]:
        """Doubt grows inside the block; it is left with an answer, or an error."""
        doubts, asking = self.doubts, list[asyncio.Task[None]]()
        if doubts is None:
            yield
            return
        loop = asyncio.get_running_loop()
        later = loop.call_later(doubts.wait(), lambda: asking.append(loop.create_task(self._doubt(doubts))))
        try:
            yield
            self.heard = monotonic()
        finally:
            later.cancel()
            for task in asking:
                task.cancel()

    async def _doubt(self, doubts: Doubts) -> None:
        """Give the connection up when its other end does nothing, and the same nothing a while later."""
        pid, before = self.get_server_pid(), None
        while True:
            now = await doubts.doing(pid)
            if now is not None and now == before:
                doubts.judge()
                self.terminate()
                return
            before = now
            await asyncio.sleep(doubts.wait())
