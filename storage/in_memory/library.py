"""The port Library: genres by content hash."""

from actors.errors import ChronicleDamaged
from storage.in_memory.shelf import Part


class InMemoryLibrary(Part):
    """See ``actors.ports.Library``."""

    async def put(self, hash: str, body: bytes) -> None:
        self._shelf.genres.setdefault(hash, body)

    async def get(self, hash: str) -> bytes:
        if hash not in self._shelf.genres:
            raise ChronicleDamaged("", f"the genre {hash} is missing from the library")
        return self._shelf.genres[hash]
