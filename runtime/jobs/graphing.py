"""The job ``graph``: an ecosystem's part of the graph in Neo4j, made anew from the chronicle."""

from contextlib import AsyncExitStack
from typing import Any

from actors.errors import InvalidRequest
from runtime.jobs.bench import Bench
from runtime.jobs.progress import Progress
from runtime.targets import rebuilt
from storage.graph.target import Neo4jTarget


async def rebuild_graph(bench: Bench, ecosystem: str, progress: Progress) -> dict[str, Any]:
    """Begun again it begins from nothing; left half way, a projector goes on. Raises InvalidRequest without Neo4j."""

    async def tell(seq: int, until: int) -> None:
        await progress.say(seq, until, "events")

    async with AsyncExitStack() as stack:
        store = await bench.openers.store()
        stack.push_async_callback(store.close)
        for opener in bench.openers.targets:
            target = await opener()
            stack.push_async_callback(target.close)
            if target.name == Neo4jTarget.name:
                return {"events": (await rebuilt(store, target, ecosystem, tell)).seq}
    raise InvalidRequest("FABULA_NEO4J_URL", "no Neo4j is set, so there is nothing to rebuild; Postgres answers")
