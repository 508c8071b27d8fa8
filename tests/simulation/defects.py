"""Defects to plant, so that it is known that the simulation would find them. Each is a context in which the product has it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from typing import Any
from unittest.mock import Mock, patch

from actors import supervisor, troupe
from actors.errors import StoreUnavailable
from actors.events import Event
from actors.ports import MEMORY_INDEX
from runtime.keeper import Keeper
from runtime.projector import Projector
from runtime.session import Session
from storage.in_memory.agenda import InMemoryAgenda
from storage.in_memory.chronicle import InMemoryChronicle
from storage.in_memory.snapshots import InMemorySnapshots
from storage.in_memory.target import InMemoryTarget
from tests.simulation import people
from tests.simulation.store import WiredStore

Planting = AbstractContextManager[Any]


def store_without_fencing() -> Planting:
    """Commits of any epoch are taken."""
    commit = InMemoryChronicle.commit

    async def unfenced(self: InMemoryChronicle, ecosystem: str, epoch: int, *how: Any) -> None:
        await commit(self, ecosystem, (await self.head(ecosystem)).epoch, *how)

    return patch.object(InMemoryChronicle, "commit", unfenced)


def commit_in_two_parts() -> Planting:
    """Memories are written a moment after the events."""
    commit = InMemoryChronicle.commit

    async def torn(
        self: InMemoryChronicle, ecosystem: str, epoch: int, tick: int, events: Any, rows: Any, hash: str, answered: Any = ()
    ) -> None:
        await commit(self, ecosystem, epoch, tick, events, replace(rows, memories=[]), hash, answered)
        await asyncio.sleep(0.02)
        self._shelf.kept(ecosystem).memories.update({memory.id: memory for memory in rows.memories})

    return patch.object(InMemoryChronicle, "commit", torn)


def silence_taken_for_a_yes() -> Planting:
    """A commit that is not answered counts as written."""
    commit = WiredStore.commit

    async def hopeful(self: WiredStore, *how: Any) -> None:
        with suppress(StoreUnavailable):
            await commit(self, *how)

    return patch.object(WiredStore, "commit", hopeful)


def orders_done_after_their_commit() -> Planting:
    """That a directive took effect is noted by a request of its own, a moment later."""
    commit = InMemoryChronicle.commit

    async def parted(self: InMemoryChronicle, ecosystem: str, *how: Any) -> None:
        answered = how[5] if len(how) > 5 else ()
        await commit(self, ecosystem, *how[:5])
        if answered:
            await asyncio.sleep(0.02)
        kept = self._shelf.kept(ecosystem)
        for answer in answered:
            kept.due.pop((answer.due.kind, answer.due.key), None)
            kept.answered[answer.due.kind, answer.due.key] = answer.seq

    return patch.object(InMemoryChronicle, "commit", parted)


class _Never(Exception):
    """Nobody raises this."""


def silence_taken_for_a_no() -> Planting:
    """Nobody asks what became of a commit that was not answered: it is made again."""
    return patch.multiple(supervisor, ChronicleDamaged=_Never, StoreUnavailable=_Never)


def announcement_before_the_commit() -> Planting:
    """The bus knows of events before the chronicle does."""
    commit = supervisor.Supervisor._commit

    async def hasty(self: supervisor.Supervisor, played: supervisor.Done) -> None:
        await self._herald.announce(self.ecosystem, played.events)
        await commit(self, played)

    return patch.object(supervisor.Supervisor, "_commit", hasty)


def troupe_that_applies_whatever_comes() -> Planting:
    """It does not look at where it stands."""
    advance = troupe.Troupe.advance

    async def trusting(self: troupe.Troupe, tick: int, after: int, *how: Any) -> Any:
        if self._attendance is not None:
            self._attendance.loaded.seq = after
        return await advance(self, tick, after, *how)

    return patch.object(troupe.Troupe, "advance", trusting)


def snapshot_with_a_later_number() -> Planting:
    """What was frozen is said to hold one event more."""
    save = InMemorySnapshots.save

    async def boastful(self: InMemorySnapshots, ecosystem: str, seq: int, tick: int, states: Any) -> None:
        await save(self, ecosystem, seq + 1, tick, states)

    return patch.object(InMemorySnapshots, "save", boastful)


class _Hasty:
    """A store that takes what is read for done."""

    def __init__(self, store: Any) -> None:
        self._store = store

    def __getattr__(self, call: str) -> Any:
        return getattr(self._store, call)

    async def memories(self, ecosystem: str, *how: Any) -> Any:
        found = await self._store.memories(ecosystem, *how)
        if found:
            await self._store.advance(ecosystem, MEMORY_INDEX, (found[-1].seq, found[-1].owner))
        return found


def keeper_that_moves_its_cursor_first() -> Planting:
    """What it has not written yet counts as written."""
    begin = Keeper.__init__

    def hasty(self: Keeper, store: Any, *how: Any) -> None:
        begin(self, _Hasty(store), *how)

    return patch.object(Keeper, "__init__", hasty)


class _Doomed(Keeper):
    """Stumbles over something that nobody foresaw."""

    async def catch_up(self, ecosystem: str, enough: Any = None) -> int:
        raise AttributeError("oops")


def keeper_that_dies_of_a_defect() -> Planting:
    """Its task ends, and nobody hears of it."""
    return patch.object(people, "Keeper", _Doomed)


def target_that_looks_at_no_mark() -> Planting:
    """It takes whatever is applied, in the order in which it comes."""

    async def careless(self: InMemoryTarget, ecosystem: str, before: Any, events: Any, after: Any) -> None:
        self.held.setdefault(ecosystem, []).extend(events)
        self.marks[ecosystem] = after

    return patch.object(InMemoryTarget, "apply", careless)


def projector_that_trusts_its_own_memory() -> Planting:
    """It asks the target only once how far it has got."""
    standing = Projector.standing

    async def proud(self: Projector) -> Any:
        mark, head = await standing(self)
        self.__dict__.setdefault("remembered", mark)
        return self.__dict__["remembered"], head

    return patch.object(Projector, "standing", proud)


def reader_that_trusts_the_herald() -> Planting:
    """It tells the tick that is announced, and takes it that none was lost."""
    follow = people.follow

    async def trusting(store: Any, herald: Any, ecosystem: str, after: int = 0) -> AsyncIterator[list[Event]]:
        async for batch in follow(store, herald, ecosystem, after, live=False):
            after = batch[-1].seq
            yield batch
        async for heard in herald.listen(ecosystem):
            events = [event async for batch in store.events(ecosystem, after, heard) for event in batch]
            if events:
                yield [event for event in events if event.tick == events[-1].tick]
                after = heard

    return patch.object(people, "follow", trusting)


def reader_that_begins_with_what_comes_next() -> Planting:
    """When it comes back it does not ask for what it missed."""
    follow = people.follow

    async def forgetful(store: Any, herald: Any, ecosystem: str, after: int = 0) -> AsyncIterator[list[Event]]:
        async for batch in follow(store, herald, ecosystem, (await store.head(ecosystem)).seq if after else 0):
            yield batch

    return patch.object(people, "follow", forgetful)


def order_forgotten_when_it_is_begun() -> Planting:
    """What is ordered is done when somebody begins it."""
    run = Session._run

    async def hasty(self: Session, until: int) -> bool:
        for due in await self._store.due(self._ecosystem):
            await self._store.done(self._ecosystem, due)
        return await run(self, until)

    return patch.object(Session, "_run", hasty)


def order_that_is_done_whatever_it_says_now() -> Planting:
    """Whoever is done with an order forgets what has been ordered in its place."""

    async def blind(self: InMemoryAgenda, ecosystem: str, due: Any) -> None:
        self._shelf.kept(ecosystem).due.pop((due.kind, due.key), None)

    return patch.object(InMemoryAgenda, "done", blind)


class _Unread:
    """A store of which nothing is read but the beginning."""

    def __init__(self, store: Any) -> None:
        self._store = store

    def __getattr__(self, call: str) -> Any:
        return getattr(self._store, call)

    async def events(self, ecosystem: str, after: int = 0, until: int | None = None) -> AsyncIterator[list[Event]]:
        async for batch in self._store.events(ecosystem, after, 0 if after else until):
            yield batch


def recovery_that_takes_a_snapshot_for_the_present() -> Planting:
    """What happened since is not read."""
    begin = troupe.recovery.begin

    async def content(store: Any, *how: Any) -> Any:
        return await begin(_Unread(store), *how)

    return patch.object(troupe, "recovery", Mock(wraps=troupe.recovery, begin=content))


DEFECTS: tuple[tuple[Callable[[], Planting], str], ...] = (
    (store_without_fencing, "was written with epoch|was offered where"),
    (commit_in_two_parts, "memories|was written where"),
    (orders_done_after_their_commit, "were ordered, and"),
    (silence_taken_for_a_yes, "announced before it is committed|Unrest"),
    (silence_taken_for_a_no, "comes next|is damaged: it ends at number"),
    (announcement_before_the_commit, "announced before it is committed"),
    (troupe_that_applies_whatever_comes, "is not the fold of the chronicle|not the undisturbed one"),
    (snapshot_with_a_later_number, "but the chronicle ends at"),
    (keeper_that_moves_its_cursor_first, "memory_index|vectors beside them"),
    (keeper_that_dies_of_a_defect, r"keeper \d+ ended with AttributeError"),
    (target_that_looks_at_no_mark, "the target holds|memory: "),
    (projector_that_trusts_its_own_memory, "Unrest"),
    (reader_that_trusts_the_herald, "saw the numbers|Unrest"),
    (reader_that_begins_with_what_comes_next, "saw the numbers|Unrest"),
    (order_forgotten_when_it_is_begun, "Unrest|was never answered"),
    (order_that_is_done_whatever_it_says_now, "Unrest"),
    (
        recovery_that_takes_a_snapshot_for_the_present,
        "the story is not the undisturbed one|is not the fold of the chronicle|has no snapshot",
    ),
)
"""Each with a pattern of what is said of the world in which it is found."""
