"""Removing an ecosystem, with all that other systems keep of it."""

import asyncio
from collections.abc import AsyncIterator

from actors.errors import FabulaError
from actors.ports import MEMORY_INDEX
from runtime.host import Host
from runtime.targets import forgotten

PATIENCE_SECONDS = 30.0


async def remove(host: Host, ecosystem: str) -> None:
    """Remove it from the store: from here on there is none. Raises EcosystemUnknown.

    Notes stay behind of what else holds something of it: whoever keeps the memory index forgets it by them within a second, or
    when there is somebody again.
    """
    await host.store.head(ecosystem)
    await host.store.note(ecosystem, MEMORY_INDEX)
    await host.store.delete(ecosystem)
    await host.herald.forget(ecosystem)


async def followed(host: Host, ecosystem: str) -> AsyncIterator[str]:
    """Have the targets of projections forget it too; what keeps one from it now, which is made up for later."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            async for kept in forgotten(host.store, host.services, ecosystem):
                yield f"{kept}; what it holds of {ecosystem} is removed when it is next projected to"
    except (TimeoutError, FabulaError) as error:
        yield f"what is projected of {ecosystem} is removed later: {error}"
