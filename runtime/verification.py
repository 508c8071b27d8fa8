"""Verify: compute everything derived again from the chronicle, and compare."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from actors import recovery
from actors.errors import MarkAstray, SnapshotUnusable, TargetRefused, TargetUnavailable
from actors.events import INTERACTED, START_HASH, TICKED, Event, chained
from actors.fold import concerned
from actors.mind.state import State
from actors.ports import SNAPSHOTS, Head, Store
from actors.projection import Target
from actors.records import MemoryRow, Rows, rows_of
from actors.snapshot import opened, sealed
from actors.waking import Loaded, Waking, newcomer
from runtime.keeper import Keeper
from runtime.projector import Projector

Seen = Callable[[int, int, str], Awaitable[None]]
"""Is told how many of how many events were read, and what for."""


async def _unseen(done: int, total: int, step: str) -> None:
    """Nobody looks."""


@dataclass(slots=True)
class Report:
    """What ``fabula verify`` says: ``checks`` maps each check's name to whether it holds, ``faults`` says what does not, and
    ``unchecked`` what could not be looked at."""

    hash: str = ""
    checks: dict[str, bool] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether all agree."""
        return all(self.checks.values())

    def check(self, name: str, fault: str) -> None:
        """Note a check: it holds when ``fault`` is empty. Of several notes under one name all must hold."""
        self.checks[name] = self.checks.get(name, True) and not fault
        if fault:
            self.faults.append(f"{name}: {fault}")


async def verify(
    store: Store, ecosystem: str, keeper: Keeper | None, targets: Sequence[Target] = (), seen: Seen = _unseen
) -> Report:
    """All checks, as of this moment, also when the ecosystem goes on meanwhile. The memory index is checked when a keeper
    is given, and of each target what it holds up to its mark. ``seen`` may end it by raising. Raises EcosystemUnknown."""
    report, rows = Report(), Rows()
    async with store.frozen() as now:
        head = await now.head(ecosystem)
        await _log(now, head, report, rows, seen)
        await _tables(now, ecosystem, report, rows)
        if report.checks["readable"]:
            await _snapshots(now, head, report, seen)
    if keeper is not None:
        report.check("memory_index", await _index(store, head, rows, keeper))
    for target in targets:
        try:
            report.check(target.name, await _target(store, ecosystem, target))
        except (TargetUnavailable, TargetRefused) as error:
            report.unchecked.append(str(error))
    return report


async def _target(store: Store, ecosystem: str, target: Target) -> str:
    """What is wrong with what a target holds; looked at again when its mark moved meanwhile."""
    projector = Projector(store, target, ecosystem)
    while True:
        try:
            mark, _ = await projector.standing()
        except MarkAstray as error:
            return str(error)
        rows, link = Rows(), START_HASH
        async for events in store.events(ecosystem, 0, mark.seq):
            rows_of(events, rows)
            link = chained(link, events)
        fault = await target.fault(ecosystem, rows)
        if await target.mark(ecosystem) == mark:
            return fault or ("" if link == mark.hash else f"its hash at event {mark.seq} is {mark.hash}, the log gives {link}")


async def verify_index(store: Store, ecosystem: str, keeper: Keeper, report: Report) -> None:
    """Add to a report on everything else whether the memory index holds the memories in the store. Raises EcosystemUnknown."""
    head = await store.head(ecosystem)
    rows = Rows(memories=[memory for memory in await _all(store.memories, ecosystem) if memory.seq <= head.seq])
    report.check("memory_index", await _index(store, head, rows, keeper))


async def _index(store: Store, head: Head, rows: Rows, keeper: Keeper) -> str:
    """What is wrong with the memory index; memories that were made since the head was read may be there or not."""
    ecosystem = head.founding.ecosystem
    await keeper.catch_up(ecosystem)
    found = await keeper.ids(ecosystem)
    later = {memory.id: None for memory in await _all(store.memories, ecosystem, (head.seq, "~"))}
    expected = sorted(memory.id for memory in rows.memories)
    return _difference(expected, [memory for memory in found if memory not in later])


async def _log(store: Store, head: Head, report: Report, rows: Rows, seen: Seen) -> None:
    """The chronicle by itself: numbers, ticks, hash, who knows what, who was in two scenes."""
    last, link, tick, closed = 0, START_HASH, 0, True
    acting: dict[str, bool] = {}
    for name in ("gapless", "ticks", "hash", "readable", "one_scene_a_tick", "witnessed"):
        report.check(name, "")
    async for batch in store.events(head.founding.ecosystem, 0, head.seq):
        for event in batch:
            if event.seq != last + 1:
                report.check("gapless", f"number {event.seq} follows {last}")
            if event.tick != tick:
                if event.tick != tick + 1 or not closed:
                    report.check("ticks", f"tick {event.tick} begins at number {event.seq} after tick {tick}")
                acting = {}
            last, tick, closed = event.seq, event.tick, event.kind == TICKED or event.tick == 0
            _read(event, acting, report, rows)
        link = chained(link, batch)
        await seen(last, head.seq, "chronicle")
    report.hash = link
    report.check("gapless", "" if last == head.seq else f"the head says {head.seq}, the log ends at {last}")
    report.check("ticks", "" if closed and tick == head.tick else f"the head says tick {head.tick}, the log ends in {tick}")
    report.check("hash", "" if link == head.hash else f"the head says {head.hash}, the log gives {link}")


