"""The port Cursors: how far each projection has got."""

from storage.in_memory.shelf import Part


class InMemoryCursors(Part):
    """See ``actors.ports.Cursors``."""

    async def cursor(self, ecosystem: str, projection: str) -> tuple[int, str]:
        kept = self._shelf.ecosystems.get(ecosystem)
        return kept.cursors.get(projection, (0, "")) if kept else (0, "")

    async def advance(self, ecosystem: str, projection: str, cursor: tuple[int, str]) -> None:
        cursors = self._shelf.kept(ecosystem).cursors
        if cursor > cursors.get(projection, (0, "")) or cursor == (0, ""):
            cursors[projection] = cursor
