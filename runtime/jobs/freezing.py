"""The job ``snapshots``: every snapshot of an ecosystem, made anew from the chronicle alone."""

from typing import Any

from actors import recovery
from actors.events import JOINED
from actors.fold import concerned
from actors.ports import SNAPSHOTS, Head, Store
from actors.snapshot import sealed
from actors.waking import Loaded, Waking
from runtime.jobs.bench import Bench
from runtime.jobs.progress import Progress
from runtime.openers import Openers

CHUNK = 2000
"""So many characters are in memory at once; the chronicle is read once for each so many."""


async def snapshots(bench: Bench, ecosystem: str, progress: Progress) -> dict[str, Any]:
    """Made in a process of its own. Repeating it changes nothing."""
    made = await bench.heavily(f"the snapshots of {ecosystem}", refreeze, bench.openers, ecosystem, progress)
    return {"snapshots": made}


async def refreeze(openers: Openers, ecosystem: str, progress: Progress) -> int:
    """Replace the snapshots of an ecosystem by what the chronicle says; how many they are then.

    None is ever missing meanwhile, and none says more than every supervisor and troupe at work has read, so that the ecosystem
    may go on: while it does, they are made as of its own last snapshot of all, and while it rests, as of its head.
    """
    store = await openers.store()
    try:
        head = await store.head(ecosystem)
        cursor, _ = await store.cursor(ecosystem, SNAPSHOTS)
        until = head.seq if head.status in ("idle", "paused") else cursor
        return await _until(store, head, until, progress) if until else 0
    finally:
        await progress.close()
        await store.close()


async def _until(store: Store, head: Head, until: int, progress: Progress) -> int:
    """Everybody's as of number ``until``, the end of a tick; then the cursor says so."""
    ecosystem, made, tick = head.founding.ecosystem, 0, 0
    async for batch in store.events(ecosystem, until - 1, until):
        tick = batch[-1].tick
    names = list(await store.whereabouts(ecosystem))
    for begin in range(0, len(names), CHUNK):
        await progress.say(begin, len(names), "characters")
        states = await _states(store, head, names[begin : begin + CHUNK], until)
        await store.renew(ecosystem, until, tick, states)
        made += len(states)
    await store.advance(ecosystem, SNAPSHOTS, (until, ""))
    return made


async def _states(store: Store, head: Head, names: list[str], until: int) -> dict[str, bytes]:
    """The states as of ``until`` of those of these who have changed since they joined, or have a snapshot."""
    ecosystem = head.founding.ecosystem
    loaded = Loaded(until, await recovery.settle(store, head.founding))
    await Waking(store, ecosystem, loaded, snapshots=False).wake(names)
    mine, changed = dict.fromkeys(names), dict.fromkeys(await store.load(ecosystem, names))
    async for batch in store.events(ecosystem, 0, until):
        for event in batch:
            if event.kind != JOINED:
                changed.update((name, None) for name in concerned(event) if name in mine)
        loaded.apply(batch, mine)
    return {name: sealed(loaded.characters[name].state) for name in changed}
