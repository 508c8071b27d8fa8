"""What must be true of every world once it has come to rest, whatever went wrong in it."""

from collections.abc import Iterator

from actors.events import Event, canonical
from runtime.keeper import Keeper
from runtime.verification import verify
from tests.simulation.directives import directives_of, in_brief, kind_of, quiet_ticks_of
from tests.simulation.index import TinyEmbedder
from tests.simulation.loop import quietly
from tests.simulation.stories import ECOSYSTEM
from tests.simulation.world import SimulatedWorld


def broken_promises(world: SimulatedWorld) -> list[str]:
    """What is wrong, in words; nothing when all is well."""
    head = world.store._shelf.kept(ECOSYSTEM).head
    found = quietly(_broken(world))
    found += quietly(_ordered_once(world))
    directives, quiet = (
        quietly(directives_of(world.store, ECOSYSTEM, world.ordered.values())),
        quietly(quiet_ticks_of(world.store, ECOSYSTEM)),
    )
    if head.hash != world.story.hash_at(head.tick, directives, quiet):
        found.append(f"at tick {head.tick} the story is not the undisturbed one")
    if head.status != "idle":
        found.append(f"everything rests, but the ecosystem is {head.status}")
    return found


async def _broken(world: SimulatedWorld) -> list[str]:
    keeper = Keeper(world.store, world.index, TinyEmbedder())
    report = await verify(world.store, ECOSYSTEM, keeper, [world.projections])
    events = [event async for batch in world.store.events(ECOSYSTEM) for event in batch]
    found = [
        *world.complaints,
        *report.faults,
        *_fenced(world),
        *_in_range(events),
        *_read_once(world, events),
        *_projected_once(world, events),
    ]
    kept = world.store._shelf.kept(ECOSYSTEM)
    if sorted(kept.vectors) != sorted(kept.memories):
        found.append(f"{len(kept.memories)} memories, {len(kept.vectors)} vectors beside them")
    return found


def _fenced(world: SimulatedWorld) -> Iterator[str]:
    """Who wrote was the one that was activated last, and ticks follow each other."""
    epoch = 0
    for tick, commit in enumerate(world.store.commits, 1):
        if commit.epoch != commit.current:
            yield f"tick {commit.tick} was written with epoch {commit.epoch} while {commit.current} was in force"
        if commit.epoch < epoch:
            yield f"tick {commit.tick} was written with epoch {commit.epoch} after one with epoch {epoch}"
        if commit.tick != tick:
            yield f"tick {commit.tick} was written where tick {tick} comes next"
        epoch = max(epoch, commit.epoch)


async def _ordered_once(world: SimulatedWorld) -> list[str]:
    """Every directive took effect in one tick, in the event that answers it, and waits no more."""
    directives = await directives_of(world.store, ECOSYSTEM, world.ordered.values())
    found = []
    if sorted(canonical(in_brief(o)) for o in world.ordered.values()) != sorted(canonical(in_brief(o)) for _, o in directives):
        found.append(f"{len(world.ordered)} directives were ordered, and {len(directives)} took effect")
    for key in world.ordered:
        seq = await world.store.answer(ECOSYSTEM, kind_of(world.ordered[key]), key)
        if not seq:
            found.append(f"{key} was never answered")
    if due := await world.store.due(ECOSYSTEM):
        found.append(f"{due} is still due")
    return found


def _in_range(events: list[Event]) -> Iterator[str]:
    """Feelings are −1000 … 1000, familiarity is 0 … 1000, at every moment."""
    for event in events:
        for change in event.body.get("regards", ()):
            *felt, familiarity = change["now"]
            if min(felt) < -1000 or max(felt) > 1000 or not 0 <= familiarity <= 1000:
                yield f"number {event.seq} has {change['owner']} feel {change['now']} for {change['target']}"


def _projected_once(world: SimulatedWorld, events: list[Event]) -> Iterator[str]:
    """The target has every number once, in order, and no projector of an earlier epoch wrote after one of a later."""
    target = world.projections
    if [event.seq for event in target.held.get(ECOSYSTEM, [])] != [event.seq for event in events]:
        yield f"the target holds the numbers {[event.seq for event in target.held.get(ECOSYSTEM, [])]} of {len(events)}"
    if target.epochs != sorted(target.epochs):
        yield f"the target was written in the time of the epochs {target.epochs}"


def _read_once(world: SimulatedWorld, events: list[Event]) -> Iterator[str]:
    """Every reader saw every number once, in order, and saw what stands there now."""
    there = [(event.seq, event.id) for event in events]
    for reader in world.readers:
        if reader.seen != there:
            numbers = [number for number, _ in reader.seen]
            yield f"a reader in {reader.lives} lives saw the numbers {numbers} of {len(there)}"
