"""The port Cursors: how far each projection has got."""

from storage.in_memory.shelf import Part


class InMemoryCursors(Part):
    """See ``actors.ports.Cursors``."""

    async def cursor(self, ecosystem: str, projection: str) -> tuple[int, str]:
        kept = self._shelf.ecosystems.get(ecosystem)
        return kept.cursors.get(projection, (0, "")) if kept else (0, "")

    async def advance(
        self, ecosystem: str, projection: str, cursor: tuple[int, str], before: tuple[int, str] | None = None
    ) -> None:
        cursors = self._shelf.kept(ecosystem).cursors
        found = cursors.get(projection, (0, ""))
        if before in (None, found) and (cursor > found or cursor == (0, "")):
            cursors[projection] = cursor

    async def note(self, ecosystem: str, target: str) -> None:
        self._shelf.targets[target, ecosystem] = None

    async def leftovers(self, target: str) -> list[str]:
        return sorted(id for noted, id in self._shelf.targets if noted == target and id not in self._shelf.ecosystems)

    async def cleared(self, ecosystem: str, target: str) -> None:
        self._shelf.targets.pop((target, ecosystem), None)