def _read(event: Event, acting: dict[str, bool], report: Report, rows: Rows) -> None:
    """What an event says; one that lacks what its kind must have is a fault, not a reason to stop looking."""
    try:
        _scene(event, acting, report)
        rows_of([event], rows)
    except (KeyError, TypeError, ValueError) as error:
        report.check("readable", f"number {event.seq} is no whole {event.kind}: {error!r}")


def _scene(event: Event, acting: dict[str, bool], report: Report) -> None:
    if event.kind != INTERACTED:
        return
    body = event.body
    there = [body["initiator"], body["responder"], *body["witnesses"]]
    for name in there:
        if name in acting:
            report.check("one_scene_a_tick", f"{name} is in two scenes of tick {event.tick}")
        acting[name] = True
    for memory in body["memories"]:
        if memory["owner"] not in there:
            report.check("witnessed", f"{memory['owner']} remembers {event.id} without having been there")


async def _tables(store: Store, ecosystem: str, report: Report, rows: Rows) -> None:
    stored = {(row.owner, row.target): row for row in await store.relationships(ecosystem)}
    report.check("relationships", _difference(rows.relationships, stored))
    report.check("interactions", _difference(rows.interactions, await store.interactions(ecosystem)))
    report.check("personas", _difference(rows.personas, await store.personas(ecosystem)))
    report.check("whereabouts", _difference(rows.whereabouts, await store.whereabouts(ecosystem)))
    expected = sorted(rows.memories, key=lambda row: (row.seq, row.owner))
    report.check("memories", _difference(expected, await _all(store.memories, ecosystem)))


async def _all(
    read: Callable[..., Awaitable[list[MemoryRow]]], ecosystem: str, after: tuple[int, str] = (0, "")
) -> list[MemoryRow]:
    found: list[MemoryRow] = []
    while batch := await read(ecosystem, after):
        found += batch
        after = (batch[-1].seq, batch[-1].owner)
    return found


async def _snapshots(store: Store, head: Head, report: Report, seen: Seen) -> None:
    """Each snapshot is the fold of the chronicle up to its number, and whoever has none never changed."""
    ecosystem = head.founding.ecosystem
    snapshots = await store.load(ecosystem, list(await store.whereabouts(ecosystem)))
    kept_until, _ = await store.cursor(ecosystem, SNAPSHOTS)
    loaded = Loaded(head.seq, await recovery.settle(store, head.founding))
    await Waking(store, ecosystem, loaded, snapshots=False).wake(list(snapshots))
    report.check("snapshots", "")
    async for batch in store.events(ecosystem, 0, head.seq):
        for event in batch:
            for name in concerned(event):
                if name not in snapshots and not newcomer(event, name) and event.seq <= kept_until:
                    report.check("snapshots", f"{name} changed at number {event.seq} and has no snapshot")
                elif name in loaded.characters and event.seq > snapshots[name][0]:
                    _compare(name, *snapshots[name], loaded, report)
            loaded.apply((event,))
        await seen(batch[-1].seq, head.seq, "snapshots")
    for name in list(loaded.characters):
        seq = snapshots[name][0]
        if seq > head.seq:
            report.check("snapshots", f"{name}'s snapshot is of number {seq}, but the chronicle ends at {head.seq}")
        else:
            _compare(name, *snapshots[name], loaded, report)


def _compare(name: str, seq: int, snapshot: bytes, loaded: Loaded, report: Report) -> None:
    """Check a snapshot whose number has been reached; its character is not needed any more."""
    report.check("snapshots", _fault_of(name, seq, snapshot, loaded.characters.pop(name).state))
    del loaded.changed[name]


def _fault_of(name: str, seq: int, snapshot: bytes, state: State) -> str:
    """What is wrong with a snapshot that should hold this state."""
    try:
        kept = opened(name, snapshot)
    except SnapshotUnusable as error:
        return f"{error} (it is made up for from the chronicle)"
    return "" if sealed(kept) == sealed(state) else f"{name}'s snapshot at number {seq} is not the fold of the chronicle"


def _difference(expected: object, stored: object) -> str:
    """What differs, in a few words; empty when nothing does."""
    if expected == stored:
        return ""
    if isinstance(expected, list) and isinstance(stored, list):
        for number, (one, other) in enumerate(zip(expected, stored, strict=False)):
            if one != other:
                return f"row {number} should be {one}, is {other}"
        return f"{len(stored)} rows where the chronicle has {len(expected)}"
    if isinstance(expected, dict) and isinstance(stored, dict):
        for key in sorted({*expected, *stored}, key=str):
            if expected.get(key) != stored.get(key):
                return f"{key} should be {expected.get(key)}, is {stored.get(key)}"
    return "they differ"
