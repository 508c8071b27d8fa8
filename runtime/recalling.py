"""Recall by meaning for many who ask at once: of whoever keeps the memory index, or else by keeping it for the moment."""

import asyncio

from actors.ports import Recalled
from runtime.host import Host
from runtime.keeping import asked, recall
from runtime.telemetry.instruments import RECALL_SECONDS
from storage.bell import RedisBell

_alone = asyncio.Lock()
"""One after the other in a process that has to open the index itself."""


async def near(host: Host, bell: RedisBell, ecosystem: str, character: str, words: str, limit: int) -> list[Recalled]:
    """What the character remembers that is nearest to the words, the nearest first.

    Players keep the index while they are there; without them it is opened here. Raises StoreUnavailable when its owner does not
    answer.
    """
    if await bell.attended() is not False:
        with RECALL_SECONDS.time():
            return await asked(host, ecosystem, character, words, limit)
    async with _alone:
        return await recall(host, ecosystem, character, words, limit)
