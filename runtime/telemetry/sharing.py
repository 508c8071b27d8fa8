"""Sharing what a process counts: its differences go to the tally every few seconds, and once more when it ends in peace.

A process that is killed takes the differences of the last seconds with it; a request whose answer was lost may count twice. For
what has to be exact there is the chronicle.
"""

import asyncio
import os
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from secrets import token_hex
from typing import Any

import orjson
from prometheus_client import CollectorRegistry
from prometheus_client.samples import Sample

from runtime.ending import end
from runtime.telemetry.instruments import PROCESSES, REGISTRY
from storage.tally import RedisTally

BREATH_SECONDS = 2.0

ECOSYSTEM = "ecosystem_id"
"""The label whose values the tally bounds."""


class Sharing:
    """One process' part in the tally."""

    def __init__(self, url: str, kind: str, registry: CollectorRegistry = REGISTRY) -> None:
        self.tally = RedisTally(url)
        self._registry = registry
        self._process = f"{kind}:{os.getpid()}:{token_hex(4)}"
        self._shared: dict[tuple[str, str], float] = {}
        self._turn = asyncio.Lock()
        PROCESSES.labels(kind).set(1)

    async def share(self) -> None:
        """Tell what was counted since the last time, and what is so now. What cannot be told now is told the next time."""
        async with self._turn:
            differences, now = self._differences()
            for ecosystem, counts in differences.items():
                if await self.tally.add(ecosystem, counts):
                    for field, count in counts.items():
                        place = (ecosystem, field)
                        self._shared[place] = self._shared.get(place, 0.0) + count
            await self.tally.show(self._process, now)

    async def leave(self) -> None:
        """Tell the rest, and close."""
        await self.share()
        await self.tally.hide(self._process)
        await self.tally.close()

    def _differences(self) -> tuple[dict[str, dict[str, float]], list[list[Any]]]:
        differences: dict[str, dict[str, float]] = defaultdict(dict)
        now = []
        for family, kind, sample in samples(self._registry):
            labels = dict(sample.labels)
            if kind == "gauge":
                now.append([family, labels, sample.value])
                if ECOSYSTEM in labels:
                    differences[labels[ECOSYSTEM]].update({})  # it keeps its place among those with sums of their own
                continue
            ecosystem = labels.pop(ECOSYSTEM, "")
            field = orjson.dumps([family, sample.name, labels], option=orjson.OPT_SORT_KEYS).decode()
            if count := sample.value - self._shared.get((ecosystem, field), 0.0):
                differences[ecosystem][field] = count
        return differences, now


def samples(registry: CollectorRegistry) -> Iterator[tuple[str, str, Sample]]:
    """(family, type, sample) of everything in the registry but the times at which counting began."""
    for metric in registry.collect():
        for sample in metric.samples:
            if not sample.name.endswith("_created"):
                yield metric.name, metric.type, sample


async def sharing_for_ever(sharing: Sharing) -> None:
    """Share again and again until cancelled."""
    while True:
        await sharing.share()
        await asyncio.sleep(BREATH_SECONDS)


@asynccontextmanager
async def tallied(url: str, kind: str) -> AsyncIterator[Sharing]:
    """Share what this process counts inside the block."""
    sharing = Sharing(url, kind)
    task = asyncio.create_task(sharing_for_ever(sharing))
    try:
        yield sharing
    finally:
        await end(task)
        await sharing.leave()
