"""What one question has at hand: who asks, and what is read once for many."""

from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import strawberry
from strawberry.dataloader import DataLoader

from actors.records import InteractionRow, MemoryRow, RelationshipRow
from gateway.ports import Ports
from gateway.security.guards import check_level
from gateway.security.principal import Access, Level, Principal
from gateway.security.recognizing import access_of
from storage.pages.batches import Sheet

Batch = Callable[..., Awaitable[list[Any]]]


@dataclass
class Asking:
    """Lives as long as one question is being answered. All reading is about ecosystems that were entered."""

    ports: Ports
    principal: Principal
    _loaders: dict[Hashable, DataLoader[str, Any]] = field(default_factory=dict)

    async def enter(self, ecosystem: str) -> Access:
        """Raises EcosystemUnknown, Forbidden, as the guard of routes does."""
        access = await access_of(self.ports, self.principal, ecosystem)
        check_level(access, Level.VIEWER)
        return access

    async def person(self, ecosystem: str, id: str) -> Sheet | None:
        """Somebody; None when nobody has this id."""
        found: Sheet | None = await self._of(id, self.ports.pages.batches.people, ecosystem)
        return found

    async def regards_of(self, ecosystem: str, id: str, limit: int, kind: str | None) -> list[RelationshipRow]:
        """What somebody feels for others."""
        found: list[RelationshipRow] = await self._of(id, self.ports.pages.batches.regards_of, ecosystem, limit, kind)
        return found

    async def regards_for(self, ecosystem: str, id: str, limit: int, kind: str | None) -> list[RelationshipRow]:
        """What others feel for somebody."""
        found: list[RelationshipRow] = await self._of(id, self.ports.pages.batches.regards_for, ecosystem, limit, kind)
        return found

    async def interactions_of(self, ecosystem: str, id: str, limit: int) -> list[InteractionRow]:
        """The last ones that somebody had a part in, or saw."""
        found: list[InteractionRow] = await self._of(id, self.ports.pages.batches.interactions_of, ecosystem, limit)
        return found

    async def memories_of(self, ecosystem: str, id: str, limit: int) -> list[MemoryRow]:
        """Somebody's last ones."""
        found: list[MemoryRow] = await self._of(id, self.ports.pages.batches.memories_of, ecosystem, limit)
        return found

    async def _of(self, id: str, batch: Batch, ecosystem: str, *arguments: Any) -> Any:
        key = (batch.__name__, ecosystem, *arguments)
        if key not in self._loaders:
            self._loaders[key] = DataLoader(load_fn=partial(_loaded, batch, ecosystem, arguments))
        return await self._loaders[key].load(id)


async def _loaded(
    batch: Callable[..., Awaitable[list[Any]]], ecosystem: str, arguments: tuple[Any, ...], ids: list[str]
) -> list[Any]:
    return await batch(ecosystem, ids, *arguments)


Info = strawberry.Info[Asking, None]
