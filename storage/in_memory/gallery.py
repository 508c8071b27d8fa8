"""The port Gallery: pictures by the hash of their content, of each ecosystem its own."""

from collections.abc import Sequence

from actors.errors import PictureUnknown
from actors.pictures import Picture
from storage.in_memory.shelf import Part


class InMemoryGallery(Part):
    """See ``actors.ports.Gallery``."""

    async def hang(self, ecosystem: str, pictures: Sequence[Picture]) -> None:
        self._shelf.kept(ecosystem).pictures |= {one.name: one.body for one in pictures}

    async def picture(self, ecosystem: str, name: str) -> bytes:
        kept = self._shelf.ecosystems.get(ecosystem)
        if kept is None or name not in kept.pictures:
            raise PictureUnknown(name)
        return kept.pictures[name]
