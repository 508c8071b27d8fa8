"""The projector: brings one target up to one ecosystem's chronicle, in batches, off the tick's path.

It keeps nothing itself. What was applied stands in the target's mark, which moves together with what it marks; so a projector may
die at any moment, or another one run beside it, and every event takes effect once.
"""

from collections.abc import Awaitable, Callable
from contextlib import aclosing

from actors.errors import EcosystemUnknown, MarkAstray
from actors.events import chained
from actors.ports import Head, Store
from actors.projection import Mark, Target
from runtime.lookahead import ahead

Tell = Callable[[int, int], Awaitable[None]]
"""Is told again and again up to which event everything is applied, and which one is the last to come."""


async def untold(seq: int, until: int) -> None:
    """Nobody wants to know."""


class Projector:
    """Projects one ecosystem into one target."""

    def __init__(self, store: Store, target: Target, ecosystem: str) -> None:
        self._store = store
        self._target = target
        self._ecosystem = ecosystem
        self._ready = False

    async def standing(self) -> tuple[Mark, Head]:
        """How far the target has got, and where the chronicle stands. Raises MarkAstray when the target is ahead."""
        mark = await self._target.mark(self._ecosystem)
        head = await self._store.head(self._ecosystem)
        if mark.seq > head.seq:
            raise self._astray(f"it has got to event {mark.seq}, the chronicle ends at {head.seq}")
        if mark.epoch > head.epoch:
            raise self._astray(f"it knows epoch {mark.epoch}, the chronicle is in epoch {head.epoch}")
        return mark, head

    async def catch_up(self, tell: Tell = untold) -> Mark:
        """Apply what was committed before this call, telling how far it has got; how far that is in the end.

        Raises TargetUnavailable, TargetRefused, StoreUnavailable, MarkMoved, StaleEpoch (any call may be repeated), MarkAstray,
        and EcosystemUnknown when the ecosystem is gone: then the target forgets it.
        """
        try:
            await self._prepare()
            mark, head = await self.standing()
            async with aclosing(ahead(self._store.events(self._ecosystem, mark.seq, head.seq))) as batches:
                async for events in batches:
                    after = Mark(events[-1].seq, head.epoch, chained(mark.hash, events))
                    self._check(after, head)
                    await self._target.apply(self._ecosystem, mark, events, after)
                    mark = after
                    await tell(mark.seq, head.seq)
        except EcosystemUnknown:
            await self.forget()
            raise
        self._check(mark, head)
        return mark

    async def rebuild(self, tell: Tell = untold) -> Mark:
        """Have the target forget the ecosystem, and apply everything anew; how far it has got then. Raises as ``catch_up``."""
        await self._prepare()
        await self._target.forget(self._ecosystem)
        return await self.catch_up(tell)

    async def forget(self) -> None:
        """Remove the ecosystem from the target, and the note that it holds something of it."""
        await self._target.forget(self._ecosystem)
        await self._store.cleared(self._ecosystem, self._target.name)

    async def _prepare(self) -> None:
        """The note comes first: what is held of an ecosystem that is deleted meanwhile must be found later."""
        if not self._ready:
            await self._target.prepare()
            await self._store.note(self._ecosystem, self._target.name)
            self._ready = True

    def _check(self, mark: Mark, head: Head) -> None:
        """At the chronicle's head the hashes must agree; else the target followed another chronicle until its mark."""
        if mark.seq == head.seq and mark.hash != head.hash:
            raise self._astray(f"at event {mark.seq} its hash is {mark.hash}, that of the chronicle {head.hash}")

    def _astray(self, reason: str) -> MarkAstray:
        target = self._target
        return MarkAstray(target.name, self._ecosystem, reason, target.remedy.format(self._ecosystem))
