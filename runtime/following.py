"""Following a chronicle: everything from a number on, then whatever comes, without gap or repeat."""

from collections.abc import AsyncIterator
from contextlib import suppress

from actors.errors import StoreUnavailable
from actors.events import TICKED, Event
from actors.ports import Herald, Store
from actors.recovery import founded, places_of
from runtime.ending import heed
from runtime.transcript import Narrator


async def follow(store: Store, herald: Herald, ecosystem: str, after: int = 0, live: bool = True) -> AsyncIterator[list[Event]]:
    """The events numbered after ``after`` in batches; then, when ``live``, new ones as they are committed, for ever.

    The herald only wakes: what is told is always read from the chronicle, so a lost announcement loses nothing. Once what
    was there is told, a store that goes away is waited for.
    """
    async for batch in store.events(ecosystem, after):
        after = batch[-1].seq
        yield batch
    if not live:
        return
    async for _ in herald.listen(ecosystem):
        heed()  # a command is told only once to end
        with suppress(StoreUnavailable):  # it is asked again within a second, and the ecosystem says why it waits
            async for batch in store.events(ecosystem, after):
                after = batch[-1].seq
                yield batch


async def by_tick(batches: AsyncIterator[list[Event]]) -> AsyncIterator[list[Event]]:
    """The same events, a whole tick at a time; the founding counts as the tick before the first."""
    tick: list[Event] = []
    async for batch in batches:
        for event in batch:
            if tick and event.tick != tick[-1].tick:
                yield tick
                tick = []
            tick.append(event)
            if event.kind == TICKED:
                yield tick
                tick = []
    if tick:
        yield tick


async def narrator(store: Store, ecosystem: str) -> Narrator:
    """A narrator who knows this ecosystem's people and places. Raises EcosystemUnknown."""
    await store.head(ecosystem)
    return Narrator(await store.shorts(ecosystem), places_of((await founded(store, ecosystem))["places"]))
