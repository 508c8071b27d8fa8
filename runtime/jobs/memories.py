"""The job ``re-embed``: the memory index of an ecosystem, made anew by whoever owns the index."""

from typing import Any

from actors.errors import EcosystemUnknown
from runtime.jobs.bench import Bench
from runtime.jobs.progress import Progress


async def re_embed(bench: Bench, ecosystem: str, progress: Progress) -> dict[str, Any]:
    """Begun again it begins from nothing; left half way, what is missing is indexed by the next catching up."""

    async def seen(seq: int, until: int) -> None:
        await progress.say(min(seq, until), until, "events")

    store = await bench.openers.store()
    try:
        async with bench.keeper() as keeper:
            try:
                memories = await keeper.rebuild(ecosystem, seen)
                await store.head(ecosystem)
            except EcosystemUnknown:  # deleted meanwhile
                await keeper.forget(ecosystem)
                raise
    finally:
        await store.close()
    return {"memories": memories}
