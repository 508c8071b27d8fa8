"""Targets of projections: which ones there are, and what to do with them."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial

from actors.errors import FabulaError, MarkMoved
from actors.ports import Store
from actors.projection import Mark, Target
from runtime.projector import Projector, Tell, untold
from runtime.services import Services
from runtime.target_openers import open_kafka, open_neo4j


def openers_of(services: Services) -> list[Callable[[], Awaitable[Target]]]:
    """How to open the targets that are served, in a fixed order. Nothing connects before its first use."""
    graph = [partial(open_neo4j, services.neo4j)] if services.neo4j else []
    export = [partial(open_kafka, services.kafka, services.kafka_topic)] if services.kafka else []
    return [*graph, *export]


@asynccontextmanager
async def open_targets(services: Services) -> AsyncIterator[list[Target]]:
    """The targets, closed with the block."""
    async with AsyncExitStack() as stack:
        targets = [await opener() for opener in openers_of(services)]
        for target in targets:
            stack.push_async_callback(target.close)
        yield targets


async def rebuilt(store: Store, target: Target, ecosystem: str, tell: Tell = untold) -> Mark:
    """Have the target forget the ecosystem and make it anew, telling as ``Projector.catch_up`` does; how far it has got then.

    Raises EcosystemUnknown, TargetUnavailable, TargetRefused. A projector that is at work meanwhile does no harm.
    """
    await store.head(ecosystem)
    projector = Projector(store, target, ecosystem)
    with suppress(MarkMoved):  # another one has begun anew where we made room
        return await projector.rebuild(tell)
    return await projector.catch_up(tell)


async def forgotten(store: Store, services: Services, ecosystem: str) -> AsyncIterator[FabulaError]:
    """Have every target forget a deleted ecosystem; what keeps one from it now: it is made up for later."""
    async with open_targets(services) as targets:
        for target in targets:
            try:
                await Projector(store, target, ecosystem).forget()
            except FabulaError as error:
                yield error
