"""Large ecosystems a page at a time, in Postgres. No call reads more than the page and what its indexes lead through."""

from typing import Self

from storage.pages.batches import Batches
from storage.pages.ecosystems import EcosystemPages
from storage.pages.events import EventPages
from storage.pages.interactions import InteractionPages
from storage.pages.memories import MemoryPages
from storage.pages.people import PeoplePages
from storage.pages.relationships import RelationshipPages
from storage.postgres.connections import Connections


class Pages:
    """All lists that can be read in pages. Any call may raise StoreUnavailable; ids that nobody has give empty pages."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self.ecosystems = EcosystemPages(connections)
        self.events = EventPages(connections)
        self.people = PeoplePages(connections)
        self.interactions = InteractionPages(connections)
        self.relationships = RelationshipPages(connections)
        self.memories = MemoryPages(connections)
        self.batches = Batches(connections)

    @classmethod
    def open(cls, url: str, size: int = 4, patience: float = 20.0) -> Self:
        """Pages over at most ``size`` connections, none of them opened before the first call, whose event loop it then belongs
        to. A page that takes longer than ``patience`` seconds counts as no answer."""
        return cls(Connections(url, size, patience))

    async def close(self) -> None:
        """Give back connections."""
        await self._connections.close()
