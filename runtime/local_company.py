"""A company in this very process: troupes as plain objects, for ephemeral worlds and for tests of the core."""

from collections.abc import Sequence

from actors.company import TroupeHandle
from actors.troupe import OpenStore, Troupe


class LocalCompany:
    """Implements ``actors.company.Company`` without Ray. Its troupes are never lost."""

    def __init__(self, ecosystem: str, members: Sequence[Sequence[str]], open_store: OpenStore) -> None:
        self.members = members
        self._ecosystem = ecosystem
        self._open_store = open_store
        self._troupes: dict[int, Troupe] = {}

    async def handle(self, troupe: int) -> TroupeHandle:
        """The troupe of this number."""
        if troupe not in self._troupes:
            self._troupes[troupe] = Troupe(self._ecosystem, self.members[troupe], self._open_store)
        return self._troupes[troupe]

    async def replace(self, troupe: int) -> None:
        """Forget the troupe; the next ``handle`` loads another."""
        self._troupes.pop(troupe, None)

    async def close(self) -> None:
        """Forget all troupes."""
        self._troupes.clear()
