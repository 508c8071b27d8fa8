"""A run on the hosts, watched from beside it in the chronicle."""

import asyncio
import json
import subprocess
from itertools import pairwise
from time import monotonic
from types import TracebackType
from typing import Any

from storage.postgres.store import PostgresStore
from tests.cluster.hosts.machines import Fabula
from tests.cluster.running import until, until_async

SECONDS = 300.0

RECOVERIES: dict[str, float] = {}
"""What was done to a world → for how many seconds it stood still."""


class Watched:
    """A ``fabula run`` while it goes on: when each tick was committed, and what it said in the end."""

    def __init__(self, store: PostgresStore, fabula: Fabula, *arguments: str) -> None:
        self._store = store
        self._command = fabula, ("run", *arguments, "--json")
        self._process: subprocess.Popen[str]
        self._seen: list[tuple[float, int]] = []
        self.ecosystem = ""

    async def __aenter__(self) -> "Watched":
        fabula, arguments = self._command
        known = {head.founding.ecosystem for head in await self._store.heads()}
        self._process = fabula.begin(*arguments)
        if "--resume" in arguments:
            self.ecosystem = arguments[arguments.index("--resume") + 1]
        else:
            await until_async(lambda: self._founded(known), SECONDS)
        self._watching = asyncio.create_task(self._watch())
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._watching.cancel()
        self._process.kill()
        await asyncio.to_thread(self._process.communicate)

    @property
    def tick(self) -> int:
        """The last tick that was seen to be committed."""
        return self._seen[-1][1] if self._seen else 0

    async def reach(self, tick: int) -> None:
        """Wait until this tick is committed."""
        await until(lambda: self.tick >= tick, SECONDS)

    async def end(self) -> dict[str, Any]:
        """Wait for the command's end; what it summed up. It must have succeeded."""
        out, err = await asyncio.to_thread(self._process.communicate, None, SECONDS)
        assert self._process.returncode == 0, err[-2000:]
        return dict(json.loads(out.splitlines()[-1]))

    def stood_still(self, what: str, since: float) -> float:
        """Note for how long nothing was committed, at the longest, after this was done."""
        after = [since, *(moment for moment, _ in self._seen if moment >= since)]
        RECOVERIES[what] = max(later - earlier for earlier, later in pairwise(after))
        return RECOVERIES[what]

    async def _founded(self, known: set[str]) -> bool:
        assert self._process.poll() is None, self._process.communicate()[1]
        new = [head.founding.ecosystem for head in await self._store.heads() if head.founding.ecosystem not in known]
        self.ecosystem = (new or [""])[0]
        return bool(new)

    async def _watch(self) -> None:
        while True:
            tick = (await self._store.head(self.ecosystem)).tick
            if tick > self.tick:
                self._seen.append((monotonic(), tick))
            await asyncio.sleep(0.02)
